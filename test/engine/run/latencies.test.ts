import { expect, test } from 'vitest';
import { advanceTo, MS, ranFor, reportOf } from '../../helpers/runs.ts';
import { passedThrough } from '../../helpers/stacks.ts';

const cpu = { arch: 'svm', features: ['vgif', 'vls'] } as const;

test('a request counts for the doorbell in use when it completes', () => {
  const run = ranFor(passedThrough({ cpu, depth: 2, doorbells: ['mmio'] }), 10 * MS);
  const [queue] = run.queues;
  const byMmio = queue!.completed;
  run.adopt(passedThrough({ cpu, depth: 2, doorbells: ['hypercall', 'pio'] }));
  advanceTo(run, 20 * MS);
  const counts = Object.fromEntries([...queue!.latencies].map(([doorbell, { count }]) => [doorbell, count]));
  // What was under way at the edit completes with the hypercall still in use, until that fails.
  expect(counts).toMatchObject({ null: 0, mmio: byMmio });
  expect(counts.hypercall).toBeLessThanOrEqual(64);
  expect(counts.pio).toBeGreaterThan(100);
  expect(counts.hypercall! + counts.pio!).toBe(queue!.completed - byMmio);
});

test('what completes after the last doorbell has failed counts for none', () => {
  const run = ranFor(passedThrough({ cpu, depth: 2, doorbells: ['mmio'] }), 10 * MS);
  const [queue] = run.queues;
  // An edit while the device is at work: it finishes what is available, whatever becomes of the next kick.
  while (queue!.device.occupancy < 2) run.advance(Number.MAX_SAFE_INTEGER, 1);
  const { completed } = queue!;
  run.adopt(passedThrough({ cpu, depth: 2, doorbells: ['hypercall'] }));
  advanceTo(run, 20 * MS);
  expect(queue!.completed).toBeGreaterThan(completed);
  expect(queue!.latencies.get(null)!.count + queue!.latencies.get('hypercall')!.count).toBe(
    queue!.completed - completed,
  );
});

test('the report has the latencies of all doorbells together', () => {
  const run = ranFor(passedThrough({ cpu, depth: 2, doorbells: ['mmio'] }), 10 * MS);
  run.adopt(passedThrough({ cpu, depth: 2, doorbells: ['pio'] }));
  advanceTo(run, 20 * MS);
  const { latencies, meanLatencyNs, completed } = run.queues[0]!;
  const [byMmio, byPio] = [latencies.get('mmio')!, latencies.get('pio')!];
  expect(byMmio.count + byPio.count).toBe(completed);
  const { latencyNs } = reportOf(run).devices[0]!.queues[0]!;
  expect(latencyNs.mean).toBe((byMmio.sum + byPio.sum) / completed);
  expect(latencyNs.mean).toBe(meanLatencyNs);
  expect(latencyNs.max).toBe(Math.max(byMmio.max, byPio.max));
  expect(latencyNs.p50).toBeGreaterThanOrEqual(Math.min(byMmio.quantile(0.5), byPio.quantile(0.5)));
});
