/**
 * What scenarios and profiles are made of: names, words, measures. Each says of itself what an editor shows
 * (`description`, `examples`), and what a diagnostic says should have stood there (`expected`).
 */
import { z } from 'zod';
import type { DoorbellKind } from '../machine/architecture.ts';
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

export const name = z
  .string()
  .regex(printableForm(64))
  .meta({ expected: 'a name of 1 to 64 printable characters' });

// Expectations separate device, queue and quantity by dots.
export const queueName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/)
  .meta({ expected: 'a name of 1 to 32 letters, digits, - and _' });

/** One of these words, each with what it means. */
export function word<Words extends Readonly<Record<string, string>>>(meanings: Words) {
  const words = Object.keys(meanings) as (keyof Words & string)[];
  const known = Object.fromEntries(words.map(each => [each, each])) as { [W in keyof Words & string]: W };
  return z.enum(known).meta({ expected: eitherOf(words), enumDescriptions: Object.values(meanings) });
}

/** `a, b or c`. */
export function eitherOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** None of the items twice. */
export function distinct<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .refine(list => new Set(list).size === list.length, 'one of these stands here twice')
    .meta({ uniqueItems: true });
}

function measure(parse: (text: string) => number, form: string, expected: string) {
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
  return nanoseconds.meta({ expected, pattern: form });
}

export const duration = measure(parseDuration, DURATION_FORM, DURATION_EXPECTED);
export const rate = measure(parseRate, RATE_FORM, RATE_EXPECTED);

const doorbell = word({
  hypercall:
    'An instruction that always exits (VMCALL, VMMCALL, HVC, DIAGNOSE) with a number that the hypervisor gave out. ' +
    "The number means something to that hypervisor only, and a nested guest's call goes to its own.",
  pio: 'A port write. H reflects it to the guest hypervisor, which writes its own port: one reflected exit a level.',
  mmio: "A store to a page of the device. An assigning hypervisor maps H's page, and the exit goes straight to H.",
} satisfies Record<DoorbellKind, string>).meta({
  description: 'A way to tell the device that the queue has new buffers.',
});

export const doorbells = distinct(doorbell);
