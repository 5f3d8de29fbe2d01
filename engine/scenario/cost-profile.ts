/** The text form of a cost profile (scenarios/profiles/costs/*.yaml), whole or changed by a scenario. */
import { z } from 'zod';
import type { CostProfile, CostSpread } from '../cost/profile.ts';
import type { Complain } from './complain.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { printableForm } from './printable.ts';
import type { Path } from './yaml.ts';

const source = z
  .string()
  .regex(printableForm(400))
  .meta({ description: 'where the number comes from, one line' });
const operation = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .meta({ description: 'an operation, such as pio' });
const cycles = z.number().min(0).max(1e12).meta({ description: 'a number of cycles, 0 or more' });
const hz = z.number().min(1e6).max(1e12).meta({ description: 'cycles a second, such as 2200000000' });
const sourced = z.strictObject({ cycles, source }).meta({ description: '{ cycles: 1575, source: "..." }' });

const share = z.number().min(0).max(1);
const spread = z
  .strictObject({
    sigma: share.meta({ description: "standard deviation of the body's logarithm, from 0 to 1" }),
    'tail-share': share.meta({ description: 'how many of all costs are of the tail, from 0 to 1' }),
    'tail-factor': z
      .number()
      .min(1)
      .max(100)
      .meta({ description: 'how many times as dear the tail is, from 1 to 100' }),
  })
  .meta({ description: 'how costs scatter, { sigma: 0.1, tail-share: 0.02, tail-factor: 1.3 }' });

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

function each<T extends z.ZodType>(type: T): Record<Parameter, T> {
  return Object.fromEntries(PARAMETERS.map(name => [name, type])) as Record<Parameter, T>;
}

const profileSchema = z.strictObject({
  costs: z.string().regex(printableForm(64)),
  frequency: z.strictObject({ hz, source }),
  ...each(sourced),
  handler: z.record(operation, sourced),
  spread: spread.extend({ source }),
});

export const costOverrides = z.strictObject({
  from: z.string().meta({ description: "a cost profile's name" }),
  frequency: hz.optional(),
  ...each(cycles.optional()),
  handler: z.record(operation, cycles).optional().meta({ description: 'cycles by operation, { pio: 900 }' }),
  spread: spread.optional(),
});

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
