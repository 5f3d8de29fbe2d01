import { expect, test } from 'vitest';
import { Random } from '../../../engine/sim/random.ts';
import { Spread, type SpreadShape } from '../../../engine/sim/spread.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

const ENTRIES = 4096;

/** Every entry of the table once, in its own order: the top bits of a draw are its index. */
function table(shape: SpreadShape): number[] {
  const spread = new Spread(shape);
  const counter = new (class extends Random {
    #next = 0;
    override bits(): number {
      return this.#next++ << 20;
    }
  })(1);
  return Array.from({ length: ENTRIES }, () => spread.draw(counter));
}

const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const quantile = (sorted: readonly number[], q: number) => sorted[Math.floor(q * ENTRIES)]!;
const meanOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

const BODY = { sigma: 0.25, tailShare: 0, tailFactor: 1 };

test.each([
  BODY,
  { sigma: 0, tailShare: 0.1, tailFactor: 9 },
  { sigma: 1, tailShare: 0.001, tailFactor: 100 },
])('the mean of %o is 1', shape => {
  expect(meanOf(table(shape))).toBeCloseTo(1, 12);
});

test.each(['xeon.yaml', 'bare.yaml'])(
  "%s: its costs' quantiles stand as those published for an MSI",
  name => {
    const sorted = ascending(table(scenarioOf(bundledText(name)).costs.spread));
    const median = quantile(sorted, 0.5);
    expect(quantile(sorted, 0.95) / median).toBeCloseTo(7.04 / 5.74, 2);
    expect(quantile(sorted, 0.99) / median).toBeCloseTo(7.94 / 5.74, 2);
  },
);

// Quantiles of the standard normal distribution, from its tables.
test.each([
  [0.001, -3.0902],
  [0.01, -2.3263],
  [0.25, -0.6745],
  [0.5, 0],
  [0.75, 0.6745],
  [0.95, 1.6449],
  [0.999, 3.0902],
])('the logarithms of the body are normally distributed: quantile %d', (q, normal) => {
  const sorted = ascending(table(BODY));
  const median = quantile(sorted, 0.5);
  expect(Math.log(quantile(sorted, q) / median) / BODY.sigma).toBeCloseTo(normal, 1);
});

test('the tail is as rare and as dear as it is said to be', () => {
  const values = table({ sigma: 0, tailShare: 0.02, tailFactor: 3 });
  const least = Math.min(...values);
  const tail = values.filter(value => value > 2 * least);
  expect(tail).toHaveLength(Math.round(0.02 * ENTRIES));
  for (const value of tail) expect(value / least).toBeCloseTo(3, 12);
});

test('no spread draws 1', () => {
  const random = new Random(1);
  const none = new Spread({ sigma: 0, tailShare: 0, tailFactor: 1 });
  for (let i = 0; i < 100; i++) expect(none.draw(random)).toBe(1);
});

test('one seed draws the same again, and each draw takes one step of the generator', () => {
  const spread = new Spread(BODY);
  const draws = (random: Random) => Array.from({ length: 1000 }, () => spread.draw(random));
  const [a, b, steps] = [new Random(7), new Random(7), new Random(7)];
  expect(draws(a)).toEqual(draws(b));
  for (let i = 0; i < 1000; i++) steps.bits();
  expect(a.bits()).toBe(steps.bits());
});
