/**
 * The shape of a scenario's text: keys, types and ranges. What refers to another part of the text is checked in
 * topology.ts. The descriptions serve twice: in an editor through schema.json, and as a diagnostic's `expected`.
 */
import { z } from 'zod';
import { DOORBELLS } from '../machine/architecture.ts';
import { ARCHES, type Arch, architectures } from '../machine/architectures.ts';
import { costOverrides } from './cost-profile.ts';
import { EXPECTATION_EXPECTED } from './expectation.ts';
import { hypervisorOverrides } from './hypervisor-profile.ts';
import { printableForm } from './printable.ts';
import {
  DURATION_EXPECTED,
  DURATION_FORM,
  parseDuration,
  parseRate,
  RATE_EXPECTED,
  RATE_FORM,
  UnitError,
} from './units.ts';

// A program that reads a scenario now and then has nothing from compiled checks but the time to compile them.
z.config({ jitless: true });

const name = z
  .string()
  .regex(printableForm(64))
  .meta({ description: 'a name of 1 to 64 printable characters' });

// Expectations separate device, queue and quantity by dots.
const queueName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/)
  .meta({ description: 'a name of 1 to 32 letters, digits, - and _' });

const title = z
  .string()
  .regex(printableForm(120))
  .meta({ description: 'one line, at most 120 printable characters' });

function measure(parse: (text: string) => number, form: string, description: string) {
  const text = z.string({
    error: ({ input }) => (typeof input === 'number' ? `${input} has no unit` : undefined),
  });
  const nanoseconds = text.transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      context.issues.push({ code: 'custom', message: error.message, input: value });
      return z.NEVER;
    }
  });
  return nanoseconds.meta({ description, pattern: form });
}

const duration = measure(parseDuration, DURATION_FORM, DURATION_EXPECTED);
const rate = measure(parseRate, RATE_FORM, RATE_EXPECTED);

const service = z
  .union([
    z.strictObject({ fixed: duration }).transform(({ fixed }) => ({ kind: 'fixed' as const, meanNs: fixed })),
    z
      .strictObject({ exponential: duration })
      .transform(({ exponential }) => ({ kind: 'exponential' as const, meanNs: exponential })),
  ])
  .meta({ description: 'the time a request takes, { fixed: 2us } or { exponential: 2us }' });

const arrivals = z
  .union([
    z.strictObject({ every: duration }).transform(({ every }) => ({ kind: 'fixed' as const, meanNs: every })),
    z
      .strictObject({ poisson: rate })
      .transform(({ poisson }) => ({ kind: 'exponential' as const, meanNs: poisson })),
    z
      .strictObject({ outstanding: z.int().min(1).max(4096) })
      .transform(({ outstanding }) => ({ kind: 'outstanding' as const, count: outstanding })),
  ])
  .meta({
    description: 'when requests come, { every: 20us }, { poisson: 50k/s } or { outstanding: 1 }',
  });

const doorbell = z.enum(DOORBELLS).meta({ description: 'hypercall, pio or mmio' });
const distinct = <T extends z.ZodType>(item: T) =>
  z.array(item).refine(list => new Set(list).size === list.length, 'one of these stands here twice');
const doorbells = distinct(doorbell).min(1);

const queue = z.strictObject({
  name: queueName,
  size: z
    .int()
    .min(1)
    .max(32768)
    .refine(size => (size & (size - 1)) === 0, 'not a power of two')
    .meta({ description: 'a power of two from 1 to 32768 (virtio 1.2, 2.7)' }),
});

const device = z.strictObject({
  id: name,
  physical: z
    .boolean()
    .default(false)
    .meta({ description: 'true for real hardware, which the host assigns to its guest' }),
  type: z.enum(['net', 'blk']).default('net').meta({ description: 'net or blk' }),
  features: distinct(z.enum(['event-idx', 'packed', 'indirect', 'notification-data']))
    .default(['event-idx'])
    .meta({
      description:
        'a list of virtio features it offers, of event-idx, packed, indirect and notification-data',
    }),
  queues: z
    .array(queue)
    .min(1)
    .max(64)
    .meta({ description: 'a list of virtqueues, such as [{ name: tx, size: 256 }]' }),
  doorbells: doorbells
    .optional()
    .meta({ description: 'a list of the ways to tell it of new buffers, of hypercall, pio and mmio' }),
  service: service.optional(),
  'back-end': z
    .strictObject({
      device: name.meta({ description: 'the id of a device that this level sees' }),
      queue: queueName.meta({ description: 'the name of a queue of that device' }),
    })
    .optional()
    .meta({
      description:
        'in place of `service`: a queue that this level drives itself, such as { device: W1, queue: tx }',
    }),
  coalesce: z
    .strictObject({
      count: z.int().min(1).max(32768).meta({ description: 'a whole number from 1: used buffers' }),
      time: duration,
    })
    .optional()
    .meta({ description: 'one interrupt for several used buffers, such as { count: 8, time: 50us }' }),
  bug: z.enum(['no-recheck']).optional().meta({
    description:
      'no-recheck: wrong on purpose, it asks for kicks again and does not look at the ring once more',
  }),
});

const assignment = z.strictObject({
  device: name.meta({ description: 'the id of a device of a level below' }),
  iommu: z.enum(['emulated', 'none', 'identity']).meta({
    description: "emulated, none or identity (what makes the guest's addresses mean something to the device)",
  }),
  hide: distinct(doorbell)
    .default([])
    .meta({ description: 'a list of doorbells that the guest is not told of' }),
});

const vcpu = z.int().min(0).max(63).default(0).meta({
  description: "a whole number from 0: which of its guest's virtual processors the driver runs on",
});

const driver = z.strictObject({
  vcpu,
  device: name.meta({ description: 'the id of a device that this level sees' }),
  doorbells: doorbells
    .optional()
    .meta({ description: 'a list of doorbells in order of preference; the driver falls back along it' }),
  workload: z
    .strictObject({
      queue: queueName.meta({ description: 'the name of a queue of the device' }),
      arrivals,
      batch: z
        .int()
        .min(1)
        .max(32768)
        .default(1)
        .meta({ description: 'a whole number from 1 to 32768: how many requests arrive together' }),
    })
    .meta({ description: 'its work, such as { queue: tx, arrivals: { poisson: 50k/s } }' }),
});

const HYPERVISOR_EXPECTED =
  "a hypervisor profile's name, such as kvm-6.1, or { from: kvm-6.1, resume: [vmrun] }";
const hypervisor = z.union([name, hypervisorOverrides]);

/** What every guest says of itself. */
const guestKeys = {
  name,
  vcpus: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .meta({ description: 'a whole number from 1 to 64: how many virtual processors this guest has' }),
  idle: z
    .enum(['poll', 'halt'])
    .default('poll')
    .meta({ description: 'poll or halt: what this guest does while it has nothing to do' }),
  eoi: z.enum(['register', 'paravirtual']).default('register').meta({
    description: 'register or paravirtual: how this guest ends an interrupt (KVM_FEATURE_PV_EOI)',
  }),
  drivers: z
    .array(driver)
    .default([])
    .meta({ description: 'a list of drivers for the devices that this level sees' }),
};

const level = z.strictObject({
  ...guestKeys,
  hypervisor: hypervisor.optional().meta({ description: HYPERVISOR_EXPECTED }),
  devices: z
    .array(device)
    .max(64)
    .default([])
    .meta({ description: 'a list of devices that this hypervisor gives its guest' }),
  assign: z.array(assignment).default([]).meta({
    description: 'a list of devices from below that it passes on, such as [{ device: V1, iommu: emulated }]',
  }),
  beside: z.array(z.strictObject(guestKeys)).max(64).default([]).meta({
    description: 'a list of further guests of the same hypervisor, such as [{ name: G2b, drivers: [...] }]',
  }),
});

const cpuKeys = {
  arch: z.enum(ARCHES).meta({ description: `a CPU architecture: ${ARCHES.join(', ')}` }),
  features: distinct(z.string())
    .default([])
    .meta({ description: 'a list of what the CPU offers, such as [vgif, vls]' }),
  costs: z.union([name, costOverrides]).meta({
    description: "a cost profile's name, such as zen-3, or { from: zen-3, exit: 1188 }",
  }),
};

const cpu = z
  .strictObject({
    ...cpuKeys,
    cores: z.int().min(1).max(256).optional().meta({
      description: 'a whole number from 1 to 256: physical processors, else as many as virtual ones',
    }),
  })
  .meta({ description: '{ arch: svm, features: [vgif, vls], costs: zen-3 }' });

/** What one hypervisor at every level runs on. */
export const machineSchema = z
  .strictObject({ ...cpuKeys, hypervisor: hypervisor.meta({ description: HYPERVISOR_EXPECTED }) })
  .meta({ description: '{ arch: svm, features: [], costs: zen-3, hypervisor: kvm-6.1 }' });

const queueRef = z.strictObject({
  device: name.meta({ description: 'the id of a device' }),
  queue: queueName.meta({ description: 'the name of a queue of that device' }),
});

const event = z
  .strictObject({
    at: duration.meta({ description: 'when, from the start of the run, such as 10ms' }),
    mask: queueRef.optional().meta({ description: 'the driver masks the interrupt of a queue' }),
    unmask: queueRef
      .optional()
      .meta({ description: 'the driver lets the interrupt of a queue through again' }),
    'move-bar': z
      .strictObject({
        level: name.meta({ description: 'the guest that moves them' }),
        device: name.meta({ description: 'the id of a device that this guest sees' }),
      })
      .optional()
      .meta({ description: "a guest gives a device's BARs other addresses" }),
    swap: z
      .strictObject({
        level: name.meta({ description: 'a hypervisor that assigns both devices' }),
        device: name.meta({ description: 'the id of a device that this level assigns' }),
        with: name.meta({ description: 'the id of another device that this level assigns' }),
      })
      .optional()
      .meta({
        description: 'a hypervisor puts each of two devices behind what its guest knows as the other',
      }),
  })
  .meta({ description: 'something that happens, such as { at: 10ms, mask: { device: V1, queue: tx } }' });

const scenarioShape = z.strictObject({
  version: z.literal(1).meta({ description: '1' }),
  title,
  seed: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .default(1)
    .meta({ description: 'a whole number from 0 to 4294967295' }),
  cpu,
  levels: z
    .array(level)
    .min(1)
    .max(16)
    .meta({ description: 'a list of levels, from the host L0 to the innermost guest' }),
  events: z.array(event).max(1000).default([]).meta({
    description: 'a list of what happens to the machine while it runs',
  }),
  expect: z
    .array(z.string().meta({ description: EXPECTATION_EXPECTED }))
    .default([])
    .meta({
      description: 'a list of what must hold at the end of a headless run',
    }),
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
  return { title: 'A trapline scenario', ...z.toJSONSchema(scenarioSchema, { io: 'input' }) };
}
