/** Scenarios that follow each other: what an edit may do to a random one, and to some that are made by hand. */
import fc from 'fast-check';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import {
  anySettings,
  anyStructure,
  type Settings,
  type Structure,
  scenarioFrom,
} from './random-scenarios.ts';
import { scenarioOf } from './scenarios.ts';

/** What is done to one device of a structure; null leaves it alone. */
type DeviceEdit = 'removed' | 'resized' | 'packed' | 'event-idx' | 'retyped' | 'identity' | null;

interface Step {
  readonly devices: readonly DeviceEdit[];
  readonly innermost: boolean;
  /** Which of two settings. */
  readonly settings: 0 | 1;
}

const deviceEdit: fc.Arbitrary<DeviceEdit> = fc.oneof(
  fc.constant(null),
  fc.constantFrom('removed', 'resized', 'packed', 'event-idx', 'retyped', 'identity'),
);

/** At least two, the first without any edit. */
export const anyEdits: fc.Arbitrary<Scenario[]> = anyStructure.chain(structure => {
  const step = fc.record({
    devices: fc.tuple(...structure.devices.map(() => deviceEdit)),
    innermost: fc.boolean(),
    settings: fc.constantFrom<0 | 1>(0, 1),
  });
  return fc
    .tuple(anySettings(structure), anySettings(structure), fc.array(step, { minLength: 1, maxLength: 8 }))
    .map(([one, other, steps]) => [
      scenarioFrom(structure, one),
      ...steps.map(each => edited(structure, [one, other], each)),
    ]);
});

function edited(structure: Structure, settings: readonly Settings[], step: Step): Scenario {
  const set = settings[step.settings]!;
  const kept = [...structure.devices.keys()].filter(at => step.devices[at] !== 'removed');
  const devices = kept.map(at => deviceAfter(structure.devices[at]!, step.devices[at]!));
  const same = kept.map(at => set.devices[at]!);
  const all = same.map((device, at) => ({
    ...device,
    // Addresses that are the same below and above are no matter of settings alone.
    assign: device.assign.map((each, i) => ({
      ...each,
      iommu: devices[at]!.identity[i]
        ? ('identity' as const)
        : each.iommu === 'identity'
          ? 'none'
          : each.iommu,
    })),
  }));
  const levels = structure.depth + Number(step.innermost);
  return scenarioFrom({ ...structure, depth: levels, devices }, { ...set, devices: all });
}

type Device = Structure['devices'][number];

function deviceAfter(device: Device, edit: DeviceEdit): Device {
  const { sizes, features, type, identity } = device;
  const toggled = (feature: Device['features'][number]): Device['features'] =>
    features.includes(feature) ? features.filter(each => each !== feature) : [...features, feature];
  switch (edit) {
    case 'resized':
      return { ...device, sizes: sizes.map(size => (size === 256 ? 4 : size * 2)) };
    case 'packed':
    case 'event-idx':
      return { ...device, features: toggled(edit) };
    case 'retyped':
      return { ...device, type: type === 'net' ? 'blk' : 'net' };
    case 'identity':
      return { ...device, identity: identity.map(same => !same) };
    default:
      return device;
  }
}

const device = (id: string, rest: string, size = 16) =>
  `{ id: ${id}, queues: [{ name: tx, size: ${size} }], doorbells: [mmio], ${rest} }`;

const driver = (id: string, arrivals: string, vcpu = 0) =>
  `{ device: ${id}, vcpu: ${vcpu}, workload: { queue: tx, arrivals: { ${arrivals} } } }`;

interface Cascade {
  readonly cores?: string;
  readonly x?: string;
  readonly w?: string;
  readonly v?: string;
  readonly backEnd?: boolean;
  readonly front?: string;
  readonly vcpu?: number;
  readonly beside?: boolean;
  readonly idle?: string;
  readonly inner?: boolean;
}

/** V of G1 has W of H behind it, D is H's own; G2 drives both, and G2b beside it E. */
function cascade(of: Cascade = {}): Scenario {
  const { cores = '', x = 'fixed: 3us', w = '', v = '', backEnd = true, front = 'outstanding: 6' } = of;
  const { vcpu = 1, beside = true, idle = 'halt', inner = false } = of;
  const behind = backEnd ? 'back-end: { device: W, queue: tx }' : 'service: { fixed: 2us }';
  return scenarioOf(`
version: 1
title: a cascade
cpu: { arch: svm, features: [vgif, vls], costs: zen-3 ${cores} }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - ${device('W', `service: { ${x} } ${w}`)}
      - ${device('D', 'service: { exponential: 2us }, coalesce: { count: 3, time: 20us }')}
      - ${device('E', 'service: { fixed: 30us }')}
  - name: G1
    hypervisor: kvm-6.1
    devices: [${device('V', `${behind} ${v}`)}]
    assign: [{ device: D, iommu: emulated }, { device: E, iommu: emulated }]
  - name: G2
    vcpus: 2
    idle: ${idle}
    ${inner ? 'hypervisor: kvm-6.1' : ''}
    drivers: [${driver('V', front)}, ${driver('D', 'poisson: 30k/s', vcpu)}]
    ${beside ? `beside: [{ name: G2b, idle: ${idle}, drivers: [${driver('E', 'outstanding: 1')}] }]` : ''}
  ${inner ? '- { name: G3 }' : ''}
`);
}

/** Each differs from the first by something that the random ones have not. */
export const cascades: readonly Scenario[] = [
  cascade(),
  cascade({ w: ', features: [packed]' }),
  cascade({ w: ', type: blk' }),
  cascade({ v: ', features: [event-idx]' }),
  cascade({ v: ', features: [indirect]', w: ', features: [indirect]' }),
  cascade({ backEnd: false }),
  cascade({ front: 'outstanding: 40' }),
  cascade({ front: 'every: 4us' }),
  cascade({ vcpu: 0 }),
  cascade({ cores: ', cores: 1', idle: 'poll' }),
  cascade({ cores: ', cores: 2', idle: 'poll' }),
  cascade({ beside: false }),
  cascade({ inner: true, x: 'exponential: 5us' }),
];

export const anyCascades: fc.Arbitrary<Scenario[]> = fc.array(fc.constantFrom(...cascades), {
  minLength: 2,
  maxLength: 10,
});
