/** Where the bytes of a session log are. */
import { decodeFrame, type Frame, HEAD_BYTES, MOST_PAYLOAD_BYTES, TAIL_BYTES } from './frame.ts';

export interface Source {
  /** Bytes that there are now; of a log that is being written there are more later. */
  readonly length: number;
  /** `length` bytes from `at` on, all of which there are. They stay as they are. */
  read(at: number, length: number): Uint8Array;
}

export const bytesSource = (bytes: Uint8Array): Source => ({
  length: bytes.length,
  read: (at, length) => bytes.subarray(at, at + length),
});

/** Bytes that are read at once, where somebody reads one frame after the other. */
const AHEAD_BYTES = 256 * 1024;

/** The first `length` bytes of a source, for somebody who goes through them: few reads of it, and its length is not asked. */
export function readingAhead(source: Source, length = source.length): Source {
  let begin = 0;
  let ahead: Uint8Array = new Uint8Array();
  return {
    length,
    read(at, count) {
      if (at < begin || at + count > begin + ahead.length) {
        begin = at;
        ahead = source.read(at, Math.min(length - at, Math.max(count, AHEAD_BYTES)));
      }
      return ahead.subarray(at - begin, at - begin + count);
    },
  };
}

/** The frame at `at`; `cut` where the bytes end before it does, `damaged` where it is none. */
export function frameAt(source: Source, at: number): Frame | 'cut' | 'damaged' {
  if (at + HEAD_BYTES + TAIL_BYTES > source.length) return 'cut';
  const head = source.read(at, HEAD_BYTES);
  const payload = new DataView(head.buffer, head.byteOffset, HEAD_BYTES).getUint32(0, true);
  if (payload > MOST_PAYLOAD_BYTES) return 'damaged';
  const length = HEAD_BYTES + payload + TAIL_BYTES;
  if (at + length > source.length) return 'cut';
  const frame = decodeFrame(source.read(at, length), 0);
  return typeof frame === 'string' ? frame : { ...frame, end: at + frame.end };
}
