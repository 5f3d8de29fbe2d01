/** Where the bytes of a session log are. */
import { decodeFrame, type Frame, HEAD_BYTES, MOST_PAYLOAD_BYTES, TAIL_BYTES } from './frame.ts';

export interface Source {
  /** Bytes that there are now; of a log that is being written there are more later. */
  readonly length: number;
  /** `length` bytes from `at` on, all of which there are. They are the reader's until the next call. */
  read(at: number, length: number): Uint8Array;
}

export const bytesSource = (bytes: Uint8Array): Source => ({
  length: bytes.length,
  read: (at, length) => bytes.subarray(at, at + length),
});

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
