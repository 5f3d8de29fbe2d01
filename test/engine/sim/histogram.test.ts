import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS, bucketEdge, countsSince, Histogram, quantileOf } from '../../../engine/sim/histogram.ts';

const LARGEST = 2 ** 53 - 1;
/** Of every magnitude alike, and the edges of the powers of two. */
const nanoseconds = fc.oneof(
  fc.nat(70),
  fc.double({ min: 0, max: 53, maxExcluded: true, noNaN: true }).map(power => Math.floor(2 ** power)),
  fc.tuple(fc.nat(52), fc.integer({ min: -1, max: 0 })).map(([power, by]) => 2 ** power + by),
  fc.constant(LARGEST),
);
const values = fc.array(nanoseconds, { minLength: 1, maxLength: 300 });

function recorded(all: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of all) histogram.record(value);
  return histogram;
}

test('a quantile is exact to one part in 32, and never too large', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, q) => {
      const sorted = all.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(q * all.length) - 1)]!;
      const quantile = recorded(all).quantile(q);
      expect(quantile).toBeLessThanOrEqual(exact);
      expect(quantile).toBeGreaterThan(exact < 32 ? exact - 1 : exact * (31 / 32));
    }),
  );
});

test('count and maximum are exact, and the mean as exact as a sum of doubles', () => {
  fc.assert(
    fc.property(values, all => {
      const histogram = recorded(all);
      expect(histogram.count).toBe(all.length);
      expect(histogram.max).toBe(Math.max(...all));
      expect(histogram.mean).toBe(all.reduce((a, b) => a + b, 0) / all.length);
    }),
  );
});

test('small values have a bucket of their own', () => {
  const histogram = recorded(Array.from({ length: 64 }, (_, i) => i));
  for (let i = 0; i < 64; i++) expect(histogram.quantile((i + 1) / 64)).toBe(i);
});

test('the largest values are told apart as well', () => {
  const histogram = recorded([2 ** 52, LARGEST, LARGEST]);
  expect(histogram.quantile(1 / 3)).toBe(2 ** 52);
  expect(histogram.quantile(1)).toBeGreaterThan(LARGEST * (31 / 32));
});

test('where nothing was recorded there is no number', () => {
  const { count, mean, max } = new Histogram();
  expect([count, mean, max]).toEqual([0, Number.NaN, Number.NaN]);
  expect(new Histogram().quantile(0.5)).toBeNaN();
});

test('several taken together are one that has recorded everything', () => {
  fc.assert(
    fc.property(fc.array(fc.array(nanoseconds, { maxLength: 20 }), { maxLength: 5 }), parts => {
      const together = new Histogram();
      for (const part of parts) together.add(recorded(part));
      const all = recorded(parts.flat());
      expect(together.counts).toEqual(all.counts);
      expect([together.count, together.max]).toEqual([all.count, all.max]);
      expect(Math.abs(together.sum - all.sum)).toBeLessThanOrEqual(all.sum * 1e-12);
    }),
  );
});

test('what came since an earlier look is the difference of the counts', () => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const both = recorded([...before, ...after]);
      const since = countsSince(both.counts, recorded(before).counts);
      expect(since).toEqual(recorded(after).counts);
      // As far as each of them is in use, which is not equally far, it is the same.
      const used = countsSince(both.usedCounts, recorded(before).usedCounts);
      expect(used).toEqual(since.subarray(0, used.length));
      expect(since.subarray(used.length).every(count => count === 0)).toBe(true);
      for (const q of [0, 0.5, 0.99, 1]) expect(quantileOf(since, q)).toBe(recorded(after).quantile(q));
    }),
  );
});

test('every bucket holds what is at least its edge and below the next one’s', () => {
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const [edge, next] = [bucketEdge(bucket), bucketEdge(bucket + 1)];
    expect(recorded([edge, next - 1]).counts[bucket]).toBe(2);
  }
});
