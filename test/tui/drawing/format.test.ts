import { expect, test } from 'vitest';
import { clock, count, duration, exact, instant, rate } from '../../../tui/drawing/format.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1.0k'],
  [12_345, '12.3k'],
  [123_456, '123k'],
  [999_960, '1.0M'],
  [1.2e6, '1.2M'],
  [3.4e12, '3.4T'],
  [-12_345, '-12.3k'],
  [Number.NaN, '-'],
])('count %d is %s', (value, text) => expect(count(value)).toBe(text));

test.each([
  [0, '0/s'],
  [0.25, '0.3/s'],
  [50_000, '50.0k/s'],
  [Number.NaN, '-'],
])('rate %d is %s', (value, text) => expect(rate(value)).toBe(text));

test.each([
  [350, '350ns'],
  [58_300, '58.3us'],
  [1_366_000, '1.4ms'],
  [2e9, '2.0s'],
  [Number.NaN, '-'],
])('%d ns is %s', (ns, text) => expect(duration(ns)).toBe(text));

test('a clock has milliseconds, a moment nanoseconds in groups', () => {
  expect(clock(12_345_678_901)).toBe('12.346s');
  expect(instant(12_000_345_678)).toBe('12.000 345 678');
});

test.each([
  [0, '0'],
  [999.6, '1,000'],
  [1_234_567, '1,234,567'],
])('exactly %d is %s', (value, text) => expect(exact(value)).toBe(text));
