/**
 * Variable-length integers as in Protocol Buffers and LEB128: seven bits a byte, the low ones first, the high
 * bit set on all but the last. Here for integers from 0 to 2^53-1, which bit operations alone cannot hold.
 */

/** The longest that an integer up to 2^53-1 gets. */
export const MAX_VARINT_BYTES = 8;

/** Writes `value` at `at` and returns where it ends. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let end = at;
  let rest = value;
  while (rest > 0x7fffffff) {
    bytes[end++] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest > 0x7f) {
    bytes[end++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[end++] = rest;
  return end;
}

/** A place in bytes that readVarint moves on. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Reads one integer; throws a RangeError where the bytes end inside it or it is longer than any written. */
export function readVarint(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** (7 * MAX_VARINT_BYTES); scale *= 128) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new RangeError('the bytes end inside an integer');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw new RangeError(`an integer of more than ${MAX_VARINT_BYTES} bytes`);
}
