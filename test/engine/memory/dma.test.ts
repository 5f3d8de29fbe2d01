import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DmaPath, descend, FAULT, type Span } from '../../../engine/memory/dma.ts';
import { PAGE_SIZE } from '../../../engine/memory/page.ts';

const page = (n: number) => n * PAGE_SIZE;
const span = (start: number, size: number, base: number): Span => ({
  start: page(start),
  size: page(size),
  base: page(base),
});

const anySpan = fc
  .tuple(fc.nat(20), fc.integer({ min: 1, max: 100 }), fc.nat(40))
  .map(([start, size, base]) => span(start, size, base));
const anySpans = fc.array(anySpan, { maxLength: 4 });
const anyAddress = fc.nat(page(130));

/** One table after the other, each by its own arithmetic. */
function composed(spans: readonly Span[], address: number): number | null {
  return spans.reduce<number | null>((at, { start, size, base }) => {
    const inside = at !== null && at >= start && at < start + size;
    return inside ? at + base - start : null;
  }, address);
}

test('a translation is the composition of its stages, cached or not', () => {
  fc.assert(
    fc.property(anySpans, fc.array(anyAddress, { maxLength: 60 }), (spans, addresses) => {
      const path = new DmaPath(spans, true);
      for (const address of [...addresses, ...addresses]) {
        const expected = composed(spans, address) ?? FAULT;
        expect(path.translate(address)).toBe(expected);
        expect(descend(spans, address)).toBe(expected);
      }
      expect(path.hits + path.misses).toBe(2 * addresses.length);
    }),
  );
});

test('a page is looked up once and then found in the IOTLB', () => {
  const path = new DmaPath([span(0, 100, 7)], true);
  for (const address of [0, 4095, page(1), 100, page(1) + 1]) path.translate(address);
  expect([path.hits, path.misses]).toEqual([3, 2]);
});

test('two pages 64 apart share an entry of the IOTLB and put each other out', () => {
  const path = new DmaPath([span(0, 100, 7)], true);
  for (const n of [1, 65, 1, 65]) path.translate(page(n));
  expect([path.hits, path.misses]).toEqual([0, 4]);
});

test('a fault is not remembered, and the address before it is', () => {
  const path = new DmaPath([span(0, 1, 7)], true);
  expect([0, page(3), page(3), 8].map(at => path.translate(at))).toEqual([
    page(7),
    FAULT,
    FAULT,
    page(7) + 8,
  ]);
  expect([path.hits, path.misses]).toEqual([1, 3]);
});

test('where no IOMMU takes part there is no IOTLB to count', () => {
  const path = new DmaPath([span(0, 10, 2)], false);
  expect([path.translate(5), path.translate(6)]).toEqual([page(2) + 5, page(2) + 6]);
  expect([path.hits, path.misses]).toEqual([0, 0]);
});
