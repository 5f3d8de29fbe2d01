import { expect, test } from 'vitest';
import { quantileOf } from '../../../engine/sim/histogram.ts';
import { liveRun, paused, until } from '../../helpers/live-runs.ts';
import { bundledText } from '../../helpers/scenarios.ts';

test('each queue’s latencies come by doorbell, and hold every request that completed', async () => {
  const run = await liveRun(bundledText('three-doorbells.yaml'));
  expect(run.latencies().map(({ doorbell }) => doorbell)).not.toContain('hypercall');
  await until(run, ({ queues }) => queues[1]!.completed > 100 && queues[2]!.completed > 100);
  const { queues } = await paused(run);
  const latencies = run.latencies();
  expect(latencies.map(({ queue, doorbell }) => [queue, doorbell])).toEqual([
    [1, 'pio'],
    [2, 'mmio'],
  ]);
  for (const { queue, counts } of latencies)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(queues[queue]!.completed);
});

test('a copy stays as it was while the run goes on', async () => {
  const run = await liveRun(bundledText('three-doorbells.yaml'));
  await until(run, () => run.latencies().length === 2);
  const [before] = run.latencies();
  const median = quantileOf(before!.counts, 0.5);
  const total = before!.counts.reduce((sum, count) => sum + count, 0);
  await until(run, ({ queues }) => queues[1]!.completed > 2 * total);
  expect(quantileOf(before!.counts, 0.5)).toBe(median);
  expect(before!.counts.reduce((sum, count) => sum + count, 0)).toBe(total);
});
