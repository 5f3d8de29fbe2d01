import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DURATION_FORM,
  formatDuration,
  formatRate,
  parseDuration,
  parseRate,
  RATE_FORM,
  UnitError,
} from '../../../engine/scenario/units.ts';

test.each([
  ['250ns', 250],
  ['2us', 2000],
  ['2µs', 2000],
  ['2μs', 2000],
  ['1.5ms', 1_500_000],
  ['1 s', 1e9],
])('%s is %d ns', (text, ns) => {
  expect(parseDuration(text)).toBe(ns);
});

test.each([
  ['50k/s', 20_000],
  ['1.25M/s', 800],
  ['20/ms', 50_000],
  ['4/s', 250_000_000],
])('%s is one every %d ns', (text, ns) => {
  expect(parseRate(text)).toBe(ns);
});

test.each(['', '2', '2 u', '-2us', '0us', '2us3', '1e3us', '0.5ns', '9999999999s', 'us'])(
  '%j is no duration',
  text => {
    expect(() => parseDuration(text)).toThrow(UnitError);
  },
);

test.each(['', '50', '50k', '0/s', '50/h', '2G/s', '-1/s', 'k/s', '1/s/s'])('%j is no rate', text => {
  expect(() => parseRate(text)).toThrow(UnitError);
});

test('a number alone is told that its unit is missing', () => {
  expect(() => parseDuration('20')).toThrow('`20` has no unit');
});

test('no text makes anything but a number in range or a UnitError', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,20}(\.\d{1,5})? ?[kMG]?\/?(ns|us|ms|s|m)$/));
  fc.assert(
    fc.property(text, fc.constantFrom(parseDuration, parseRate), (input, parse) => {
      try {
        const ns = parse(input);
        return ns >= 1 && ns <= 1e15;
      } catch (error) {
        return error instanceof UnitError;
      }
    }),
  );
});

test('what the parsers accept has the form that the JSON schema shows', () => {
  const text = fc.stringMatching(/^\d{1,5}(\.\d{1,3})? {0,2}[kMG]?\/?(ns|us|µs|μs|ms|s|m|k)$/);
  fc.assert(
    fc.property(text, input => {
      const accepted = (parse: (text: string) => number) => {
        try {
          return parse(input) > 0;
        } catch {
          return false;
        }
      };
      if (accepted(parseDuration)) expect(input).toMatch(new RegExp(DURATION_FORM, 'u'));
      if (accepted(parseRate)) expect(input).toMatch(new RegExp(RATE_FORM, 'u'));
    }),
    { numRuns: 500 },
  );
});

test('a printed duration or rate reads back as itself, to six digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e14, noNaN: true }), ns => {
      expect(parseDuration(formatDuration(ns)) / ns).toBeCloseTo(1, 4);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 1.001, max: 1e9, noNaN: true }), ns => {
      expect(parseRate(formatRate(ns)) / ns).toBeCloseTo(1, 4);
    }),
  );
});
