/** What a run counts: until one look, between two of them, and in several stretches of time together. */

import type { LevelTotals } from '../../run/totals.ts';
import type { LookReader } from '../../session/look.ts';
import { nameOf } from '../../session/queue-name.ts';
import { BUCKETS } from '../../sim/histogram.ts';

const QUEUE_COUNTERS = ['kicks', 'lostKicks', 'misdirectedKicks', 'completed', 'lost', 'refused'] as const;
export type QueueCounts = Readonly<Record<(typeof QUEUE_COUNTERS)[number], number>>;

export interface Exits {
  readonly level: number;
  readonly reason: string;
  /** Level of the hypervisor that served them. */
  readonly handledBy: number;
  readonly reflected: boolean;
  readonly count: number;
}

/** From arrival to completion, of the requests that completed while a doorbell was in use. */
export interface Latencies {
  /** `GUEST.DEVICE.QUEUE`. */
  readonly queue: string;
  readonly doorbell: string;
  /** Of a histogram (sim/histogram.ts). */
  readonly counts: Float64Array;
}

export interface Tally {
  /** Of another number every counter began at zero. */
  readonly generation: number;
  /** Simulated time, until when or how long. */
  readonly ns: number;
  readonly exits: ReadonlyMap<string, Exits>;
  /** By `GUEST.DEVICE.QUEUE`. */
  readonly queues: ReadonlyMap<string, QueueCounts>;
  readonly latencies: ReadonlyMap<string, Latencies>;
}

export const nothing: Tally = {
  ...{ generation: 0, ns: 0 },
  ...{ exits: new Map(), queues: new Map(), latencies: new Map() },
};

/** `byLevel`: of the same look. */
export function tallyOf(seen: LookReader, byLevel: readonly LevelTotals[]): Tally {
  const { layout, vector, histograms } = seen;
  const rows = byLevel.flatMap(({ exits }, level) => exits.map(row => ({ level, ...row })));
  const counters = QUEUE_COUNTERS.map(name => [name, layout.queue.indexOf(name)] as const);
  const countsOf = (queue: number) => {
    const first = layout.run.length + queue * layout.queue.length;
    // What an older log does not count is no number.
    return Object.fromEntries(counters.map(([name, at]) => [name, (at >= 0 && vector[first + at]) || 0]));
  };
  const latencies = [...histograms].map(([index, counts]): Latencies => {
    const queue = nameOf(layout.queues[Math.floor(index / layout.doorbells.length)]!);
    const doorbell = layout.doorbells[index % layout.doorbells.length]!;
    return { queue, doorbell, counts: counts.slice(0, BUCKETS) };
  });
  return {
    generation: layout.generation,
    ns: seen.number('simulatedNs'),
    exits: new Map(rows.map(row => [`${row.level} ${row.handledBy} ${row.reason}`, row])),
    queues: new Map(layout.queues.map((queue, index) => [nameOf(queue), countsOf(index) as QueueCounts])),
    latencies: new Map(latencies.map(each => [JSON.stringify([each.queue, each.doorbell]), each])),
  };
}

export function between(before: Tally, after: Tally): Tally {
  const ns = after.ns - before.ns;
  const since = after.generation === before.generation ? before : nothing;
  return { ...combined(after, since, (now, then) => (now >= then ? now - then : now)), ns };
}

export const together = (one: Tally, other: Tally): Tally => combined(one, other, (a, b) => a + b);

function combined(one: Tally, other: Tally, by: (a: number, b: number) => number): Tally {
  return {
    generation: one.generation,
    ns: by(one.ns, other.ns),
    exits: merged(one.exits, other.exits, (a, b) => ({
      ...(a ?? b)!,
      count: by(a?.count ?? 0, b?.count ?? 0),
    })),
    queues: merged(one.queues, other.queues, (a, b) => {
      const counts = QUEUE_COUNTERS.map(name => [name, by(a?.[name] ?? 0, b?.[name] ?? 0)]);
      return Object.fromEntries(counts) as QueueCounts;
    }),
    latencies: merged(one.latencies, other.latencies, (a, b) => {
      const length = Math.max(a?.counts.length ?? 0, b?.counts.length ?? 0);
      const counts = Float64Array.from({ length }, (_, at) => by(a?.counts[at] ?? 0, b?.counts[at] ?? 0));
      return { ...(a ?? b)!, counts };
    }),
  };
}

function merged<T>(
  one: ReadonlyMap<string, T>,
  other: ReadonlyMap<string, T>,
  by: (a: T | undefined, b: T | undefined) => T,
): Map<string, T> {
  const keys = new Set([...one.keys(), ...other.keys()]);
  return new Map([...keys].map(key => [key, by(one.get(key), other.get(key))]));
}

export const exitsIn = ({ exits }: Tally): number =>
  [...exits.values()].reduce((sum, { count }) => sum + count, 0);

export const sumOf = ({ queues }: Tally, counter: keyof QueueCounts): number =>
  [...queues.values()].reduce((sum, counts) => sum + counts[counter], 0);

/** Of one queue, or of all: every latency whatever the doorbell. */
export function latencyOf({ latencies }: Tally, queue: string | null = null): Float64Array {
  const all = new Float64Array(BUCKETS);
  for (const each of latencies.values())
    if (queue === null || each.queue === queue)
      for (const [bucket, count] of each.counts.entries()) all[bucket] = all[bucket]! + count;
  return all;
}
