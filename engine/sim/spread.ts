/**
 * How a cost scatters around its mean: a log-normal body and a rare tail that is the body once more, some times
 * as dear. A table of equally likely multipliers is made once; a draw is one index into it. As in random.ts the
 * entries are rounded to single precision, so every machine has the same table.
 */
import type { Random } from './random.ts';

/** What a table is made from. */
export interface SpreadShape {
  /** Standard deviation of the body's logarithm (>= 0). */
  readonly sigma: number;
  /** How much of all draws are of the tail (0 .. 1); kept to a whole number of the table's entries. */
  readonly tailShare: number;
  /** How many times as dear the tail is (> 0). */
  readonly tailFactor: number;
}

const INDEX_BITS = 12;
const ENTRIES = 2 ** INDEX_BITS;

export class Spread {
  readonly #shape: SpreadShape;
  /** Made when it is first drawn from: who only wants to know of routes need not wait for it. */
  #multipliers: Float64Array | null = null;

  constructor(shape: SpreadShape) {
    this.#shape = shape;
  }

  /** One multiplier, of a distribution with mean 1. */
  draw(random: Random): number {
    this.#multipliers ??= multipliersOf(this.#shape);
    return this.#multipliers[random.bits() >>> (32 - INDEX_BITS)]!;
  }
}

function multipliersOf({ sigma, tailShare, tailFactor }: SpreadShape): Float64Array {
  const tail = Math.round(tailShare * ENTRIES);
  const body = logNormal(ENTRIES - tail, sigma);
  return withMeanOne([...body, ...logNormal(tail, sigma).map(each => each * tailFactor)]);
}

const made = new WeakMap<SpreadShape, Spread>();

/** The same for the same shape: runs of one cost profile share its table. */
export function spreadOf(shape: SpreadShape): Spread {
  const known = made.get(shape) ?? new Spread(shape);
  made.set(shape, known);
  return known;
}

/** As many equally likely values of a log-normal distribution with median 1, in ascending order. */
function logNormal(count: number, sigma: number): number[] {
  const upper = Array.from({ length: Math.ceil(count / 2) }, (_, i) => normalQuantile(1 - (i + 0.5) / count));
  const lower = upper.slice(0, Math.floor(count / 2)).map(each => -each);
  return [...lower, ...upper.reverse()].map(each => Math.fround(Math.exp(sigma * each)));
}

function withMeanOne(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Float64Array.from(values, value => value / mean);
}

/**
 * Of a share p >= 0.5: Newton's steps from the median outwards. The curve flattens on the way, so no step goes too far;
 * what follows one this short is lost in single precision.
 */
function normalQuantile(p: number): number {
  let x = 0;
  let step: number;
  do {
    step = (p - normalBelow(x)) / density(x);
    x += step;
  } while (step > 1e-8);
  return x;
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Share of the standard normal distribution below x (>= 0), by its series 1/2 + density (x + x^3/3 + x^5/15 + ...). */
function normalBelow(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + density(x) * sum;
}
