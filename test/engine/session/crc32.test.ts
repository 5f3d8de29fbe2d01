import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../../engine/session/crc32.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

test.each([
  ['', 0],
  ['a', 0xe8b7be43],
  // The check value in the catalogues of checksums.
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
])('crc32 of %j is the published one', (text, expected) => {
  expect(crc32(ascii(text))).toBe(expected);
});

test("crc32 of any part of any bytes is zlib's", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), fc.nat(20), (bytes, from, lessTo) => {
      const to = Math.max(from, bytes.length - lessTo);
      fc.pre(to <= bytes.length);
      expect(crc32(bytes, from, to)).toBe(zlibCrc32(bytes.subarray(from, to)));
    }),
  );
});
