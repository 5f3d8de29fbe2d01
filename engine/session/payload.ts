/**
 * What the JSON frames of a session log hold. A log may come from anywhere, so the reader checks every payload
 * against these schemas; the recorder uses their types only. Unknown keys are let pass: a newer trapline may add.
 */
import { z } from 'zod';
import { DOORBELLS } from '../machine/architecture.ts';
import { ARCHES } from '../machine/architectures.ts';
import type { Route } from '../route/route.ts';

const count = z.number().int().nonnegative();

/** As many as anybody can nest. */
const level = count.max(63);

/** No vector is longer, so that a few bytes cannot ask for all the memory there is. */
const MOST_PLACES = 2 ** 22;
/** Every one is looked at in every look. A machine has a quarter of them at most (scenario/sizes.ts). */
const MOST_QUEUES = 1024;
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
  /**
   * Edits and doorbells before the log that are not in it, and for which the text above is the one in force by then:
   * its kicks and looks are all there, but nobody can get to them from the text and the seed.
   */
  forgotten: count.positive().optional(),
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
const edit = z.object({
  kind: z.literal('edit'),
  text: z.string(),
  profiles,
  /** The seed in effect from then on; an older log does not say. */
  seed: count.max(0xffffffff).optional(),
});
/** The scenario's full new text, and its profiles'. */
export type Edit = z.infer<typeof edit>;

export const sessionInput = z.intersection(stamp, z.union([edit, control]));
/** An edit or a control; stamped. */
export type SessionInput = z.infer<typeof sessionInput>;

/** Of some tens that there are; every look is asked for some of them. */
const names = z.array(z.string()).max(1024);

/** A queue, by the guest whose driver owns it. */
const queuePlace = z.object({
  ...{ level, guest: z.string(), device: z.string(), queue: z.string() },
  /** 0 where a log of format 1 does not say. */
  size: count,
  /** What its driver runs on, by the innermost guest of that; null where an older log does not say. */
  processor: z.object({ guest: z.string(), vcpu: count }).nullable().default(null),
});

const shownLevel = z.object({
  name: z.string(),
  hypervisor: z.string().nullable(),
  /** Since when its exits are counted: simulated nanoseconds, and the first route that counts, of the layout's own. */
  sinceNs: z.number(),
  sinceRoute: count,
});

export const layout = z
  .object({
    /** Counts up where every counter began at zero again. */
    generation: count,
    title: z.string(),
    /** null, as the clock, where the log is of format 1, which did not say. */
    arch: z.enum(ARCHES).nullable(),
    /** Cycles a second. */
    hz: z.number().positive().nullable(),
    /** From the host on; the hypervisor is its profile's name. */
    levels: z.array(shownLevel).max(64),
    /** What stands first in the vector: numbers of the run. */
    run: names,
    /** Then these of every queue, queue by queue. */
    queue: names,
    queues: z.array(queuePlace).max(MOST_QUEUES),
    /** A queue has a histogram for each of these, the first queue's first. */
    doorbells: names,
    /** Of a histogram (sim/histogram.ts). */
    buckets: count.max(MOST_PLACES),
    /** Places after the queues: how often each route was executed. */
    routes: count,
    /** The log's number of the first of them. */
    firstRoute: count,
  })
  .refine(
    ({ run, queue, queues, routes }) => run.length + queue.length * queues.length + routes <= MOST_PLACES,
  );
/** What stands where in the looks that follow. */
export type Layout = z.infer<typeof layout>;

/** Why a queue is stalled, by the number that stands in its place of a look; 0 is none. */
export const reasonDefinition = z.object({ id: count, text: z.string() });

/** JSON has no NaN (the mean of nothing yet) and writes null for it. */
const counter = z
  .number()
  .nullable()
  .transform(value => value ?? Number.NaN);
export const sample = z.object({ atNs: z.number(), counters: z.record(z.string(), counter) });
/** Every number of a look by name (`GUEST.DEVICE.QUEUE.kicks`), at one simulated time in nanoseconds. */
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
  level,
  reason: z.string(),
  detail: z.string().nullable(),
  handledBy: level,
  reflected: z.boolean(),
  depth: level,
  cycles: z.number(),
  servedCycles: z.number(),
  why: z.string(),
});

/** As many as a walk makes before it gives up. */
const MOST_HOPS = 2 ** 20;

/** In a deep stack a few hundred hops make up a million: each stands once, and then in which order they come. */
const orderedHops = z
  .object({ each: z.array(hop), order: z.array(count).max(MOST_HOPS) })
  .refine(({ each, order }) => order.every(at => at < each.length), 'the order names a hop that is not there')
  .transform(({ each, order }) => order.map(at => each[at]!));

const route: z.ZodType<Route> = z.object({
  guest: z.string(),
  level,
  cause,
  state: z.enum(['cold', 'warm']),
  outcome: z.enum(['delivered', 'error', 'wrong-device', 'dma-fault', 'corrupt']),
  error: z.number().nullable(),
  reached: z.string().nullable(),
  turn: count.nullable().default(null),
  hops: z.union([z.array(hop), orderedHops]),
  cycles: z.number(),
});
export const routeDefinition = z.object({ id: count, route });
