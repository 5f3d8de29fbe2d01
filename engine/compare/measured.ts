/** What was counted over a run: added up over every machine, and every queue, that its edits have made. */
import { COUNTERS } from '../run/queue.ts';
import type { Totals } from '../run/totals.ts';
import type { DoorbellKind } from '../scenario/scenario.ts';
import type { Layout } from '../session/payload.ts';
import { nameOf } from '../session/queue-name.ts';
import type { Latency } from '../worker/live.ts';
import type { MachineFacts, Numbers } from '../worker/numbers.ts';

export type Counter = (typeof COUNTERS)[number];

export interface MeasuredQueue {
  /** Of its driver's guest. */
  readonly guest: string;
  /** `DEVICE.QUEUE`. */
  readonly queue: string;
  /** NaN where an old log does not say. */
  readonly counts: Readonly<Record<Counter, number>>;
  /** Of all requests that were completed, together, in nanoseconds. */
  readonly latencyNs: number;
  /** Requests by bucket (sim/histogram.ts), by the doorbell in use when they were completed. */
  readonly latencies: ReadonlyMap<DoorbellKind | null, Float64Array>;
}

export interface Measured {
  readonly title: string;
  readonly seed: number;
  /** How long, in simulated nanoseconds. */
  readonly simulatedNs: number;
  /** From the host on; exits that came from each, by reason. */
  readonly levels: readonly { readonly name: string; readonly exits: ReadonlyMap<string, number> }[];
  /** By `GUEST.DEVICE.QUEUE`. */
  readonly queues: ReadonlyMap<string, MeasuredQueue>;
  readonly iotlbHits: number;
  readonly iotlbMisses: number;
}

/** What was counted by some moment, of one machine. */
export interface Look {
  readonly machine: Pick<MachineFacts, 'levels' | 'queues'> & { readonly generation: number };
  readonly numbers: Numbers;
  readonly latencies: readonly Latency[];
  /** Of the routes that the numbers count. */
  readonly totals: Totals;
}

/** As many as anybody can nest. */
const MOST_LEVELS = 64;

/** What a queue has counted so far, of one machine. */
interface QueueLook {
  readonly numbers: Numbers['queues'][number];
  readonly latencies: readonly Latency[];
}

interface QueueSum {
  readonly guest: string;
  readonly queue: string;
  readonly counts: Record<Counter, number>;
  latencyNs: number;
  readonly latencies: Map<DoorbellKind | null, Float64Array>;
}

/** A machine's counters begin at zero, and so do those of a queue that comes anew: their last ones are added up. */
export class Sum {
  readonly #exits = Array.from({ length: MOST_LEVELS }, () => new Map<string, number>());
  readonly #queues = new Map<string, QueueSum>();
  readonly #iotlb = { hits: 0, misses: 0 };
  #last: { readonly look: Look; readonly queues: ReadonlyMap<string, QueueLook> } | null = null;

  /** What was counted by then is not to be. */
  without(look: Look): void {
    this.#add(look, queuesOf(look), -1);
  }

  /** The next look of the run at which it, or its layout, ends. */
  see(look: Look): void {
    const queues = queuesOf(look);
    if (this.#last !== null) {
      const { look: before, queues: had } = this.#last;
      if (before.machine.generation !== look.machine.generation) this.#add(before, had, 1);
      else for (const [name, queue] of had) if (!queues.has(name)) this.#addQueue(name, before, queue, 1);
    }
    this.#last = { look, queues };
  }

  measured(title: string, seed: number, simulatedNs: number): Measured {
    const { look, queues } = this.#last!;
    this.#add(look, queues, 1);
    const { levels } = look.machine;
    const deepest = this.#exits.findLastIndex(exits => exits.size > 0);
    return {
      ...{ title, seed, simulatedNs },
      levels: this.#exits
        .slice(0, Math.max(levels.length, deepest + 1))
        .map((exits, level) => ({ name: levels[level]?.name ?? `L${level}`, exits })),
      queues: this.#queues,
      iotlbHits: this.#iotlb.hits,
      iotlbMisses: this.#iotlb.misses,
    };
  }

  #add(look: Look, queues: ReadonlyMap<string, QueueLook>, sign: 1 | -1): void {
    const { numbers, totals } = look;
    const all = totals.byLevel(numbers.counts, new Array<number>(MOST_LEVELS).fill(0));
    for (const [level, { exits }] of all.entries())
      for (const { reason, count } of exits) addTo(this.#exits[level]!, reason, sign * count);
    this.#iotlb.hits += sign * numbers.run.iotlbHits;
    this.#iotlb.misses += sign * numbers.run.iotlbMisses;
    for (const [name, queue] of queues) this.#addQueue(name, look, queue, sign);
  }

  #addQueue(name: string, { machine }: Look, { numbers, latencies }: QueueLook, sign: 1 | -1): void {
    const place = machine.queues.find(each => nameOf(each) === name)!;
    const sum = this.#queues.get(name) ?? emptySum(place);
    this.#queues.set(name, sum);
    for (const counter of COUNTERS) sum.counts[counter] += sign * numbers[counter];
    let completed = 0;
    for (const { doorbell, counts } of latencies) {
      completed += countIn(counts);
      sum.latencies.set(doorbell, added(sum.latencies.get(doorbell), counts, sign));
    }
    if (completed > 0) sum.latencyNs += sign * completed * numbers.meanLatencyNs;
  }
}

function queuesOf({ machine, numbers, latencies }: Look): Map<string, QueueLook> {
  return new Map(
    machine.queues.map((place, index) => [
      nameOf(place),
      { numbers: numbers.queues[index]!, latencies: latencies.filter(({ queue }) => queue === index) },
    ]),
  );
}

function emptySum({ guest, device, queue }: Layout['queues'][number]): QueueSum {
  const counts = Object.fromEntries(COUNTERS.map(counter => [counter, 0])) as Record<Counter, number>;
  return { guest, queue: `${device}.${queue}`, counts, latencyNs: 0, latencies: new Map() };
}

export const countIn = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);

const addTo = (counts: Map<string, number>, key: string, count: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + count);

/** Either may end sooner. */
export function added(one: Float64Array | undefined, other: Float64Array, sign: 1 | -1 = 1): Float64Array {
  const sum = new Float64Array(Math.max(one?.length ?? 0, other.length));
  if (one !== undefined) sum.set(one);
  for (const [bucket, count] of other.entries()) sum[bucket] = sum[bucket]! + sign * count;
  return sum;
}
