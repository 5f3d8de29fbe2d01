import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_CHANGE_BYTES, readChanges, writeChanges } from '../../../engine/session/changes.ts';

const counter = fc.integer({ min: 0, max: 2 ** 40 });
const number = fc.oneof({ weight: 4, arbitrary: counter }, { weight: 1, arbitrary: fc.double() });
const places = 12;
const vector = fc
  .array(number, { minLength: places, maxLength: places })
  .map(values => Float64Array.from(values));

function coded(before: Float64Array, after: Float64Array): Uint8Array {
  const bytes = new Uint8Array(8 + after.length * MAX_CHANGE_BYTES);
  return bytes.subarray(0, writeChanges(bytes, 0, before.slice(), after));
}

test('whatever vectors follow each other, each is read as it was', () => {
  fc.assert(
    fc.property(fc.array(vector, { minLength: 1, maxLength: 6 }), vectors => {
      const written = new Float64Array(places);
      const read = new Float64Array(places);
      const bytes = new Uint8Array(8 + places * MAX_CHANGE_BYTES);
      for (const each of vectors) {
        const end = writeChanges(bytes, 0, written, each);
        const cursor = { bytes: bytes.subarray(0, end), at: 0 };
        readChanges(cursor, read);
        expect(cursor.at).toBe(end);
        expect(read).toEqual(each);
        expect(written).toEqual(each);
      }
    }),
  );
});

test('NaN, the infinities and -0 are kept', () => {
  const odd = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0);
  const read = new Float64Array(4);
  readChanges({ bytes: coded(new Float64Array(4), odd), at: 0 }, read);
  expect(read).toEqual(odd);
});

test('what has not changed takes no bytes, a counter that went on a little takes two', () => {
  const before = Float64Array.from({ length: 100 }, (_, place) => place);
  expect(coded(before, before)).toHaveLength(1);
  expect(coded(before, before.with(70, 85))).toHaveLength(3);
});

test('bytes that end within, or speak of a place beyond the end, are refused', () => {
  const bytes = coded(new Float64Array(3), Float64Array.of(1, 0.5, 3));
  for (let end = 0; end < bytes.length; end++)
    expect(() => readChanges({ bytes: bytes.subarray(0, end), at: 0 }, new Float64Array(3))).toThrow(
      RangeError,
    );
  expect(() => readChanges({ bytes, at: 0 }, new Float64Array(2))).toThrow(/place 2 of 2/);
});
