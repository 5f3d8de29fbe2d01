/** The text form of a cost profile (scenarios/profiles/costs/*.yaml), whole or changed by a scenario. */
import { z } from 'zod';
import type { CostProfile, CostSpread } from '../cost/profile.ts';
import type { Complain } from './complain.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { printableForm } from './printable.ts';
import { publishedSchema } from './published-schema.ts';
import type { Path } from './yaml.ts';

const source = z
  .string()
  .regex(printableForm(400))
  .meta({
    expected: 'where the number comes from, one line',
    description: 'Where the number comes from: a publication, a measurement, or `estimate:` and of what.',
    examples: ['estimate: half of mmio, nothing to decode'],
  });
const operation = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .meta({
    expected: 'an operation, such as pio',
    description: 'An operation of the architecture, such as pio, mmio, hypercall, msr.',
  });
const cycles = z
  .number()
  .min(0)
  .max(1e12)
  .meta({ expected: 'a number of cycles, 0 or more', description: 'In cycles.', examples: [900] });
const hz = z
  .number()
  .min(1e6)
  .max(1e12)
  .meta({
    expected: 'cycles a second, such as 2200000000',
    description: 'Cycles a second: turns cycles into simulated time.',
    examples: [2_200_000_000],
  });
const sourced = z
  .strictObject({ cycles, source })
  .meta({ expected: '{ cycles: 1575, source: "..." }', examples: [{ cycles: 1575, source: 'measured' }] });

const share = z.number().min(0).max(1);
const spread = z
  .strictObject({
    sigma: share.meta({
      expected: "standard deviation of the body's logarithm, from 0 to 1",
      description: "Standard deviation of the body's logarithm; 0 for costs that do not scatter.",
      examples: [0.1],
    }),
    'tail-share': share.meta({
      expected: 'how many of all costs are of the tail, from 0 to 1',
      description: 'Which share of all costs is of the tail.',
      examples: [0.02],
    }),
    'tail-factor': z
      .number()
      .min(1)
      .max(100)
      .meta({
        expected: 'how many times as dear the tail is, from 1 to 100',
        description: 'How many times as dear the tail is.',
        examples: [1.3],
      }),
  })
  .meta({
    expected: 'how costs scatter, { sigma: 0.1, tail-share: 0.02, tail-factor: 1.3 }',
    description:
      'How the cost of one kick or interrupt scatters around the sum of the others: a log-normal body and a rare, dearer tail.',
    examples: [{ sigma: 0.1, 'tail-share': 0.02, 'tail-factor': 1.3 }],
  });

/** Every parameter but `frequency`, `handler` and `spread`, in YAML spelling. */
const NAMES = {
  exit: 'exit',
  reflect: 'reflect',
  'emulated-vmx-exit': 'emulatedVmxExit',
  'direct-mmio': 'directMmio',
  'direct-mmio-per-level': 'directMmioPerLevel',
  'userspace-hop': 'userspaceHop',
  inject: 'inject',
  'posted-interrupt': 'postedInterrupt',
  wake: 'wake',
  preemption: 'preemption',
  'posted-write': 'postedWrite',
  'iotlb-hit': 'iotlbHit',
  'iotlb-miss': 'iotlbMiss',
  'dma-per-byte': 'dmaPerByte',
} as const;

type Parameter = keyof typeof NAMES;
const PARAMETERS = Object.keys(NAMES) as Parameter[];

/** What an editor says of each; cost/profile.ts says more. */
const MEANINGS: Readonly<Record<Parameter, string>> = {
  exit: 'A hardware exit, a trivial handler in L0, and the entry: a null hypercall.',
  reflect: "L0's software for one exit that it reflects, and for the emulated resume that ends it.",
  'emulated-vmx-exit':
    "An exit that a guest hypervisor's own virtualization instruction causes, its resume aside.",
  'direct-mmio': "Extra for a nested guest's store to a device of L0: a walk and a decode in software.",
  'direct-mmio-per-level': 'The same for every level past the second.',
  'userspace-hop': "One hop into a VMM's user space and back.",
  inject: 'A virtual interrupt put into a guest at its entry.',
  'posted-interrupt': 'The same by the processor itself, without an exit.',
  wake: 'The blocked thread of a halted guest made runnable, and the switch to it.',
  preemption:
    "How far ahead a vCPU's thread must be for the scheduler to switch to a woken back end at once.",
  'posted-write': 'A store to a page of a physical device, for whose arrival nobody waits.',
  'iotlb-hit': 'A translation of the emulated IOMMU that the IOTLB knows.',
  'iotlb-miss': 'One that it has to walk for.',
  'dma-per-byte': 'Moving one byte of a request.',
};

function each<T extends z.ZodType>(type: T): Record<Parameter, T> {
  const described = PARAMETERS.map(name => [name, type.meta({ description: MEANINGS[name] })]);
  return Object.fromEntries(described) as Record<Parameter, T>;
}

const profileSchema = z
  .strictObject({
    costs: z
      .string()
      .regex(printableForm(64))
      .meta({ description: 'The name of the profile, that of its file.', examples: ['zen-3'] }),
    frequency: z.strictObject({ hz, source }).meta({
      description: 'Of the processor.',
      examples: [{ hz: 2_200_000_000, source: 'measured' }],
    }),
    ...each(sourced),
    handler: z.record(operation, sourced).meta({
      description: 'What an operation adds to `exit` where it is served, by operation.',
      examples: [{ pio: { cycles: 1700, source: 'measured' } }],
    }),
    spread: spread.extend({ source }).meta({
      description:
        'How the cost of one kick or interrupt scatters around the sum of the others: a log-normal body and a rare, dearer tail.',
      examples: [{ sigma: 0.1, 'tail-share': 0.02, 'tail-factor': 1.3, source: 'measured' }],
    }),
  })
  .meta({
    title: 'Cost profile',
    description: 'What everything costs on one machine, in cycles.',
  });

export const costOverrides = z
  .strictObject({
    from: z.string().meta({
      expected: "a cost profile's name or file",
      description: 'The cost profile to begin with: its name, or the path of a file of your own.',
      examples: ['zen-3', 'dvh-xeon-4114', 'neve-xgene', 'z14'],
    }),
    frequency: hz.optional(),
    ...each(cycles.optional()),
    handler: z
      .record(operation, cycles)
      .optional()
      .meta({
        expected: 'cycles by operation, { pio: 900 }',
        description: 'What an operation adds to `exit` where it is served, by operation.',
        examples: [{ pio: 900 }],
      }),
    spread: spread.optional(),
  })
  .meta({
    title: 'Costs',
  });

/** The same shape as a JSON schema, for editors: scenarios/profiles/costs/schema.json. */
export function costJsonSchema(): object {
  return publishedSchema(profileSchema);
}

/** The shape of a profile's file, and the profile it stands for. */
export const costFile = {
  schema: profileSchema,
  build(file: z.output<typeof profileSchema>): CostProfile {
    const handlers = Object.entries(file.handler);
    const sources = {
      frequency: file.frequency.source,
      spread: file.spread.source,
      ...Object.fromEntries(PARAMETERS.map(name => [name, file[name].source])),
      ...Object.fromEntries(handlers.map(([op, cost]) => [`handler.${op}`, cost.source])),
    };
    return {
      name: file.costs,
      hz: file.frequency.hz,
      ...parameters(name => file[name].cycles),
      handlers: Object.fromEntries(handlers.map(([op, cost]) => [op, cost.cycles])),
      spread: scatter(file.spread),
      sources,
    };
  },
};

/** The profile with the numbers that the scenario sets; `at` is where it sets them. */
export function changeCosts(
  base: CostProfile,
  changes: z.output<typeof costOverrides>,
  at: Path,
  complain: Complain,
): CostProfile {
  const { from: _, frequency = base.hz, handler = {}, spread: spreads, ...numbers } = changes;
  const known = Object.keys(base.handlers);
  for (const op of Object.keys(handler).filter(name => !known.includes(name))) {
    const advice = { expected: oneOf(known), ...didYouMean(op, known), atKey: true };
    complain([...at, 'handler', op], 'unknown-operation', `${base.name} has no handler \`${op}\``, advice);
  }
  const set = [...Object.keys(numbers), ...Object.keys(handler).map(op => `handler.${op}`)];
  if (changes.frequency !== undefined) set.push('frequency');
  if (spreads !== undefined) set.push('spread');
  return {
    name: base.name,
    hz: frequency,
    ...parameters(name => numbers[name] ?? base[NAMES[name]]),
    handlers: { ...base.handlers, ...handler },
    spread: spreads === undefined ? base.spread : scatter(spreads),
    sources: { ...base.sources, ...Object.fromEntries(set.map(name => [name, 'the scenario'])) },
  };
}

const scatter = (text: z.output<typeof spread>): CostSpread => ({
  sigma: text.sigma,
  tailShare: text['tail-share'],
  tailFactor: text['tail-factor'],
});

type Numbers = Pick<CostProfile, (typeof NAMES)[Parameter]>;

function parameters(value: (name: Parameter) => number): Numbers {
  return Object.fromEntries(PARAMETERS.map(name => [NAMES[name], value(name)])) as unknown as Numbers;
}
