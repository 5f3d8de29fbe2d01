/** Several guests and several virtual processors, with as many physical ones as there are or fewer. */
import { expect, test } from 'vitest';
import type { Run } from '../../../engine/run/run.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { MS, ranFor } from '../../helpers/runs.ts';
import { scenarioOf } from '../../helpers/scenarios.ts';

const device = (id: string, service = '2us') =>
  `{ id: ${id}, queues: [{ name: tx, size: 64 }], doorbells: [mmio], service: { fixed: ${service} } }`;

const driver = (id: string, vcpu = 0) =>
  `{ device: ${id}, vcpu: ${vcpu}, workload: { queue: tx, arrivals: { outstanding: 1 } } }`;

/** G2 and G2b beside each other on G1, which assigns them a device of H each. */
const guests = (idle: string, cores: number | null, service = '2us'): Scenario =>
  scenarioOf(`
version: 1
title: Neighbours
cpu: { arch: svm, features: [vgif, vls], costs: zen-3 ${cores === null ? '' : `, cores: ${cores}`} }
levels:
  - { name: H, hypervisor: kvm-6.1, devices: [${device('V1', service)}, ${device('V2', service)}] }
  - name: G1
    hypervisor: kvm-6.1
    assign: [{ device: V1, iommu: emulated }, { device: V2, iommu: emulated }]
  - name: G2
    idle: ${idle}
    drivers: [${driver('V1')}]
    beside:
      - { name: G2b, idle: ${idle}, drivers: [${driver('V2')}] }
`);

const completed = ({ queues }: Run): number[] => queues.map(queue => queue.completed);
const stolen = (run: Run): number => run.stolenNs(0) + run.stolenNs(1);

test('guests beside each other have a machine each, and disturb each other not at all', () => {
  const together = guests('poll', null);
  const run = ranFor(together, 20 * MS);
  const [one, other] = completed(run);
  const levels = together.levels.map(level => ({ ...level, beside: [] }));
  expect(completed(ranFor({ ...together, levels }, 20 * MS))).toEqual([one]);
  expect(Math.min(one!, other!)).toBeGreaterThan(500);
  expect(stolen(run)).toBe(0);
});

test('two that poll share one physical processor by slices, and what one has the other waits for', () => {
  const alone = completed(ranFor(guests('poll', null), 60 * MS))[0]!;
  const run = ranFor(guests('poll', 1), 60 * MS);
  for (const each of completed(run)) expect(Math.abs(each / alone - 0.5)).toBeLessThan(0.1);
  expect(stolen(run)).toBe(60 * MS);
});

test('one that halts leaves its physical processor to the other', () => {
  const run = (idle: string, cores: number) => ranFor(guests(idle, cores, '100us'), 60 * MS);
  const sum = (of: Run) => completed(of).reduce((a, b) => a + b, 0);
  // The device takes most of the time, and meanwhile the other guest has the processor.
  expect(sum(run('halt', 1)) / sum(run('halt', 2))).toBeGreaterThan(0.8);
  expect(sum(run('poll', 1)) / sum(run('poll', 2))).toBeLessThan(0.6);
  expect(stolen(run('halt', 1))).toBeLessThan(0.2 * stolen(run('poll', 1)));
});

test('as many physical processors as virtual ones are as good as any number', () => {
  for (const idle of ['poll', 'halt'])
    expect(completed(ranFor(guests(idle, 2), 10 * MS))).toEqual(
      completed(ranFor(guests(idle, null), 10 * MS)),
    );
});

test('drivers on two virtual processors of one guest both work all the time', () => {
  const twice = (vcpus: number) =>
    scenarioOf(`
version: 1
title: Two queues
cpu: { arch: svm, features: [], costs: zen-3 }
levels:
  - { name: H, hypervisor: kvm-6.1, devices: [${device('V1', '10ns')}, ${device('V2', '10ns')}] }
  - { name: G1, vcpus: ${vcpus}, drivers: [${driver('V1')}, ${driver('V2', vcpus - 1)}] }
`);
  const sum = (vcpus: number) => completed(ranFor(twice(vcpus), 10 * MS)).reduce((a, b) => a + b, 0);
  expect(sum(2)).toBeGreaterThan(1.9 * sum(1));
});
