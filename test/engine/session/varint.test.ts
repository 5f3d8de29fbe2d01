import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_VARINT_BYTES, readVarint, writeVarint } from '../../../engine/session/varint.ts';

const written = (value: number) => {
  const bytes = new Uint8Array(MAX_VARINT_BYTES);
  return bytes.subarray(0, writeVarint(bytes, 0, value));
};

test('300 is written as in the Protocol Buffers manual', () => {
  expect([...written(300)]).toEqual([0xac, 0x02]);
});

test('every integer up to 2^53-1 comes back, and a shortened one is an error', () => {
  const edges = fc.constantFrom(0, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER);
  fc.assert(
    fc.property(fc.oneof(edges, fc.maxSafeNat()), value => {
      const bytes = written(value);
      expect(readVarint({ bytes, at: 0 })).toBe(value);
      expect(() => readVarint({ bytes: bytes.subarray(0, -1), at: 0 })).toThrow(RangeError);
    }),
  );
});

test('an integer that never ends is an error', () => {
  expect(() => readVarint({ bytes: new Uint8Array(100).fill(0xff), at: 0 })).toThrow('more than 8 bytes');
});
