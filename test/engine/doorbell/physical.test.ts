/** Real hardware that every hypervisor passes on: its doorbell page is in the hardware's own table, so nothing exits. */
import { expect, test } from 'vitest';
import { explainScenario } from '../../../engine/run/explain.ts';
import { MS, ranFor } from '../../helpers/runs.ts';
import { parse, scenarioOf } from '../../helpers/scenarios.ts';

/** H's P, assigned up to G`depth`. */
function stack(depth: number, { more = '', iommu = 'emulated' } = {}): string {
  const between = Array.from(
    { length: depth - 1 },
    (_, i) => `  - { name: G${i + 1}, hypervisor: kvm-6.1, assign: [{ device: P, iommu: ${iommu} }] }`,
  );
  return [
    'version: 1',
    'title: Iron',
    'cpu: { arch: svm, features: [], costs: zen-3 }',
    'levels:',
    `  - { name: H, hypervisor: kvm-6.1, devices: [{ id: P, physical: true, queues: [{ name: tx, size: 64 }], service: { fixed: 2us } ${more} }] }`,
    ...between,
    `  - { name: G${depth}, drivers: [{ device: P, workload: { queue: tx, arrivals: { every: 100us } } }] }`,
  ].join('\n');
}

test('a warm kick makes no exit at any depth, and takes a store all the same', () => {
  for (const depth of [1, 2, 3, 4]) {
    const [route] = explainScenario(scenarioOf(stack(depth)), false).routes;
    expect(route).toMatchObject({ exits: 0, outcome: 'delivered', reached: 'H:P' });
    expect(route!.cycles).toBeGreaterThan(0);
  }
});

test('the first touch is a fault for every hypervisor that has to map the page', () => {
  for (const depth of [1, 2, 3]) {
    const [route] = explainScenario(scenarioOf(stack(depth)), true).routes;
    const faults = route!.hops.filter(({ level, reason }) => level === depth && reason === 'npf');
    expect(faults.map(({ handledBy }) => handledBy)).toEqual(
      Array.from({ length: depth }, (_, i) => depth - 1 - i),
    );
  }
});

test('its interrupts come through every level as those of any device', () => {
  const run = ranFor(scenarioOf(stack(2)), 10 * MS);
  const [queue] = run.queues;
  expect(queue).toMatchObject({ lostKicks: 0, corruptions: 0 });
  expect(queue!.completed).toBeGreaterThan(90);
  expect(queue!.interrupts).toBeGreaterThan(90);
  expect(run.iotlb.hits + run.iotlb.misses).toBe(queue!.submitted);
});

test('without a table for the guest in between, the hardware takes the wrong memory', () => {
  const [queue] = ranFor(scenarioOf(stack(2, { iommu: 'none' })), 10 * MS).queues;
  expect(queue!.corruptions).toBeGreaterThan(90);
});

test('hardware has a doorbell page only, and is the host’s', () => {
  const complaints = (text: string) => parse(text).diagnostics.map(({ message }) => message);
  expect(complaints(stack(2, { more: ', doorbells: [mmio, pio]' }))).toEqual([
    '`P` is physical and has a doorbell page only',
  ]);
  const ofG1 = `  - { name: G1, hypervisor: kvm-6.1, devices: [{ id: X, physical: true, queues: [{ name: tx, size: 2 }], service: { fixed: 1us } }], assign`;
  expect(complaints(stack(2).replace('  - { name: G1, hypervisor: kvm-6.1, assign', ofG1))).toEqual([
    '`X` is a device of a guest and cannot be physical',
  ]);
});
