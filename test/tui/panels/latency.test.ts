import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '../../../engine/sim/histogram.ts';
import { contentOf } from '../../../tui/contents.ts';
import type { Line, Room } from '../../../tui/drawing/content.ts';
import { duration } from '../../../tui/drawing/format.ts';
import { type GlyphName, glyphNames } from '../../../tui/drawing/glyphs.ts';
import { lengthOf } from '../../../tui/drawing/spans.ts';
import { countsSince, type Latency, quantileOf } from '../../../tui/run.ts';
import { completedSince, percentiles } from '../../../tui/state/latencies.ts';
import { latest } from '../../../tui/state/rates.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import type { State } from '../../../tui/state/state.ts';
import { press, sampleOf, stateOf } from '../../helpers/screens.tsx';

const plain = (line: Line): string => line.map(span => (typeof span === 'string' ? span : span[1])).join('');

function linesOf(state: State, room: Room): string[] {
  const { heads, lines } = contentOf('latency', state, room);
  return [...heads, ...lines].map(plain);
}

const wide: Room = { width: 120, height: 30 };

function withLatencies(latencies: readonly Latency[], glyphs: GlyphName = 'braille'): State {
  const state = stateOf({ glyphs });
  return { ...state, recent: [{ ...latest(state), latencies }] };
}

function countsOf(...values: number[]): Float64Array {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.usedCounts;
}

/** A value 100 times. */
const steady = (ns: number): Float64Array => countsOf(...Array<number>(100).fill(ns));

test('a row a queue and doorbell, with the percentiles of its requests', () => {
  const state = stateOf();
  for (const { queue, counts } of latest(state).latencies) {
    const figures = [0.5, 0.99, 0.999, 1].map(share => duration(quantileOf(counts, share)));
    const row = linesOf(state, wide)[1 + queue]!;
    expect(row).toMatch(new RegExp(`${queue + 1} G2 V1\\.[tr]x .* 300 +${figures.join(' +')} `));
  }
});

test('percentiles in one pass are those of a pass each', () => {
  const shares = [0.001, 0.5, 0.99, 0.999, 1];
  const values = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, some => {
      const latencies = [{ queue: 0, doorbell: 'mmio', counts: countsOf(...some) }] as const;
      const [completed] = completedSince(null, { ...latest(stateOf()), latencies });
      expect(percentiles(completed!, shares)).toEqual(
        shares.map(share => quantileOf(latencies[0].counts, share)),
      );
    }),
  );
});

test('two doorbells of one queue are two rows and two histograms, and the one in use is marked', () => {
  const state = withLatencies([
    { queue: 0, doorbell: 'pio', counts: steady(180_000) },
    { queue: 0, doorbell: 'mmio', counts: steady(30_000) },
    { queue: 1, doorbell: null, counts: steady(50_000) },
  ]);
  const lines = linesOf(state, wide);
  expect(lines[1]).toMatch(/1 G2 V1\.tx {3}pio +100 /);
  expect(lines[2]).toMatch(/1 G2 V1\.tx ● mmio +100 /);
  expect(lines[3]).toMatch(/2 G2 V1\.rx {3}none +100 /);
  for (const label of ['1 pio', '1 mmio', '2 none'])
    expect(lines.filter(line => line.startsWith(label))).toHaveLength(1);
});

test('after a reset only what completed since is counted', () => {
  const before = press(stateOf(), 'reset');
  expect(linesOf(before, wide)).toEqual(['No request has completed since the counters were reset.']);
  const sample = sampleOf({ kicks: 500 });
  const [tx] = linesOf(reduce(before, { type: 'sampled', sample }), wide).slice(1);
  const since = countsSince(sample.latencies[0]!.counts, latest(before).latencies[0]!.counts);
  expect(tx).toMatch(new RegExp(` 200 +${duration(quantileOf(since, 0.5))} `));
});

test('the last column is of the last second only', () => {
  const slow = [{ queue: 0, doorbell: 'mmio', counts: steady(1_000_000) }] as const;
  const { snapshot } = latest(stateOf());
  const both = [{ ...slow[0], counts: slow[0].counts.map((count, at) => count + (steady(20_000)[at] ?? 0)) }];
  const state: State = {
    ...stateOf(),
    recent: [
      { snapshot, latencies: slow },
      { snapshot, latencies: both },
    ],
  };
  const [p99] = [1_000_000, 20_000].map(ns => duration(quantileOf(steady(ns), 0.99)));
  expect(linesOf(state, wide)[1]).toMatch(
    new RegExp(`${p99} .* ${duration(quantileOf(steady(20_000), 1))}$`),
  );
  const idle: State = {
    ...state,
    recent: [
      { snapshot, latencies: both },
      { snapshot, latencies: both },
    ],
  };
  expect(linesOf(idle, wide)[1]).toMatch(/ -$/);
});

test('where nothing has completed a sentence says so', () => {
  expect(linesOf(stateOf({ kicks: 0 }), wide)).toEqual(['No request has completed yet.']);
});

test('all histograms have one axis: the same factor is the same distance', () => {
  const doorbells = ['hypercall', 'mmio', 'pio'] as const;
  const latencies = doorbells.map((doorbell, at) => ({
    queue: 0,
    doorbell,
    counts: steady(2 ** (14 + 2 * at)),
  }));
  const lines = linesOf(withLatencies(latencies), wide);
  const feet = lines.flatMap((line, row) => (line.includes('┴') ? [row] : []));
  const ticks = feet.map(row => lines[row]!.indexOf('┴'));
  // Each stands where the lowest bars above it begin.
  expect(feet.map(row => lines[row - 1]!.search(/[▁-█]/))).toEqual(ticks);
  const [first, second, third] = ticks;
  expect(second! - first!).toBeGreaterThan(20);
  expect(Math.abs(third! - second! - (second! - first!))).toBeLessThanOrEqual(1);
});

test('an axis has a label at 1, 2 and 5, or at the powers of ten, each at its own column', () => {
  const spread = [{ queue: 0, doorbell: 'pio', counts: countsOf(1100, 10_300, 90_000) }] as const;
  const axis = (width: number) => linesOf(withLatencies(spread), { width, height: 20 }).at(-1)!.trim();
  expect(axis(120)).toMatch(/^│1us +│2us +│5us +│10us +│20us +│50us$/);
  expect(axis(40)).toMatch(/^│1us +│10us$/);
  const drawn = linesOf(withLatencies(spread), wide);
  const upright = drawn.at(-1)!.indexOf('│10us');
  const bars = drawn.filter(line => /^ *│/.test(line)).slice(0, -1);
  expect(bars.length).toBeGreaterThan(5);
  // The request of 10.3 us hides the upright where it stands.
  for (const line of bars) expect(line[upright]).toMatch(/[│▁-█]/);
});

test('histograms grow with the panel, and stand beside the table where it is low', () => {
  const heightOf = (height: number) =>
    linesOf(stateOf(), { width: 100, height }).filter(line => /[▁-█]/.test(line)).length;
  expect(heightOf(40)).toBeGreaterThan(heightOf(12));
  expect(heightOf(12)).toBeGreaterThan(1);
  const low = linesOf(stateOf(), { width: 100, height: 5 });
  expect(low).toHaveLength(3);
  expect(low[0]).toMatch(/queue +doorbell .* p99 .*│\d+us/);
  expect(low[1]).toMatch(/1 G2 V1\.tx ● mmio .*[▁-█]/);
});

test('at any size no line is too long, all of them fit from seven lines on, and ASCII is ASCII', () => {
  const size = { width: fc.integer({ min: 36, max: 220 }), height: fc.integer({ min: 3, max: 60 }) };
  const latencies = fc.array(
    fc.record({
      queue: fc.constantFrom(0, 1),
      doorbell: fc.constantFrom('hypercall', 'pio', 'mmio', null),
      counts: fc
        .array(fc.integer({ min: 1, max: 2 ** 40 }), { minLength: 1, maxLength: 20 })
        .map(values => countsOf(...values)),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.record(size), latencies, fc.constantFrom(...glyphNames), (room, some, glyphs) => {
      const { heads, lines } = contentOf('latency', withLatencies(some, glyphs), room);
      const all = [...heads, ...lines];
      for (const line of all) expect(lengthOf(line)).toBeLessThanOrEqual(room.width);
      if (room.height >= 3 + 2 * some.length) expect(all.length).toBeLessThan(room.height);
      if (glyphs === 'ascii') expect(all.map(plain).join('')).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});
