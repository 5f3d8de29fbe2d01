/** The stack that the fake run shows, without any file: the dashboard's program of the tests carries none. */
import type { HypervisorProfile } from '../../engine/machine/profile.ts';
import type { GuestSpec, Scenario } from '../../engine/scenario/scenario.ts';

const hypervisor: HypervisorProfile = {
  name: 'kvm-6.1',
  arch: 'svm',
  source: 'a test',
  offers: [],
  shadowed: {},
  enter: [],
  userSpace: [],
  resume: [],
  reflect: [],
  nestedEntry: [],
  handlers: {},
  knownHypercalls: new Set([1]),
  unknownHypercall: -1000,
};

const guest = (name: string): GuestSpec => ({ name, vcpus: 1, idle: 'poll', eoi: 'register', drivers: [] });
const nothing = { devices: [], assign: [], beside: [] };
const queues = [
  { name: 'tx', size: 256 },
  { name: 'rx', size: 256 },
];
const drives = (queue: string, doorbell: 'mmio' | 'pio') => ({
  device: 'V1',
  doorbells: [doorbell],
  workload: { queue, arrivals: { kind: 'fixed', meanNs: 1e6 }, batch: 1 } as const,
  vcpu: 0,
});

export const fakeScenario: Scenario = {
  title: 'The square wheel',
  seed: 42,
  arch: 'svm',
  features: [],
  costs: {
    name: 'zen-3',
    hz: 3.4e9,
    ...{
      exit: 1188,
      reflect: 3000,
      emulatedVmxExit: 1188,
      handlers: {},
      directMmio: 0,
      directMmioPerLevel: 0,
    },
    ...{ userspaceHop: 0, inject: 0, postedInterrupt: 0, wake: 0, preemption: 0, postedWrite: 0 },
    ...{ iotlbHit: 0, iotlbMiss: 0, dmaPerByte: 0 },
    spread: { sigma: 0, tailShare: 0, tailFactor: 1 },
    sources: {},
  },
  cores: null,
  levels: [
    {
      ...{ ...guest('H'), ...nothing, hypervisor },
      devices: [
        {
          ...{ id: 'V1', physical: false, type: 'net', features: ['event-idx'], queues },
          ...{ doorbells: ['hypercall', 'pio', 'mmio'], service: { kind: 'exponential', meanNs: 2000 } },
          ...{ backEnd: null, coalesce: null, bug: null },
        },
      ],
    },
    {
      ...{ ...guest('G1'), ...nothing, hypervisor },
      assign: [{ device: 'V1', iommu: 'emulated', hide: [] }],
    },
    {
      ...{ ...guest('G2'), ...nothing, hypervisor: null },
      drivers: [drives('tx', 'mmio'), drives('rx', 'pio')],
    },
  ],
  events: [],
  expect: [],
  profiles: [],
};
