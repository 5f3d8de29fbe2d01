/** What happens to a machine while it runs, and interrupts that wait for each other. */
import { expect, test } from 'vitest';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { advanceTo, MS, ranFor } from '../../helpers/runs.ts';
import { parse, scenarioOf } from '../../helpers/scenarios.ts';

const stack = (events: string, device = ''): string => `
version: 1
title: Events
cpu: { arch: svm, features: [vgif, vls], costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - { id: V1, queues: [{ name: tx, size: 64 }], service: { fixed: 2us } ${device} }
      - { id: V2, queues: [{ name: tx, size: 64 }], service: { fixed: 2us } }
  - name: G1
    hypervisor: kvm-6.1
    assign: [{ device: V1, iommu: emulated }, { device: V2, iommu: emulated }]
  - name: G2
    drivers:
      - { device: V1, doorbells: [mmio, pio], workload: { queue: tx, arrivals: { every: 50us } } }
events: [${events}]
`;
const scenario = (events: string, device = ''): Scenario => scenarioOf(stack(events, device));

test('a masked vector holds back every interrupt, and unmasking delivers one (PCI 3.0, 6.8.2.4)', () => {
  const masked =
    '{ at: 1ms, mask: { device: V1, queue: tx } }, { at: 2ms, unmask: { device: V1, queue: tx } }';
  const run = ranFor(scenario(masked), 1.9 * MS);
  const [queue] = run.queues;
  const { completed, interrupts } = queue!;
  advanceTo(run, 2.1 * MS);
  expect(queue!.completed - completed).toBeGreaterThan(15);
  expect(queue!.interrupts - interrupts).toBeLessThan(5);
  advanceTo(run, 4 * MS);
  expect(queue!.submitted - queue!.completed).toBeLessThanOrEqual(2);
});

test('a moved BAR is rung at its new address, through ports as through pages', () => {
  for (const doorbells of ['[mmio, pio]', '[pio]']) {
    const text = stack('{ at: 1ms, move-bar: { level: G2, device: V1 } }').replace('[mmio, pio]', doorbells);
    const run = ranFor(scenarioOf(text), 3 * MS);
    const [queue] = run.queues;
    expect(queue).toMatchObject({ lostKicks: 0, misdirectedKicks: 0 });
    expect(queue!.completed).toBeGreaterThan(50);
    const kicks = Array.from({ length: run.routes.length }, (_, id) => run.routes.at(id)).filter(
      ({ cause }) => cause.kind === 'kick',
    );
    const addresses = kicks.map(({ hops }) => /port (0x\w+)/.exec(hops[0]!.why)?.[1]);
    if (doorbells === '[pio]') expect(new Set(addresses).size).toBe(2);
  }
});

test('two swaps are none', () => {
  const swap = (at: string) => `{ at: ${at}, swap: { level: G1, device: V1, with: V2 } }`;
  const once = ranFor(scenario(swap('1ms')), 5 * MS).queues[0]!;
  expect(once.misdirectedKicks).toBeGreaterThan(0);
  expect(once.completed).toBeLessThan(30);
  const twice = ranFor(scenario(`${swap('1ms')}, ${swap('1001us')}`), 5 * MS).queues[0]!;
  expect(twice).toMatchObject({ misdirectedKicks: 0 });
  expect(twice.completed).toBeGreaterThan(90);
});

test('an event that an edit brings for a time that is past does not happen', () => {
  const run = ranFor(scenario(''), 2 * MS);
  run.adopt(
    scenario('{ at: 1ms, mask: { device: V1, queue: tx } }, { at: 3ms, mask: { device: V1, queue: tx } }'),
  );
  advanceTo(run, 2.9 * MS);
  expect(run.queues[0]!.msix.isMasked(0)).toBe(false);
  advanceTo(run, 3 * MS);
  expect(run.queues[0]!.msix.isMasked(0)).toBe(true);
});

test.each([
  ['{ at: 1ms }', 'nothing happens here'],
  ['{ at: 1ms, mask: { device: V1, queue: rx } }', 'V1 has no queue `rx`'],
  ['{ at: 1ms, mask: { device: V3, queue: tx } }', 'no level has a device `V3`'],
  ['{ at: 1ms, move-bar: { level: G3, device: V1 } }', 'no level is called `G3`'],
  [
    '{ at: 1ms, move-bar: { level: H, device: V1 } }',
    '`V1` is its own device; H sees devices of the levels below it',
  ],
  ['{ at: 1ms, swap: { level: H, device: V1, with: V2 } }', 'H does not assign `V1`'],
])('%s: %s', (event, complaint) => {
  expect(parse(stack(event)).diagnostics.map(({ message }) => message)).toContain(complaint);
});

test('coalescing: an interrupt for so many used buffers (virtio 1.2, 5.1.6.5.7)', () => {
  const [each, held] = ['', ', coalesce: { count: 4, time: 10ms }'].map(
    device => ranFor(scenario('', device), 20 * MS).queues[0]!,
  );
  expect(each!.interrupts / held!.interrupts).toBeCloseTo(4, 0);
  expect(held!.submitted - held!.completed).toBeLessThanOrEqual(5);
});

test('... or after so long, where fewer come', () => {
  const run = ranFor(scenario('', ', coalesce: { count: 64, time: 120us }'), 20 * MS);
  const [queue] = run.queues;
  // Arrivals every 50 us: three of them in 120 us.
  expect(queue!.submitted / queue!.interrupts).toBeCloseTo(3, 0);
  expect(queue!.latency.max).toBeLessThan(150_000);
});
