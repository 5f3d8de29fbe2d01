/** A request in an indirect table: where the device finds the table decides what it takes the request to be. */
import { expect, test } from 'vitest';
import type { Queue } from '../../../engine/run/queue.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { MS, ranFor, reportOf } from '../../helpers/runs.ts';
import { scenarioOf } from '../../helpers/scenarios.ts';

/** G1's own driver puts rings and tables where G2's addresses lead without translation. */
const stack = (iommu: string, features: string, size = 64): Scenario =>
  scenarioOf(`
version: 1
title: tables
cpu: { arch: svm, costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - { id: V1, type: blk, features: ${features}, queues: [{ name: q, size: ${size} }], service: { fixed: 2us } }
      - { id: V2, type: blk, features: ${features}, queues: [{ name: q, size: ${size} }], service: { fixed: 2us } }
  - name: G1
    hypervisor: kvm-6.1
    assign: [{ device: V1, iommu: ${iommu} }]
    drivers:
      - { device: V2, doorbells: [mmio], workload: { queue: q, arrivals: { every: 100us } } }
  - name: G2
    drivers:
      - { device: V1, doorbells: [mmio], workload: { queue: q, arrivals: { every: 100us }, batch: 4 } }
`);

const ringFormats = [{ ring: 'split' }, { ring: 'packed' }] as const;
const featuresOf = (ring: string): string => (ring === 'packed' ? '[packed, indirect]' : '[indirect]');
const last = ({ queues }: { readonly queues: readonly Queue[] }): Queue => queues.at(-1)!;

test.each(ringFormats)('$ring: through an IOMMU, the table is found as the buffers are', ({ ring }) => {
  const run = ranFor(stack('emulated', featuresOf(ring)), 10 * MS);
  const { completed, lost, corruptions, dmaFaults } = last(run);
  expect(completed).toBeGreaterThan(380);
  expect({ lost, corruptions, dmaFaults }).toEqual({ lost: 0, corruptions: 0, dmaFaults: 0 });
});

test('a table costs a translation more for each request', () => {
  const lookups = (features: string) => {
    const { dma } = reportOf(ranFor(stack('emulated', features), 10 * MS));
    return dma.iotlbHits + dma.iotlbMisses;
  };
  // Header, data, status; and with a table that too.
  expect(lookups('[indirect]') / lookups('[]')).toBeCloseTo(4 / 3, 2);
});

test('with tables, a queue holds as many requests as it has descriptors', () => {
  const inRing = (features: string) => {
    const idle = stack('emulated', features, 8);
    const run = ranFor(idle, 0);
    const queue = last(run);
    for (let i = 0; i < 20; i++) queue.arrive(Float64Array.of(0));
    return queue.submit();
  };
  expect([inRing('[]'), inRing('[indirect]'), inRing('[packed]'), inRing('[packed, indirect]')]).toEqual([
    2, 8, 2, 8,
  ]);
});

test.each(ringFormats)(
  '$ring: without one, it is read from wrong memory: nothing crashes, and it is counted',
  ({ ring }) => {
    const { completed, lost, corruptions, submitted, inRing } = last(
      ranFor(stack('none', featuresOf(ring)), 10 * MS),
    );
    expect(submitted).toBeGreaterThan(380);
    expect(corruptions).toBeGreaterThan(0);
    // What the wrong memory says of a table is no request, or one that it is not.
    expect(corruptions).toBeGreaterThanOrEqual(completed + lost);
    expect(completed + lost + inRing).toBeLessThanOrEqual(submitted);
  },
);
