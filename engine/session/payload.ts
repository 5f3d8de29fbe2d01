/**
 * What the JSON frames of a session log hold. A log may come from anywhere, so the reader checks every payload
 * against these schemas; the recorder uses their types only. Unknown keys are let pass: a newer trapline may add.
 */
import { z } from 'zod';
import { DOORBELLS } from '../machine/architecture.ts';
import { ARCHES } from '../machine/architectures.ts';
import type { Route } from '../route/route.ts';

const count = z.number().int().nonnegative();

const named = { name: z.string(), text: z.string() };
const profile = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('costs'), ...named }),
  z.object({ kind: z.literal('hypervisor'), arch: z.enum(ARCHES), ...named }),
]);
/** The texts of all profiles that the scenario beside them names; a log older than they are has none. */
const profiles = z.array(profile).readonly().default([]);

export const sessionHeader = z.object({
  /** Version of the trapline that recorded. */
  engine: z.string(),
  /** The scenario's text as the run began with it. */
  scenario: z.string(),
  /** SHA-256 of that text in UTF-8, hexadecimal. */
  scenarioSha256: z.string(),
  profiles,
  /** The seed in effect, be it the scenario's or the command line's. */
  seed: count.max(0xffffffff),
  /** When recording began, ISO 8601. */
  recordedAt: z.string(),
});
export type SessionHeader = z.infer<typeof sessionHeader>;

export const control = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['pause', 'resume', 'step']) }),
  z.object({ kind: z.literal('speed'), speed: z.union([z.number().positive(), z.literal('max')]) }),
  /** The driver of `GUEST.DEVICE.QUEUE` rings this doorbell from then on. */
  z.object({ kind: z.literal('doorbell'), queue: z.string(), doorbell: z.enum(DOORBELLS) }),
]);
/** A change made by key. */
export type Control = z.infer<typeof control>;

/** When the run took an input: simulated nanoseconds, exact, and how many events it had processed by then. */
const stamp = z.object({ atNs: z.number(), events: count });
const edit = z.object({ kind: z.literal('edit'), text: z.string(), profiles });

export const sessionInput = z.intersection(stamp, z.union([edit, control]));
/** An edit, with the scenario's full new text and its profiles', or a control; stamped. */
export type SessionInput = z.infer<typeof sessionInput>;

/** JSON has no NaN (the mean of nothing yet) and writes null for it. */
const counter = z
  .number()
  .nullable()
  .transform(value => value ?? Number.NaN);
export const sample = z.object({ atNs: z.number(), counters: z.record(z.string(), counter) });
/** Every counter of the run by name, at one simulated time in nanoseconds. */
export interface Sample {
  readonly atNs: number;
  readonly counters: Readonly<Record<string, number>>;
}

const cause = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('kick'),
    device: z.string(),
    queue: z.string(),
    doorbell: z.enum(DOORBELLS),
  }),
  z.object({ kind: z.literal('interrupt'), device: z.string(), queue: z.string(), vector: z.number() }),
  z.object({ kind: z.enum(['halt', 'timer']) }),
  z.object({ kind: z.literal('operation'), name: z.string() }),
]);

const hop = z.object({
  level: count,
  reason: z.string(),
  detail: z.string().nullable(),
  handledBy: count,
  reflected: z.boolean(),
  depth: count,
  cycles: z.number(),
  servedCycles: z.number(),
  why: z.string(),
});

const route: z.ZodType<Route> = z.object({
  guest: z.string(),
  level: count,
  cause,
  state: z.enum(['cold', 'warm']),
  outcome: z.enum(['delivered', 'error', 'wrong-device', 'dma-fault', 'corrupt']),
  error: z.number().nullable(),
  reached: z.string().nullable(),
  turn: count.nullable().default(null),
  hops: z.array(hop),
  cycles: z.number(),
});
export const routeDefinition = z.object({ id: count, route });
