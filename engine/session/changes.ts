/**
 * A vector of numbers as what has changed since the one before: how many places have, and for each how many places it
 * is after the last one, and the change. Most are counters, so the change of an integer is zigzag-coded and doubled;
 * any other value is a 1 and the double itself, little-endian.
 */
import { type Cursor, MAX_VARINT_BYTES, readVarint, writeVarint } from './varint.ts';

/** What one change takes at most. */
export const MAX_CHANGE_BYTES = 2 * MAX_VARINT_BYTES + Float64Array.BYTES_PER_ELEMENT;

/** A doubled zigzag of it is still an integer that a varint holds. */
const MOST = 2 ** 50;

const double = new DataView(new ArrayBuffer(Float64Array.BYTES_PER_ELEMENT));

/**
 * Writes at `at` how `after` differs from `before`, which becomes equal to it, and returns where that ends. Both are
 * of one length; there must be room for MAX_CHANGE_BYTES a place and an integer.
 */
export function writeChanges(
  bytes: Uint8Array,
  at: number,
  before: Float64Array,
  after: Float64Array,
): number {
  let end = writeVarint(bytes, at, countChanges(before, after));
  let last = -1;
  for (let place = 0; place < after.length; place++) {
    const [old, value] = [before[place]!, after[place]!];
    if (Object.is(old, value)) continue;
    end = writeVarint(bytes, end, place - last - 1);
    end = writeChange(bytes, end, old, value);
    before[place] = value;
    last = place;
  }
  return end;
}

function countChanges(before: Float64Array, after: Float64Array): number {
  let changes = 0;
  for (let place = 0; place < after.length; place++) if (!Object.is(before[place], after[place])) changes++;
  return changes;
}

function writeChange(bytes: Uint8Array, at: number, old: number, value: number): number {
  const change = value - old;
  if (isCounter(old) && isCounter(value) && Math.abs(change) < MOST)
    return writeVarint(bytes, at, 2 * (change < 0 ? -2 * change - 1 : 2 * change));
  const begin = writeVarint(bytes, at, 1);
  double.setFloat64(0, value, true);
  for (let byte = 0; byte < double.byteLength; byte++) bytes[begin + byte] = double.getUint8(byte);
  return begin + double.byteLength;
}

/** -0 is none: as a change it would become 0. */
const isCounter = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

/**
 * Reads changes and makes them; returns the last place that has changed, -1 where none has. Throws a RangeError where the
 * bytes end within, or speak of a place that `into` does not have.
 */
export function readChanges(cursor: Cursor, into: Float64Array): number {
  let place = -1;
  for (let left = readVarint(cursor); left > 0; left--) {
    place += readVarint(cursor) + 1;
    if (place >= into.length) throw new RangeError(`place ${place} of ${into.length} has changed`);
    into[place] = readChange(cursor, into[place]!);
  }
  return place;
}

function readChange(cursor: Cursor, old: number): number {
  const code = readVarint(cursor);
  if (code === 1) return readDouble(cursor);
  if (code % 2 === 1) throw new RangeError(`a change is coded ${code}`);
  const zigzag = code / 2;
  return old + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
}

function readDouble(cursor: Cursor): number {
  for (let byte = 0; byte < double.byteLength; byte++) {
    const value = cursor.bytes[cursor.at++];
    if (value === undefined) throw new RangeError('the bytes end inside a number');
    double.setUint8(byte, value);
  }
  return double.getFloat64(0, true);
}
