import { expect, test } from 'vitest';
import { Random } from '../../../engine/sim/random.ts';

const WORD = 2n ** 32n;
const rotl = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) % WORD;

/** xoshiro128++ 1.0, as its authors' C code has it, over unbounded integers. */
function* xoshiro128(...s: [bigint, bigint, bigint, bigint]): Generator<number> {
  for (;;) {
    yield Number((rotl((s[0] + s[3]) % WORD, 7n) + s[0]) % WORD);
    const t = (s[1] << 9n) % WORD;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11n);
  }
}

/** Weyl sequence, each term mixed as MurmurHash3 ends. */
function stateOf(seed: number): [bigint, bigint, bigint, bigint] {
  const mixed = [1n, 2n, 3n, 4n].map(i => {
    let x = (BigInt(seed >>> 0) + i * 0x9e3779b9n) % WORD;
    x = ((x ^ (x >> 16n)) * 0x85ebca6bn) % WORD;
    x = ((x ^ (x >> 13n)) * 0xc2b2ae35n) % WORD;
    return x ^ (x >> 16n);
  });
  return mixed as [bigint, bigint, bigint, bigint];
}

const take = (count: number, from: () => number) => Array.from({ length: count }, from);
const nextOf = (generator: Generator<number>) => () => generator.next().value as number;

test('the reference gives the published first values for the state 1, 2, 3, 4', () => {
  expect(take(10, nextOf(xoshiro128(1n, 2n, 3n, 4n)))).toEqual([
    641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
  ]);
});

test.each([0, 1, 42, 0x7fffffff, 0xffffffff])(
  'seed %d draws what xoshiro128++ draws from its state',
  seed => {
    const random = new Random(seed);
    expect(take(1000, () => random.bits() >>> 0)).toEqual(take(1000, nextOf(xoshiro128(...stateOf(seed)))));
  },
);

test('one seed draws the same exponentials again, another draws others', () => {
  const [a, b, c] = [new Random(7), new Random(7), new Random(8)].map(random =>
    take(3000, () => random.exponential()),
  );
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
});

const DRAWS = 1_000_000;
const drawn = (() => {
  const random = new Random(2009);
  return Float64Array.from({ length: DRAWS }, () => random.exponential()).sort();
})();
/** Five standard errors: fails by chance once in two million. */
const WIDE = 5;

test('exponential draws have mean 1 and variance 1', () => {
  const mean = drawn.reduce((sum, x) => sum + x, 0) / DRAWS;
  const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / DRAWS;
  expect(Math.abs(mean - 1)).toBeLessThan(WIDE / Math.sqrt(DRAWS));
  // The fourth central moment is 9, so a sample's variance varies by 9 - 1.
  expect(Math.abs(variance - 1)).toBeLessThan(WIDE * Math.sqrt(8 / DRAWS));
});

// The last two lie in the tail, behind the last layer's edge at 7.697.
test.each([0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9997, 0.9999])(
  'quantile %d is that of the exponential distribution',
  q => {
    const error = Math.sqrt(q / (1 - q) / DRAWS);
    expect(Math.abs(drawn[Math.floor(q * DRAWS)]! + Math.log(1 - q))).toBeLessThan(WIDE * error);
  },
);

test('the largest distance to the distribution is what chance allows', () => {
  const distances = Array.from(drawn, (x, i) => Math.abs(1 - Math.exp(-x) - (i + 0.5) / DRAWS));
  const largest = distances.reduce((a, b) => Math.max(a, b), 0);
  // Kolmogorov: above 2.5 / sqrt(n) once in 130,000.
  expect(largest).toBeLessThan(2.5 / Math.sqrt(DRAWS));
});

test('streams of one seed are told apart by their names, and by their seeds too', () => {
  const named = (seed: number, name: string) => {
    const random = Random.named(seed, name);
    return take(100, () => random.bits());
  };
  expect(named(1, 'G2.V1.tx')).toEqual(named(1, 'G2.V1.tx'));
  const all = [named(1, 'G2.V1.tx'), named(1, 'G2.V1.rx'), named(1, 'G2.V2.tx'), named(2, 'G2.V1.tx')];
  expect(new Set(all.flat()).size).toBe(400);
});
