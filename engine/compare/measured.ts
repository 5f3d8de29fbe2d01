/**
 * What is compared: everything that was counted over a scenario's run, or over the whole of a session log. Both are
 * added up from the same looks, so that a log and the run that it is of say the same.
 */

import { quietRun } from '../run/explain.ts';
import { COUNTERS } from '../run/queue.ts';
import type { Run } from '../run/run.ts';
import { Totals } from '../run/totals.ts';
import { headingOf } from '../scenario/heading.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import type { LookReader } from '../session/look.ts';
import { type Layout, nameOf } from '../session/payload.ts';
import { Playback } from '../session/playback.ts';
import { type Session, SessionError } from '../session/reader.ts';
import type { Latency } from '../worker/live.ts';
import {
  currentFields,
  type MachineFacts,
  machineOf,
  type Numbers,
  placesFor,
  readLatencies,
  readNumbers,
  writeNumbers,
} from '../worker/numbers.ts';

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

/** Runs a scenario for so many simulated nanoseconds. */
export function measureScenario(scenario: Scenario, forNs: number): Measured {
  const run = quietRun(scenario);
  while (!run.advance(forNs, Number.POSITIVE_INFINITY));
  const sum = new Sum();
  sum.see(lookAt(run));
  return sum.measured(scenario.title, scenario.seed, run.now);
}

/** Adds up a log, over every machine that its edits have built. Throws a SessionError where there is nothing in it. */
export function measureSession(session: Session): Measured {
  const { looks, segments, header } = session;
  const playback = new Playback(session);
  const at = (look: number) => {
    playback.goTo(look);
    return lookOf(playback.seen, session);
  };
  const sum = new Sum();
  const fromNs = beginOf(session);
  // What was counted before a log that was begun in the midst of its run is none of its own.
  if (fromNs !== null) sum.without(at(0));
  for (const [index, { layout }] of segments.entries()) {
    const next = segments[index + 1];
    if (next?.layout !== layout) sum.see(at((next?.firstLook ?? looks.length) - 1));
  }
  const simulatedNs = (looks.at(-1)?.atNs ?? 0) - (fromNs ?? 0);
  if (simulatedNs <= 0)
    throw new SessionError('no simulated time has passed in the log: there is nothing to compare');
  return sum.measured(headingOf(header.scenario).title, header.seed, simulatedNs);
}

/** Simulated time of its first look; null where its samples came later than its beginning, as in format 1. */
function beginOf({ segments: [first], looks: [look] }: Session): number | null {
  return first === undefined || look === undefined || first.layout.hz === null ? null : look.atNs;
}

interface Look {
  readonly machine: Pick<MachineFacts, 'levels' | 'queues'> & { readonly generation: number };
  readonly numbers: Numbers;
  readonly latencies: readonly Latency[];
  /** Of the routes that the numbers count. */
  readonly totals: Totals;
}

function lookAt(run: Run): Look {
  const vector = new Float64Array(placesFor(run.queues.length) + run.routes.length);
  const noWorld = { wallNs: 0, unixMs: 0, speed: 0, paused: 0, recorded: 0, executed: 0 };
  writeNumbers(vector, run, noWorld, []);
  const totals = new Totals();
  for (let id = 0; id < run.routes.length; id++) totals.add(run.routes.at(id));
  return {
    machine: { ...machineOf(run.scenario, run.levels), generation: 1 },
    numbers: readNumbers(vector, currentFields, run.queues.length),
    latencies: run.queues.flatMap(({ latencies }, queue) =>
      [...latencies].map(([doorbell, { usedCounts: counts }]) => ({ queue, doorbell, counts })),
    ),
    totals,
  };
}

function lookOf(seen: LookReader, { routes }: Session): Look {
  const { layout, vector } = seen;
  return {
    machine: layout,
    numbers: readNumbers(vector, layout, layout.queues.length),
    latencies: readLatencies(seen),
    totals: totalsOf(layout, routes),
  };
}

/** Places beyond the routes that were walked are empty. */
function totalsOf({ firstRoute, routes: places }: Layout, routes: Session['routes']): Totals {
  const totals = new Totals();
  for (let id = firstRoute; id < firstRoute + places; id++) {
    const route = routes.get(id);
    if (route === undefined) break;
    totals.add(route);
  }
  return totals;
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
class Sum {
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
