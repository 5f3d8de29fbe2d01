/** A cascade takes requests out of one ring and puts them into another, and neither knows the other's format. */
import { expect, test } from 'vitest';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { MS, ranFor } from '../../helpers/runs.ts';
import { scenarioOf } from '../../helpers/scenarios.ts';

const stack = (front: string, back: string): Scenario =>
  scenarioOf(`
version: 1
title: A cascade
cpu: { arch: svm, costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - { id: W1, type: blk, features: ${back}, queues: [{ name: q, size: 8 }], service: { exponential: 3us } }
  - name: G1
    hypervisor: kvm-6.1
    devices:
      - { id: V1, type: blk, features: ${front}, queues: [{ name: q, size: 32 }], back-end: { device: W1, queue: q } }
  - name: G2
    drivers:
      - { device: V1, doorbells: [mmio], workload: { queue: q, arrivals: { every: 300us }, batch: 6 } }
`);

const kinds = ['[]', '[packed]', '[event-idx, indirect]', '[event-idx, packed, indirect]'];
const pairs = kinds.flatMap(front => kinds.map(back => ({ front, back })));

test.each(pairs)('from $front to $back every request comes through, once', ({ front, back }) => {
  for (const { submitted, completed, lost, corruptions, driver } of ranFor(stack(front, back), 20 * MS)
    .queues) {
    expect(submitted).toBeGreaterThan(300);
    expect({ lost, corruptions }).toEqual({ lost: 0, corruptions: 0 });
    expect(completed).toBe(submitted - driver.outstanding);
    expect(driver.outstanding).toBeLessThanOrEqual(12);
  }
});
