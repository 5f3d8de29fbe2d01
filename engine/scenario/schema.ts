/**
 * The shape of a scenario's text: keys, types and ranges. What refers to another part of the text is checked in
 * topology.ts. What the keys say of themselves serves twice: in an editor, through schema.json, and as a diagnostic's
 * `expected`.
 */
import { z } from 'zod';
import { ARCHES, type Arch, architectures } from '../machine/architectures.ts';
import { costOverrides } from './cost-profile.ts';
import { device } from './device-schema.ts';
import { event } from './event-schema.ts';
import { EXPECTATION_EXPECTED, EXPECTATION_FORM } from './expectation.ts';
import { guestKeys } from './guest-schema.ts';
import { hypervisorOverrides } from './hypervisor-profile.ts';
import { printableForm } from './printable.ts';
import { publishedSchema } from './published-schema.ts';
import { distinct, doorbells, name, word } from './values.ts';

const title = z
  .string()
  .regex(printableForm(120))
  .meta({
    expected: 'one line, at most 120 printable characters',
    description: 'What the scenario is called: in the header, in reports, in the list of `trapline run`.',
    examples: ['Three doorbells'],
  });

const assignment = z
  .strictObject({
    device: name.meta({
      expected: 'the id of a device of a level below',
      description: 'The device that this hypervisor gives its guest as it is, building none of its own.',
      examples: ['V1'],
    }),
    iommu: word({
      emulated:
        "An emulated IOMMU: the device below translates the guest's addresses, and an IOTLB remembers them.",
      none: "Nothing: the device below reads the guest's addresses as its assigner's own, and moves the wrong memory.",
      identity: 'Nothing, and the guest has its memory at the same addresses as its assigner: right by luck.',
    }).meta({
      expected: "emulated, none or identity (what makes the guest's addresses mean something to the device)",
      description:
        "What makes the guest's addresses mean something to the device: descriptors hold addresses of the guest's memory, and the device is below.",
      examples: ['emulated'],
    }),
    hide: doorbells.default([]).meta({
      expected: 'a list of doorbells that the guest is not told of',
      description:
        'Doorbells that this hypervisor takes out of the config space its guest reads. `[hypercall]` keeps the guest from a number that means nothing to this hypervisor.',
      examples: [['hypercall']],
    }),
  })
  .meta({
    title: 'Assignment',
    description: 'A device from below that this hypervisor passes on to its guest.',
    examples: [{ device: 'V1', iommu: 'emulated' }],
    defaultSnippets: [{ label: 'an assignment', body: { device: 'V1', iommu: 'emulated' } }],
  });

/** A path may be longer than a name. */
const profile = z.string().regex(printableForm(400));

const hypervisor = z.union([profile, hypervisorOverrides]).meta({
  expected:
    "a hypervisor profile's name, such as kvm-6.1, a file of its own, such as ./my-kvm.yaml, or { from: kvm-6.1, resume: [vmrun] }",
  description:
    'Which hypervisor runs here: the privileged instructions on its paths around an exit, each of which may exit itself. A profile of scenarios/profiles/hypervisors by name, a file of your own by its path (it ends in .yaml), or either with changes. Every level needs one but the innermost.',
  examples: ['kvm-6.1', 'kvm-4.18', 'kvm-4.9', 'xen'],
});

const besideGuest = z.strictObject(guestKeys).meta({
  title: 'Guest',
  description: 'A further guest of the same hypervisor, which runs none itself.',
  examples: [{ name: 'G2b' }],
});

const level = z
  .strictObject({
    ...guestKeys,
    hypervisor: hypervisor.optional(),
    devices: z
      .array(device)
      .max(64)
      .default([])
      .meta({
        expected: 'a list of devices that this hypervisor gives its guest',
        description: 'The devices that this hypervisor emulates for its guest.',
        examples: [[{ id: 'V1', queues: [{ name: 'tx', size: 64 }], service: { exponential: '6us' } }]],
      }),
    assign: z
      .array(assignment)
      .default([])
      .meta({
        expected: 'a list of devices from below that it passes on, such as [{ device: V1, iommu: emulated }]',
        description:
          'The devices from below that it passes on to its guest as they are, in place of building its own for them.',
        examples: [[{ device: 'V1', iommu: 'emulated' }]],
      }),
    beside: z
      .array(besideGuest)
      .max(64)
      .default([])
      .meta({
        expected: 'a list of further guests of the same hypervisor, such as [{ name: G2b, drivers: [...] }]',
        description:
          'Further guests of the hypervisor below, next to this one. They share its physical processors (see `cores`).',
        examples: [[{ name: 'G2b' }]],
      }),
  })
  .meta({
    title: 'Level',
    description:
      'One level of the stack: a guest of the level above it in the list, and, with a hypervisor, a host.',
    examples: [{ name: 'G1', hypervisor: 'kvm-6.1', assign: [{ device: 'V1', iommu: 'emulated' }] }],
    defaultSnippets: [
      {
        label: 'a guest hypervisor that assigns a device',
        body: {
          name: 'G1',
          hypervisor: 'kvm-6.1',
          assign: [{ device: 'V1', iommu: 'emulated' }],
        },
      },
    ],
  });

const features = ARCHES.flatMap(arch => Object.entries(architectures[arch].features));
/** `svm: vgif, vls; vmx: ...`. */
const offered = ARCHES.map(arch => [arch, Object.keys(architectures[arch].features)] as const)
  .filter(([, names]) => names.length > 0)
  .map(([arch, names]) => `${arch}: ${names.join(', ')}`)
  .join('; ');

const cpuKeys = {
  arch: word(
    Object.fromEntries(ARCHES.map(arch => [arch, architectures[arch].title])) as Record<Arch, string>,
  ).meta({
    expected: `a CPU architecture: ${ARCHES.join(', ')}`,
    description: 'The virtualization extension: which exits there are, and who is asked first.',
    examples: ['svm'],
  }),
  // Which of them the architecture has is checked in features.ts.
  features: distinct(
    z.string().meta({
      expected: 'a CPU feature of the architecture',
      description: 'What the CPU offers to spare a guest hypervisor exits.',
      enum: features.map(([name]) => name),
      enumDescriptions: features.map(([, saves]) => saves),
    }),
  )
    .default([])
    .meta({
      expected: 'a list of what the CPU offers, such as [vgif, vls]',
      description: `What the CPU offers for nesting: take one away and see which exits come back. ${offered}.`,
      examples: [['vgif', 'vls'], ['vmcs-shadowing'], []],
    }),
  costs: z.union([profile, costOverrides]).meta({
    expected:
      "a cost profile's name, such as zen-3, a file of its own, such as ./my-machine.yaml, or { from: zen-3, exit: 1188 }",
    description:
      'What everything costs, in cycles: a profile of scenarios/profiles/costs by name, a file of your own by its path (it ends in .yaml), or either with numbers of your own.',
    examples: ['zen-3', 'dvh-xeon-4114', 'neve-xgene', 'z14'],
  }),
};

const cpu = z
  .strictObject({
    ...cpuKeys,
    cores: z
      .int()
      .min(1)
      .max(256)
      .optional()
      .meta({
        expected: 'a whole number from 1 to 256: physical processors, else as many as virtual ones',
        description:
          'Physical processors. Left out: as many as there are virtual ones, so that nobody waits for one.',
        examples: [1],
      }),
  })
  .meta({
    expected: '{ arch: svm, features: [vgif, vls], costs: zen-3 }',
    title: 'CPU',
    description: 'The physical machine below the host.',
    examples: [{ arch: 'svm', features: ['vgif', 'vls'], costs: 'zen-3' }],
  });

/** What one hypervisor at every level runs on. */
export const machineSchema = z
  .strictObject({ ...cpuKeys, hypervisor })
  .meta({ expected: '{ arch: svm, features: [], costs: zen-3, hypervisor: kvm-6.1 }' });

const scenarioShape = z
  .strictObject({
    version: z.literal(1).meta({
      expected: '1',
      description: 'The version of this format.',
      examples: [1],
    }),
    title,
    seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .default(1)
      .meta({
        expected: 'a whole number from 0 to 4294967295',
        description: 'Of the random numbers: the same seed gives the same run on every machine.',
        examples: [2009],
      }),
    cpu,
    levels: z
      .array(level)
      .min(1)
      .max(16)
      .meta({
        expected: 'a list of levels, from the host L0 to the innermost guest',
        description:
          'The stack, from the host (L0) to the innermost guest. Each level but the last has a hypervisor; the devices of one level are for the guests above it.',
        examples: [[{ name: 'H', hypervisor: 'kvm-6.1' }, { name: 'G1' }]],
      }),
    events: z
      .array(event)
      .max(1000)
      .default([])
      .meta({
        expected: 'a list of what happens to the machine while it runs',
        description: 'What happens to the machine while it runs.',
        examples: [[{ at: '100ms', mask: { device: 'V1', queue: 'rx' } }]],
      }),
    expect: z
      .array(
        z.string().meta({
          expected: EXPECTATION_EXPECTED,
          description: 'What must hold: a quantity of a queue, compared with a number.',
          pattern: EXPECTATION_FORM,
          examples: ['V1.tx.lost-kicks == 0', 'V1.tx.completed > 1000'],
        }),
      )
      .default([])
      .meta({
        expected: 'a list of what must hold at the end of a headless run',
        description:
          'What must hold at the end of `trapline run --headless`, which ends with 3 where something does not.',
        examples: [['V1.tx.lost-kicks == 0']],
      }),
  })
  .meta({
    title: 'Scenario',
    description: 'A stack of virtual machines, their devices and their work.',
  });

type Shape = z.output<typeof scenarioShape>;

/** Which doorbells a device has if nobody says so depends on the architecture. */
export const scenarioSchema = scenarioShape.transform(text => ({
  ...text,
  levels: text.levels.map(level => ({ ...level, devices: level.devices.map(withDoorbells(text.cpu.arch)) })),
}));

const withDoorbells =
  (arch: Arch) =>
  ({ doorbells, ...device }: Shape['levels'][number]['devices'][number]) => ({
    ...device,
    doorbells: doorbells ?? (device.physical ? ['mmio' as const] : [...architectures[arch].usualDoorbells]),
  });

/** A scenario's text after the check of its shape. */
export type ScenarioText = z.output<typeof scenarioSchema>;
export type LevelText = ScenarioText['levels'][number];
export type GuestText = LevelText['beside'][number];

/** The same shape as a JSON schema (draft 2020-12), for editors: scenarios/schema.json. */
export function scenarioJsonSchema(): object {
  return publishedSchema(scenarioSchema);
}
