/**
 * The frames of a session log, and their bytes. A log is MAGIC and then frames, the first of them the header:
 *
 *     offset  bytes
 *     0       4      n, the payload's length, little-endian
 *     4       1      type
 *     5       n      payload
 *     5 + n   4      CRC-32 of all the bytes before, little-endian
 *
 * A frame is whole or it is not there, so a log that was cut anywhere opens up to its last whole frame.
 */
import { crc32 } from './crc32.ts';

/** As in PNG: a high byte, a name, line ends that a text-mode copy would change, end-of-file for DOS. */
export const MAGIC = Uint8Array.of(0x89, 0x54, 0x52, 0x41, 0x50, 0x0d, 0x0a, 0x1a);

/** Counted up when an older reader could no longer read the log; a frame type of its own does not need that. */
export const FORMAT = 2;

/**
 * Types of frames. Their payloads are JSON (payload.ts), but for kicks (kick-block.ts) and for looks and the keys among
 * them (look.ts); a packed frame is a whole segment, compressed (packed.ts). A sample is of format 1 only.
 */
export const FRAME = {
  header: 1,
  input: 2,
  route: 3,
  kicks: 4,
  sample: 5,
  end: 6,
  layout: 7,
  key: 8,
  look: 9,
  reason: 10,
  packed: 11,
} as const;

/** No payload is longer: what says so is damaged, or somebody's trap. */
export const MOST_PAYLOAD_BYTES = 64 * 2 ** 20;

/** Where a frame says its type. */
const TYPE_AT = 4;

/** Bytes of a frame before its payload, and after. */
export const HEAD_BYTES = 5;
export const TAIL_BYTES = 4;

export interface Frame {
  readonly type: number;
  readonly payload: Uint8Array;
  /** Where the next frame begins. */
  readonly end: number;
}

/** Makes a frame, in place, of a payload of `length` bytes that stands in `bytes` at HEAD_BYTES. */
export function sealFrame(bytes: Uint8Array, type: number, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tail = HEAD_BYTES + length;
  view.setUint32(0, length, true);
  view.setUint8(TYPE_AT, type);
  view.setUint32(tail, crc32(bytes, 0, tail), true);
  return bytes.subarray(0, tail + TAIL_BYTES);
}

export function encodeFrame(type: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + payload.length + TAIL_BYTES);
  bytes.set(payload, HEAD_BYTES);
  return sealFrame(bytes, type, payload.length);
}

/** A frame that holds JSON. */
export const jsonFrame = (type: number, value: object): Uint8Array =>
  encodeFrame(type, new TextEncoder().encode(JSON.stringify(value)));

/** The frame at `at`; `cut` where the bytes end before it does, `damaged` where its checksum does not match. */
export function decodeFrame(bytes: Uint8Array, at: number): Frame | 'cut' | 'damaged' {
  if (at + HEAD_BYTES + TAIL_BYTES > bytes.length) return 'cut';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tail = at + HEAD_BYTES + view.getUint32(at, true);
  if (tail + TAIL_BYTES > bytes.length) return 'cut';
  if (view.getUint32(tail, true) !== crc32(bytes, at, tail)) return 'damaged';
  return {
    type: view.getUint8(at + TYPE_AT),
    payload: bytes.subarray(at + HEAD_BYTES, tail),
    end: tail + TAIL_BYTES,
  };
}
