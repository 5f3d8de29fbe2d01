import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ram } from '../../../engine/memory/ram.ts';

const bytesOf = (ram: Ram, count: number) => Array.from({ length: count }, (_, at) => ram.read8(at));

test('memory is zero until it is written, and little-endian', () => {
  const ram = new Ram(16);
  expect(bytesOf(ram, 16)).toEqual(new Array(16).fill(0));
  ram.write16(0, 0x0102);
  ram.write32(2, 0x03040506);
  ram.writeAddress(6, 0x00_0708_090a_0b0c);
  expect(bytesOf(ram, 14)).toEqual([2, 1, 6, 5, 4, 3, 0x0c, 0x0b, 0x0a, 9, 8, 7, 0, 0]);
});

test('what is written is read back, up to 53 bits of an address', () => {
  const ram = new Ram(8);
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(0xffff), fc.nat(0xffff_ffff), (address, half, word) => {
      ram.writeAddress(0, address);
      expect(ram.readAddress(0)).toBe(address);
      ram.write16(0, half);
      expect(ram.read16(0)).toBe(half);
      ram.write32(4, word);
      expect(ram.read32(4)).toBe(word);
    }),
  );
});

test('an access past the end is an error and not a silent nothing', () => {
  const ram = new Ram(4);
  expect(ram.size).toBe(4);
  expect(() => ram.read32(1)).toThrow(RangeError);
  expect(() => ram.write8(4, 0)).toThrow(RangeError);
});
