import { expect, test } from 'vitest';
import { glyphSets } from '../../../tui/drawing/glyphs.ts';
import { bucketEdge } from '../../../tui/run.ts';
import { difference, edited, measure, seen, switched } from '../../../tui/state/marks.ts';
import type { Look } from '../../../tui/state/rates.ts';
import { FakeRun } from '../../helpers/fake-run.ts';

const buckets = 1568;

/** A look at `seconds`, with so many exits of L1 and requests of about that latency until then. */
function lookAt(
  seconds: number,
  exits: number,
  latencies: readonly (readonly [ns: number, count: number])[],
): Look {
  const counts = new Float64Array(buckets);
  for (const [ns, count] of latencies) {
    const bucket = counts.findIndex((_, index) => bucketEdge(index) >= ns);
    counts[bucket] = count;
  }
  const ns = seconds * 1e9;
  const exit = { reason: 'msr', handledBy: 0, reflected: false, count: exits };
  const levels = [{ name: 'G1', hypervisor: null, sinceNs: 0, cycles: 0, exits: [exit] }];
  const snapshot = { ...new FakeRun().snapshot(), simulatedNs: ns, wallNs: ns, levels };
  return { snapshot, latencies: [{ queue: 0, doorbell: 'mmio', counts }] };
}

test('a measure is of what lies between two looks, and of that only', () => {
  const { exitsPerSecond, p99Ns } = measure(
    lookAt(1, 1000, [[64, 50]]),
    lookAt(3, 5000, [
      [64, 50],
      [4096, 10],
    ]),
  );
  expect(exitsPerSecond).toBe(2000);
  expect(p99Ns).toBe(4096);
});

test('the difference compares before with after, once the change has settled and been watched', () => {
  const before = { from: lookAt(0, 0, []), to: lookAt(1, 412_000, [[61_440, 100]]) };
  let marks = edited([], 'edit', before);
  const at = (seconds: number) =>
    lookAt(seconds, 412_000 + 51_000 * (seconds - 1), [
      [61_440, 100],
      [9216, 10_000 * (seconds - 1)],
    ]);
  marks = seen(marks, at(1.1));
  expect(marks[0]!.from).toBeNull();
  marks = seen(marks, at(1.5));
  expect(difference(marks[0]!, at(1.6), glyphSets.ascii)).toBeNull();
  expect(difference(marks[0]!, at(3), glyphSets.ascii)).toBe(
    'L0 exits 412k/s -> 51.0k/s, /8.1; p99 61.4us -> 9.2us',
  );
  expect(difference(marks[0]!, at(3), glyphSets.braille)).toContain('→ 51.0k/s, ÷8.1');
});

test('what makes no difference is the same, and what had nothing before is no factor', () => {
  const [flat] = edited([], 'edit', { from: lookAt(0, 0, []), to: lookAt(1, 1000, []) });
  const [same] = seen([flat!], lookAt(2, 2000, []));
  expect(difference(same!, lookAt(4, 4000, []), glyphSets.ascii)).toBe(
    'L0 exits 1.0k/s -> 1.0k/s, the same; p99 - -> -',
  );
  const [none] = edited([], 'edit', { from: lookAt(0, 0, []), to: lookAt(1, 0, []) });
  const [first] = seen([none!], lookAt(2, 0, []));
  expect(difference(first!, lookAt(4, 4000, []), glyphSets.ascii)).toBe('L0 exits 0/s -> 2.0k/s; p99 - -> -');
});

const span = { from: lookAt(0, 0, []), to: lookAt(1, 0, []) };

test('drivers that fall back at their first kicks leave no mark', () => {
  const beginning = { from: lookAt(1, 0, []), to: lookAt(1, 0, []) };
  expect(switched([], 'hypercall', beginning, lookAt(1.1, 0, []))).toEqual([]);
});

test('marks are lettered one after the other, from z to a again', () => {
  let marks = edited([], 'edit 0', span);
  for (let edit = 1; edit < 27; edit++) marks = edited(marks, `edit ${edit}`, span);
  expect(marks.map(({ letter }) => letter).join('')).toBe('abcdefghijklmnopqrstuvwxyza');
});

test('an edit and the doorbells that it changes are one mark, whichever is seen first', () => {
  const edit = edited([], 'edit', span);
  expect(switched(edit, 'mmio', span, lookAt(1.1, 0, []))).toBe(edit);
  // A machine that has much to do looks late.
  expect(switched(edit, 'mmio', span, lookAt(2, 0, []))).toBe(edit);
  const later = { from: span.from, to: lookAt(1.9, 0, []) };
  expect(switched(edit, 'mmio', later, lookAt(2, 0, []))).toHaveLength(2);
  const rung = switched([], 'mmio', span, lookAt(1.1, 0, []));
  const both = edited(rung, 'edit', { from: span.from, to: lookAt(1.1, 0, []) });
  expect(both.map(({ what }) => what)).toEqual(['edit']);
  expect(edited(rung, 'edit', { from: span.from, to: lookAt(2, 0, []) })).toHaveLength(2);
});
