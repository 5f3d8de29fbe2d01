/** A machine whose queues and levels come and go is compared with itself, not with what stood under the same number. */
import { expect, test } from 'vitest';
import type { Snapshot } from '../../../tui/run.ts';
import { kickRate, meanLatencyNs, spanOf, totalExits } from '../../../tui/state/rates.ts';
import { rebased } from '../../../tui/state/rebase.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import { FakeRun, queue } from '../../helpers/fake-run.ts';
import { sampleOf, stateOf } from '../../helpers/screens.tsx';

const level = (name: string, count: number, sinceNs = 0): Snapshot['levels'][number] => ({
  ...{ name, hypervisor: null, sinceNs, cycles: 0 },
  exits: count === 0 ? [] : [{ reason: 'io', handledBy: 0, reflected: false, count }],
});
const of = (name: string, kicks: number) => ({ ...queue, queue: name, kicks, completed: kicks });

const at = (simulatedNs: number, queues: Snapshot['queues'], levels: Snapshot['levels']): Snapshot => ({
  ...new FakeRun().snapshot(),
  ...{ simulatedNs, wallNs: simulatedNs, queues, levels },
});

const before = at(1e9, [of('a', 100), of('b', 700)], [level('H', 5), level('G1', 50), level('G2', 500)]);
const after = at(2e9, [of('new', 9), of('b', 800)], [level('H', 6), level('G1', 60), level('G2', 7, 1e9)]);

test('a queue keeps its counters under another number, a new one begins at nothing, one that is gone is left out', () => {
  const { snapshot, latencies } = rebased(
    {
      snapshot: before,
      latencies: [0, 1].map(index => ({ queue: index, doorbell: 'mmio', counts: Float64Array.of(index) })),
    },
    after,
  );
  expect(snapshot.queues.map(({ queue: name, kicks }) => [name, kicks])).toEqual([
    ['new', 0],
    ['b', 700],
  ]);
  expect(snapshot.levels.map(({ exits }) => exits[0]?.count ?? 0)).toEqual([5, 50, 0]);
  expect(latencies).toEqual([{ queue: 1, doorbell: 'mmio', counts: Float64Array.of(1) }]);
});

test('rates and what is counted since a reset go on over an edit that brings and takes queues', () => {
  const seen = (snapshot: Snapshot) => ({ ...sampleOf(), snapshot, latencies: [] });
  const start = reduce(stateOf(), { type: 'sampled', sample: seen(before) });
  const reset = reduce(start, { type: 'pressed', command: 'reset' });
  const state = reduce(reset, { type: 'sampled', sample: seen(after) });
  const { from, to } = spanOf(state);
  expect(kickRate(1, { from: from.snapshot, to: to.snapshot })).toBeGreaterThan(0);
  expect(kickRate(0, { from: from.snapshot, to: to.snapshot })).toBeGreaterThan(0);
  expect(totalExits(to.snapshot)).toBeGreaterThan(totalExits(from.snapshot));
  const base = state.baseline!.snapshot.queues;
  expect(base.map(({ kicks }) => kicks)).toEqual([0, 700]);
  expect(meanLatencyNs({ ...after.queues[1]!, meanLatencyNs: 10 }, { ...base[1]!, meanLatencyNs: 10 })).toBe(
    10,
  );
});

test('what comes while the run is paused is seen', () => {
  const seen = (snapshot: Snapshot) => ({ ...sampleOf(), snapshot, latencies: [] });
  const start = reduce(stateOf(), { type: 'sampled', sample: seen(before) });
  const more = { ...before, queues: [...before.queues, of('c', 0)] };
  const { recent } = reduce(start, { type: 'sampled', sample: seen(more) });
  expect(recent.at(-1)!.snapshot.queues).toHaveLength(3);
});
