import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AddressSpace, type Region } from '../../../engine/memory/address-space.ts';

const ram = (start: number, size: number): Region<string> => ({ kind: 'ram', start, size, base: 0 });
const trap = (start: number, size: number): Region<string> => ({
  kind: 'trapped',
  start,
  size,
  target: 'V1',
});

function spaceOf(...regions: Region<string>[]): AddressSpace<string> {
  const space = new AddressSpace<string>();
  for (const region of regions) space.add(region);
  return space;
}

test('an address belongs to the region that holds it, and to none where there is none', () => {
  const [low, high] = [ram(0x1000, 0x1000), trap(0x2000, 0x10)];
  const space = spaceOf(low, high);
  expect([0xfff, 0x1000, 0x1fff].map(at => space.at(at))).toEqual([null, low, low]);
  expect([0x2000, 0x200f, 0x2010].map(at => space.at(at))).toEqual([high, high, null]);
});

test('two regions that share a byte cannot both be there', () => {
  const anyRange = fc.record({ start: fc.nat(60), size: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(anyRange, anyRange, (a, b) => {
      const shared = Math.min(a.start + a.size, b.start + b.size) > Math.max(a.start, b.start);
      const both = () => spaceOf(ram(a.start, a.size), trap(b.start, b.size));
      if (shared) expect(both).toThrow(RangeError);
      else expect(both).not.toThrow();
    }),
  );
});
