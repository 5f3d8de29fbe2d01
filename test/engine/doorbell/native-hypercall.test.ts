/** s390x: DIAGNOSE 0x500 is the native notification (virtio 1.2, 4.3.3.2), and an assigning hypervisor passes it on. */
import { expect, test } from 'vitest';
import { explainScenario } from '../../../engine/run/explain.ts';
import { roomsFor } from '../../../engine/run/levels.ts';
import { walkOperation, whyNoOperation } from '../../../engine/run/operations.ts';
import { buildStack } from '../../../engine/run/stack.ts';
import { complaints, scenarioOf } from '../../helpers/scenarios.ts';
import { bareStack, type PassedThrough, passedThrough, warm } from '../../helpers/stacks.ts';

const cpu = { arch: 's390x', features: [] } as const;
const kick = (of: Omit<PassedThrough, 'cpu'>) => explainScenario(passedThrough({ cpu, ...of }), false);

test('G2 calls its own hypervisor, which calls the one below again, once at every level', () => {
  for (const depth of [1, 2, 3]) {
    const [route] = kick({ depth }).routes;
    expect(route).toMatchObject({ outcome: 'delivered', error: null, reached: 'H:V1' });
    const calls = route!.hops.filter(({ reason }) => reason === 'DIAG (0x500)');
    const levels = Array.from({ length: depth }, (_, i) => depth - i);
    expect(calls.map(({ level, handledBy }) => [level, handledBy])).toEqual(levels.map(l => [l, l - 1]));
  }
});

test('the only other exit is the SIE instruction by which a hypervisor enters its guest again', () => {
  expect(kick({ depth: 2 }).routes[0]!.order).toEqual(['2:DIAG (0x500)>1', '1:DIAG (0x500)', '1:SIE']);
  expect(warm(bareStack(cpu, 2), 'hypercall').hops.map(({ reason }) => reason)).toEqual([
    'DIAG (0x500)',
    'SIE',
  ]);
});

test('G1 gives out a number of its own, so it is in no device of its own way', () => {
  const scenario = passedThrough({ cpu, depth: 2, ofG1: ['W1', 'W2'] });
  const [, g1] = buildStack(scenario, roomsFor([0, 0, 0])).machine.levels;
  const devices = [...g1!.tokens.values()].map(token => ('device' in token ? token.device : token.kind));
  expect(devices.toSorted()).toEqual(['W1', 'W2', 'reissue']);
  expect(kick({ depth: 2, ofG1: ['W1', 'W2'] }).routes[0]).toMatchObject({ reached: 'H:V1' });
});

test("every queue's number leads to that queue", () => {
  const scenario = scenarioOf(`
version: 1
title: two queues
cpu: { arch: s390x, costs: z14 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices: [{ id: V, queues: [{ name: rx, size: 2 }, { name: tx, size: 2 }], service: { fixed: 1us } }]
  - name: G1
    hypervisor: kvm-6.1
    assign: [{ device: V, iommu: emulated }]
  - name: G2
    drivers:
      - { device: V, workload: { queue: rx, arrivals: { every: 20us } } }
      - { device: V, workload: { queue: tx, arrivals: { every: 20us } } }
`);
  expect(explainScenario(scenario, false).routes.map(({ outcome }) => outcome)).toEqual([
    'delivered',
    'delivered',
  ]);
});

test('a hidden notification is not found, and nothing is left to ring', () => {
  const { routes, missing } = kick({ depth: 2, hide: ['hypercall'] });
  expect(routes).toEqual([]);
  expect(missing.map(({ doorbell }) => doorbell)).toEqual(['hypercall']);
});

test('an unknown number is refused by the next hypervisor, with -EINVAL', () => {
  const { hops } = warm(bareStack(cpu, 2), 'unknown-hypercall');
  expect(hops[0]).toMatchObject({ level: 2, handledBy: 1, why: expect.stringContaining('returns -22') });
});

test('there are no ports and no doorbell pages, and a first touch is a fault in SIE', () => {
  const stack = bareStack(cpu, 1);
  expect(whyNoOperation(stack, 'pio')).toBe('s390x has no port I/O');
  expect(whyNoOperation(stack, 'assigned-mmio')).toMatch(/^s390x has no doorbell pages/);
  const { hops } = walkOperation(stack, 'touch', { owner: 0, cold: true });
  expect(hops.map(({ reason }) => reason)).toEqual(['sie_fault']);
});

test('who asks a device for them is told so there', () => {
  const text = JSON.stringify({
    version: 1,
    title: 'a test',
    cpu: { arch: 's390x', costs: 'z14' },
    levels: [
      {
        name: 'H',
        hypervisor: 'kvm-6.1',
        devices: [
          {
            id: 'V',
            queues: [{ name: 'tx', size: 2 }],
            service: { fixed: '1us' },
            doorbells: ['mmio', 'pio'],
          },
        ],
      },
      { name: 'G' },
    ],
  });
  expect(complaints(text)).toEqual([
    expect.stringContaining('s390x has no doorbell pages'),
    expect.stringContaining('s390x has no port I/O'),
  ]);
});
