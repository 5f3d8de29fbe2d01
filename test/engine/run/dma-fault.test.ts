/** G3's addresses mean nothing in G2: nobody translates them there, and G2 has no memory at that place. */
import { expect, test } from 'vitest';
import { explainScenario } from '../../../engine/run/explain.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { advanceTo, MS, ranFor, reportOf } from '../../helpers/runs.ts';
import { scenarioOf } from '../../helpers/scenarios.ts';

/** V2's identity mapping lifts G2's memory off address 0, where G3's begins. */
const stack = (iommu: string): Scenario =>
  scenarioOf(`
version: 1
title: a fault
cpu: { arch: svm, costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - { id: V1, queues: [{ name: tx, size: 64 }], service: { fixed: 2us } }
      - { id: V2, queues: [{ name: tx, size: 64 }], service: { fixed: 2us } }
  - name: G1
    hypervisor: kvm-6.1
    assign: [{ device: V1, iommu: emulated }, { device: V2, iommu: identity }]
  - name: G2
    hypervisor: kvm-6.1
    assign: [{ device: V1, iommu: ${iommu} }]
  - name: G3
    drivers:
      - { device: V1, doorbells: [mmio], workload: { queue: tx, arrivals: { every: 100us } } }
`);

test('the kick arrives, every request faults, and the driver counts each as lost', () => {
  const [route] = explainScenario(stack('none'), false).routes;
  expect(route).toMatchObject({ outcome: 'dma-fault', error: null, reached: 'H:V1' });
  const run = ranFor(stack('none'), 10 * MS);
  const { lost, completed, corruptions } = run.queues[0]!;
  expect({ completed, corruptions }).toEqual({ completed: 0, corruptions: 0 });
  expect(lost).toBeGreaterThan(90);
  expect(reportOf(run).dma.faults).toBeGreaterThanOrEqual(lost);
});

test('an IOMMU put in while it runs ends the faults, and no later request is lost', () => {
  const run = ranFor(stack('none'), 10 * MS);
  run.adopt(stack('emulated'));
  // What was under way at the edit may still be lost.
  advanceTo(run, 11 * MS);
  const { lost, completed } = run.queues[0]!;
  advanceTo(run, 20 * MS);
  expect(run.queues[0]!.lost).toBe(lost);
  expect(run.queues[0]!.completed).toBeGreaterThan(completed + 80);
});
