import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bar, ConfigSpace } from '../../../engine/pci/config-space.ts';

const BAR0 = 0x10;
const STATUS = 0x06;
const CAPABILITIES_POINTER = 0x34;

const functionWith = (...bars: (Bar | null)[]) => new ConfigSpace(0x1af4, 0x1041, bars);
const body = (length: number) => Uint8Array.from({ length: length - 2 }, (_, i) => (i === 0 ? length : i));

test('a BAR written all ones reads back its size and its kind (PCI 3.0, 6.2.5.1)', () => {
  const config = functionWith({ kind: 'io', size: 32 }, { kind: 'memory', size: 0x4000 }, null);
  for (const at of [0, 4, 8]) config.write32(BAR0 + at, 0xffff_ffff);
  expect(config.read32(BAR0)).toBe(0xffff_ffe1);
  expect(config.read32(BAR0 + 4)).toBe(0xffff_c000);
  expect(config.read32(BAR0 + 8)).toBe(0);
});

const anyBar: fc.Arbitrary<Bar> = fc.oneof(
  fc.integer({ min: 2, max: 8 }).map(power => ({ kind: 'io' as const, size: 2 ** power })),
  fc.integer({ min: 4, max: 31 }).map(power => ({ kind: 'memory' as const, size: 2 ** power })),
);

test('sizing finds the size of every legal BAR and leaves it where it was', () => {
  fc.assert(
    fc.property(anyBar, fc.nat(0xffff_ffff), (bar, somewhere) => {
      const config = functionWith(null, bar);
      config.placeBar(1, somewhere);
      const placed = config.barAddress(1);
      expect(placed).toBe(somewhere - (somewhere % bar.size));
      expect(config.sizeBar(1)).toBe(bar.size);
      expect(config.barAddress(1)).toBe(placed);
      expect(config.sizeBar(0)).toBe(0);
    }),
  );
});

test('a function without capabilities says so, and one with some has them in order', () => {
  const config = functionWith();
  expect(config.read16(STATUS) & 0x10).toBe(0);
  expect([...config.capabilities()]).toEqual([]);
  const first = config.addCapability(0x09, body(16));
  const second = config.addCapability(0x11, body(13));
  const third = config.addCapability(0x09, body(20));
  expect(config.read16(STATUS) & 0x10).toBe(0x10);
  expect(config.read8(CAPABILITIES_POINTER)).toBe(first);
  expect([...config.capabilities()]).toEqual([
    { at: first, id: 0x09 },
    { at: second, id: 0x11 },
    { at: third, id: 0x09 },
  ]);
  // 6.7: each starts at a double word.
  expect([first % 4, second % 4, third % 4]).toEqual([0, 0, 0]);
});

test.each([
  ['first', 0],
  ['middle', 1],
  ['last', 2],
])('the %s capability can be taken out; the others stay and its bytes are gone', (_, which) => {
  const config = functionWith();
  const all = [16, 20, 16].map(length => config.addCapability(0x09, body(length)));
  const removed = all[which]!;
  const length = config.read8(removed + 2);
  config.removeCapability(removed);
  expect([...config.capabilities()].map(({ at }) => at)).toEqual(all.filter(at => at !== removed));
  for (let i = 0; i < length; i++) expect(config.read8(removed + i)).toBe(0);
});

test('the only capability can be taken out', () => {
  const config = functionWith();
  config.removeCapability(config.addCapability(0x09, body(16)));
  expect([...config.capabilities()]).toEqual([]);
});

test('a list that runs in a circle comes to an end', () => {
  const config = functionWith();
  const first = config.addCapability(0x09, body(16));
  config.write8(config.addCapability(0x09, body(16)) + 1, first);
  expect([...config.capabilities()].length).toBeLessThanOrEqual(64);
});

test('more capabilities than fit are an error', () => {
  const config = functionWith();
  const fill = () => {
    for (let i = 0; i < 20; i++) config.addCapability(0x09, body(16));
  };
  expect(fill).toThrow(RangeError);
});

test('a copy has the registers and none of the places', () => {
  const config = functionWith({ kind: 'memory', size: 0x1000 });
  config.addCapability(0x09, body(16));
  config.placeBar(0, 0xfe00_0000);
  const copy = config.copy();
  expect([copy.read32(0), copy.sizeBar(0), copy.barAddress(0)]).toEqual([config.read32(0), 0x1000, 0]);
  expect([...copy.capabilities()]).toEqual([...config.capabilities()]);
  copy.removeCapability([...copy.capabilities()][0]!.at);
  copy.placeBar(0, 0x1000);
  expect([...config.capabilities()]).toHaveLength(1);
  expect(config.barAddress(0)).toBe(0xfe00_0000);
});
