/**
 * A log-linear histogram of nanoseconds, for the hot path: 32 buckets to a power of two, so that a quantile is
 * exact to about 3 %; no allocation after construction.
 */
const SUB_BITS = 5;
const SUB = 1 << SUB_BITS;
/** Up to 2^53 ns. */
export const BUCKETS = (54 - SUB_BITS) * SUB;

export class Histogram {
  /** By bucket. */
  readonly counts = new Float64Array(BUCKETS);
  readonly #totals = new Float64Array(3); // count, sum, max

  /** `value`: nanoseconds, an integer >= 0. */
  record(value: number): void {
    const index = bucketOf(value);
    this.counts[index] = this.counts[index]! + 1;
    const totals = this.#totals;
    totals[0] = totals[0]! + 1;
    totals[1] = totals[1]! + value;
    if (value > totals[2]!) totals[2] = value;
  }

  get count(): number {
    return this.#totals[0]!;
  }

  get sum(): number {
    return this.#totals[1]!;
  }

  /** NaN where nothing was recorded. */
  get mean(): number {
    return this.sum / this.count;
  }

  get max(): number {
    return this.count === 0 ? Number.NaN : this.#totals[2]!;
  }

  quantile(q: number): number {
    return quantileOf(this.counts, q);
  }

  /** The buckets up to that of the largest value, as a view. */
  get usedCounts(): Float64Array {
    return this.counts.subarray(0, this.count === 0 ? 0 : bucketOf(this.max) + 1);
  }

  /** Takes over everything that `other` has recorded. */
  add(other: Histogram): void {
    for (const [bucket, count] of other.counts.entries()) this.counts[bucket] = this.counts[bucket]! + count;
    const totals = this.#totals;
    totals[0] = totals[0]! + other.count;
    totals[1] = totals[1]! + other.sum;
    if (other.count > 0) totals[2] = Math.max(totals[2]!, other.max);
  }
}

/** The least recorded bucket's lower edge that `q` (0 .. 1) of all values do not exceed, in ns; NaN where there are none. */
export function quantileOf(counts: Float64Array, q: number): number {
  let left = q * counts.reduce((sum, count) => sum + count, 0);
  for (const [bucket, count] of counts.entries()) {
    left -= count;
    if (left <= 0 && count > 0) return bucketEdge(bucket);
  }
  return Number.NaN;
}

/** What was recorded after `older`, which may end sooner; both are of the same values. */
export function countsSince(newer: Float64Array, older: Float64Array): Float64Array {
  return newer.map((count, bucket) => count - (older[bucket] ?? 0));
}

/** The least value of a bucket, in ns; of the one past the last, a value that none holds. */
export function bucketEdge(index: number): number {
  if (index < 2 * SUB) return index;
  const shift = Math.floor(index / SUB) - 1;
  return (index - shift * SUB) * 2 ** shift;
}

function bucketOf(value: number): number {
  if (value < 2 * SUB) return value;
  // Math.clz32 and shifts see 32 bits; what is longer than four seconds is rare.
  if (value >= 2 ** 32) return bucketOfLarge(value);
  const shift = 31 - Math.clz32(value) - SUB_BITS;
  return shift * SUB + (value >>> shift);
}

function bucketOfLarge(value: number): number {
  const shift = 32 + 31 - Math.clz32(value / 2 ** 32) - SUB_BITS;
  return shift * SUB + Math.floor(value / 2 ** shift);
}
