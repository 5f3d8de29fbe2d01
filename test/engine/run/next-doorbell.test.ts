import { expect, test } from 'vitest';
import type { Run } from '../../../engine/run/run.ts';
import { stallReason } from '../../../engine/run/stall.ts';
import type { DoorbellKind } from '../../../engine/scenario/scenario.ts';
import { advanceTo, MS, quietRun, ranFor } from '../../helpers/runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';
import { passedThrough } from '../../helpers/stacks.ts';

const cpu = { arch: 'svm', features: ['vgif', 'vls'] } as const;
const threeDoorbells = bundledText('three-doorbells.yaml');

/** Goes on to the next doorbell; returns what is then in use. */
function next(run: Run, index = 0): DoorbellKind | null {
  const doorbell = run.nextDoorbell(index);
  if (doorbell !== null) run.switchDoorbell(index, doorbell);
  return run.ways[index]!.doorbell;
}

test('a driver that stands still with its only doorbell drains by the next one that its guest finds', () => {
  const run = ranFor(scenarioOf(threeDoorbells), 20 * MS);
  const [v1] = run.queues;
  expect(stallReason(run, 0)).toMatch(/kick was lost/);
  expect(v1).toMatchObject({ completed: 0, submitted: 64 });
  const waiting = v1!.submitted + v1!.backlog;
  expect([run.ways[0]!.doorbell, next(run)]).toEqual([null, 'pio']);
  advanceTo(run, 40 * MS);
  expect(stallReason(run, 0)).toBeNull();
  expect(v1!.completed).toBeGreaterThan(waiting);
  // What has come since the last kick began.
  expect(v1!.backlog).toBeLessThan(3);
});

test('after the last one comes the first, though that one has failed before', () => {
  const run = ranFor(scenarioOf(threeDoorbells), 20 * MS);
  expect([next(run), next(run), next(run)]).toEqual(['pio', 'mmio', 'hypercall']);
  const { lostKicks } = run.queues[0]!;
  advanceTo(run, 25 * MS);
  // It fails anew, and with the driver's own preference at its end there is none left again.
  expect(run.ways[0]!.doorbell).toBeNull();
  expect(run.queues[0]!.lostKicks).toBeGreaterThan(lostKicks);
  expect(next(run)).toBe('pio');
});

test('one that fails falls back along the driver’s own preference', () => {
  const run = ranFor(passedThrough({ cpu, depth: 2, doorbells: ['mmio', 'hypercall', 'pio'] }), MS);
  expect(next(run)).toBe('hypercall');
  advanceTo(run, 2 * MS);
  expect(run.ways[0]!.doorbell).toBe('pio');
  expect(run.queues[0]!.lostKicks).toBe(0);
});

test('a driver that was shown none of its own goes on to the first that it was shown', () => {
  const run = ranFor(passedThrough({ cpu, depth: 2, doorbells: ['mmio'], hide: ['mmio'] }), 5 * MS);
  expect(stallReason(run, 0)).toMatch(/shown none of the doorbells/);
  // The hypercall comes first and fails at once.
  const { lostKicks } = run.queues[0]!;
  expect([next(run), run.queues[0]!.lostKicks - lostKicks]).toEqual([null, 1]);
  expect(next(run)).toBe('pio');
  advanceTo(run, 10 * MS);
  expect(stallReason(run, 0)).toBeNull();
});

test('a guest that finds no doorbell at all has no next one', () => {
  const hide: DoorbellKind[] = ['hypercall', 'pio', 'mmio'];
  expect(next(ranFor(passedThrough({ cpu, depth: 2, hide }), MS))).toBeNull();
});

test('a moved page and an edit of something else leave the driver with the doorbell it was switched to', () => {
  const scenario = scenarioOf(
    bundledText('moved-bar.yaml').replaceAll('doorbells: [mmio], service', 'service'),
  );
  const run = ranFor(scenario, 50 * MS);
  expect(next(run)).toBe('pio');
  advanceTo(run, 150 * MS);
  expect(run.ways[0]!.doorbell).toBe('pio');
  run.adopt({ ...scenario, title: 'Another' });
  expect(run.ways[0]!.doorbell).toBe('pio');
  run.adopt({ ...scenario, costs: { ...scenario.costs, exit: 1 } });
  expect(run.ways[0]!.doorbell).toBe('mmio');
});

test('one whose route is too long to be walked is passed over', () => {
  const deep = { cpu: { arch: 'arm64', features: [] }, depth: 4, doorbells: ['mmio'] } as const;
  expect(next(quietRun(passedThrough(deep)))).toBe('mmio');
  expect(quietRun(passedThrough(deep)).nextDoorbell(0)).toBeNull();
  expect(quietRun(passedThrough({ ...deep, depth: 2 })).nextDoorbell(0)).toBe('hypercall');
});

/** G2 has a back end for V, which drives H's W through G1; G3 sleeps until V is done. */
const overAnAssignment = `
version: 1
title: A back end
cpu: { arch: svm, features: [vgif, vls], costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - { id: W, queues: [{ name: tx, size: 64 }], doorbells: [hypercall, mmio], service: { fixed: 20us } }
  - name: G1
    hypervisor: kvm-6.1
    assign: [{ device: W, iommu: emulated }]
  - name: G2
    hypervisor: kvm-6.1
    devices: [{ id: V, queues: [{ name: tx, size: 64 }], back-end: { device: W, queue: tx } }]
  - name: G3
    idle: halt
    drivers: [{ device: V, workload: { queue: tx, arrivals: { outstanding: 4 } } }]
`;

test('a back end that stands still goes on by another doorbell while its guest sleeps', () => {
  const run = ranFor(scenarioOf(overAnAssignment), 5 * MS);
  const [back, front] = ['W', 'V'].map(id => run.queues.findIndex(({ place }) => place.device.id === id));
  run.switchDoorbell(back!, 'hypercall');
  advanceTo(run, 10 * MS);
  expect(stallReason(run, front!)).toMatch(/back end waits for W.tx: the kick was lost/);
  const { completed } = run.queues[front!]!;
  expect(next(run, back!)).toBe('mmio');
  advanceTo(run, 15 * MS);
  expect(stallReason(run, front!)).toBeNull();
  expect(run.queues[front!]!.completed).toBeGreaterThan(completed + 20);
});

test('the tables of the run stay as cold as they were when one looks for the next', () => {
  const kicked = (looks: number) => {
    const run = ranFor(scenarioOf(threeDoorbells), 20 * MS);
    for (let i = 0; i < looks; i++) run.nextDoorbell(2);
    run.switchDoorbell(0, 'mmio');
    advanceTo(run, 40 * MS);
    return Array.from({ length: run.routes.length }, (_, id) => [
      run.routes.at(id).state,
      run.routes.counts[id],
    ]);
  };
  expect(kicked(3)).toEqual(kicked(0));
});
