import { expect, test } from 'vitest';
import type { Run } from '../../../engine/run/run.ts';
import { stallReason } from '../../../engine/run/stall.ts';
import type { DoorbellKind, Scenario } from '../../../engine/scenario/scenario.ts';
import { advanceTo, MS, ranFor } from '../../helpers/runs.ts';
import { passedThrough } from '../../helpers/stacks.ts';

const cpu = { arch: 'svm', features: ['vgif', 'vls'] } as const;
const RATE = 50_000;

/** G2 drives H's device; arrivals 50,000 a second, so 64 descriptors are used up within some 1.3 ms. */
const stack = (doorbells: readonly DoorbellKind[], hide: readonly DoorbellKind[] = []): Scenario =>
  passedThrough({ cpu, depth: 2, doorbells, hide });

const hypercallOnly = stack(['hypercall']);

function expectStuck(run: Run, why: RegExp): void {
  const [queue] = run.queues;
  expect(stallReason(run, 0)).toMatch(why);
  expect(queue).toMatchObject({ completed: 0, inRing: 64, submitted: 64 });
  const { kicks } = run;
  advanceTo(run, run.now + 10 * MS);
  expect([queue!.completed, run.kicks]).toEqual([0, kicks]);
}

test('a driver that has only the hypercall loses its kicks, fills the ring and stands still', () => {
  const run = ranFor(hypercallOnly, 10 * MS);
  expectStuck(run, /kick was lost.*-1000.*no doorbell left/);
  expect(run.queues[0]!.lostKicks).toBe(run.queues[0]!.kicks);
});

test('given MMIO while it runs, it moves again and completes everything that waited', () => {
  const run = ranFor(hypercallOnly, 10 * MS);
  const queue = run.queues[0]!;
  const waiting = queue.inRing + queue.backlog;
  run.adopt(stack(['hypercall', 'mmio']));
  advanceTo(run, 20 * MS);
  expect(stallReason(run, 0)).toBeNull();
  expect(queue.completed).toBeGreaterThan(waiting);
  // What has come since the last kick began.
  expect(queue.backlog).toBeLessThan(3);
  expect(queue.refused).toBe(0);
});

test('a driver that has another doorbell falls back at its first kick and loses none', () => {
  const run = ranFor(stack(['hypercall', 'mmio', 'pio']), 10 * MS);
  const queue = run.queues[0]!;
  const routes = Array.from({ length: run.routes.length }, (_, id) => ({
    ...run.routes.at(id),
    times: run.routes.counts[id]!,
  }));
  const hypercalls = routes.filter(({ cause }) => cause.kind === 'kick' && cause.doorbell === 'hypercall');
  expect(hypercalls.reduce((sum, { times }) => sum + times, 0)).toBe(1);
  expect(run.ways[0]!.doorbell).toBe('mmio');
  expect(queue.lostKicks).toBe(0);
  expect(queue.completed).toBeGreaterThan((10 * MS * RATE * 0.8) / 1e9);
});

test('a driver that is shown no doorbell it can ring never starts, and says so', () => {
  expectStuck(ranFor(stack(['mmio'], ['mmio']), 10 * MS), /shown none of the doorbells/);
});

test('a kick that rings another device stalls the queue without any error', () => {
  const run = ranFor(passedThrough({ cpu, depth: 2, doorbells: ['hypercall'], ofG1: ['W1'] }), 10 * MS);
  expectStuck(run, /another device than V1/);
  expect(run.queues[0]).toMatchObject({ lostKicks: 0, misdirectedKicks: run.queues[0]!.kicks });
});

test('a masked vector stalls the queue, and its reason goes before the kick’s', () => {
  const run = ranFor(stack(['mmio']), MS);
  const queue = run.queues[0]!;
  queue.msix.mask(queue.place.index);
  advanceTo(run, 10 * MS);
  const { completed } = queue;
  expect(stallReason(run, 0)).toMatch(/masked the vector/);
  advanceTo(run, 20 * MS);
  expect(queue.completed).toBe(completed);
});

test('a queue that moves, or is empty, is not stalled', () => {
  const run = ranFor(stack(['mmio']), 0);
  for (let ms = 0; ms < 20; ms++) {
    expect(stallReason(run, 0)).toBeNull();
    advanceTo(run, run.now + 0.1 * MS);
  }
});
