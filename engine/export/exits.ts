/**
 * Expands what a log holds, operations with their routes, into exits with a beginning and an end, in the order of time.
 *
 * A log knows when an operation began and what it costs on the average, not how each one's cost scattered around that,
 * nor how long a back end copied in the middle of it. So an exit takes its cycles, one after the other from the
 * operation's beginning on, and ends at the latest where the next operation of the same processor begins. One that
 * happens in the middle of another lies between the exits before the other's turn and those after it.
 */
import type { Hop, Route } from '../route/route.ts';
import type { ExportedLog, Machines, Processor } from './machines.ts';
import { isWithin, type Operation, operationsOf } from './operations.ts';

/** An exit, from the moment it is taken until the level that it came from, or the one that it is given to, goes on. */
export interface Exit {
  readonly kind: 'exit';
  readonly of: Operation;
  readonly hop: Hop;
  readonly atNs: number;
  readonly endNs: number;
}

/** Times in simulated nanoseconds, not whole; none is less than that of the step before. */
export type Step =
  | Exit
  | { readonly kind: 'begin'; readonly of: Operation; readonly atNs: number }
  | { readonly kind: 'end'; readonly of: Operation; readonly atNs: number };

/** What a log's processors do, all of them side by side: a beginning, exits and an end of every operation. */
export function* stepsOf(log: ExportedLog, machines: Machines): Generator<Step> {
  const lanes = new Map<Processor, Lane>();
  for (const operation of operationsOf(log, machines)) {
    const lane = lanes.get(operation.processor) ?? new Lane();
    lanes.set(operation.processor, lane);
    yield* upTo(operation.atNs, lanes);
    yield* lane.begin(operation);
  }
  yield* upTo(Number.POSITIVE_INFINITY, lanes);
}

/** What all processors do until then, in the order of time. */
function* upTo(ns: number, lanes: ReadonlyMap<Processor, Lane>): Generator<Step> {
  for (;;) {
    let first: Lane | null = null;
    for (const lane of lanes.values()) if (first === null || lane.dueNs < first.dueNs) first = lane;
    if (first === null || first.dueNs > ns || first.dueNs === Number.POSITIVE_INFINITY) return;
    yield first.step();
  }
}

/** An operation under way. */
interface Frame {
  readonly of: Operation;
  /** How many of its exits are over. */
  done: number;
  /** Where its next exit begins, or its end is. */
  atNs: number;
}

/** A processor, and what is under way on it: an operation, and what happens in the middle of that. */
class Lane {
  readonly #frames: Frame[] = [];
  /** What begins next on it. */
  #next: Operation | null = null;

  /** When its next step is; infinite where it waits for an operation that begins later. */
  get dueNs(): number {
    const top = this.#frames.at(-1);
    return top === undefined || waits(top, this.#next) ? Number.POSITIVE_INFINITY : top.atNs;
  }

  /** The next exit of what is under way, or its end. */
  step(): Step {
    const top = this.#frames.at(-1)!;
    const { of, done, atNs } = top;
    const hop = of.route.hops[done];
    if (hop === undefined) return this.#end(of, atNs);
    top.done++;
    top.atNs = this.#clipped(atNs + (Math.max(0, hop.cycles) / of.hz) * 1e9);
    return { kind: 'exit', of, hop, atNs, endNs: top.atNs };
  }

  *begin(of: Operation): Generator<Step> {
    // Only what lasts longer than anything should is not over by now.
    while (this.#frames.length > 0 && !isWithin(of, this.#frames.at(-1)!.of)) yield this.step();
    this.#next = of.next;
    yield { kind: 'begin', of, atNs: of.atNs };
    this.#frames.push({ of, done: 0, atNs: this.#clipped(of.atNs + (leadOf(of.route) / of.hz) * 1e9) });
  }

  #end(of: Operation, atNs: number): Step {
    this.#frames.pop();
    const below = this.#frames.at(-1);
    if (below !== undefined) below.atNs = Math.max(below.atNs, atNs);
    return { kind: 'end', of, atNs };
  }

  #clipped(ns: number): number {
    return Math.min(ns, this.#next?.atNs ?? Number.POSITIVE_INFINITY);
  }
}

/** What comes next happens in its middle, and all exits before that are over. */
const waits = ({ of, done }: Frame, next: Operation | null): boolean =>
  next !== null && isWithin(next, of) && done === of.route.turn;

/** Cycles of a route that are none of its exits': before the first one, or of a store that makes none. */
function leadOf(route: Route): number {
  const known = leads.get(route);
  if (known !== undefined) return known;
  const lead = Math.max(0, route.cycles - route.hops.reduce((sum, { cycles }) => sum + cycles, 0));
  leads.set(route, lead);
  return lead;
}
const leads = new WeakMap<Route, number>();
