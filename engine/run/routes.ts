/**
 * The routes of a run. Each is walked once for the state the tables are in, gets a number, and is from then on a
 * few array reads: executing it is one count and one time, however deep the stack is.
 */
import type { Turn } from '../route/nested.ts';
import type { Route } from '../route/route.ts';

/** Told of every route before it is executed for the first time. */
export type RouteListener = (id: number, route: Route) => void;

/** What the loop must know of a route besides its time. */
export interface Effects {
  readonly turn: Turn | null;
  /** Index of the queue that hears it; SILENT where none does. */
  readonly heard: number;
}

export const SILENT = -1;

export class Routes {
  readonly #routes: Route[] = [];
  readonly #listener: RouteListener;
  /** By route number; grown outside the hot path only. Times in nanoseconds. */
  counts = new Float64Array(64);
  durations = new Float64Array(64);
  turnAfter = new Float64Array(64);
  closesAfter = new Float64Array(64);
  heard = new Int32Array(64);

  constructor(listener: RouteListener) {
    this.#listener = listener;
  }

  get length(): number {
    return this.#routes.length;
  }

  at(id: number): Route {
    return this.#routes[id]!;
  }

  /** Returns the route's number. `hz`: cycles a second. */
  add(route: Route, effects: Effects, hz: number): number {
    const id = this.#routes.length;
    if (id === this.counts.length) this.#grow();
    this.#routes.push(route);
    this.durations[id] = nanoseconds(route.cycles, hz);
    this.turnAfter[id] = nanoseconds(effects.turn?.atCycles ?? 0, hz);
    this.closesAfter[id] = nanoseconds(effects.turn?.closedAtCycles ?? 0, hz);
    this.heard[id] = effects.heard;
    this.#listener(id, route);
    return id;
  }

  #grow(): void {
    const size = 2 * this.counts.length;
    this.counts = widened(this.counts, new Float64Array(size));
    this.durations = widened(this.durations, new Float64Array(size));
    this.turnAfter = widened(this.turnAfter, new Float64Array(size));
    this.closesAfter = widened(this.closesAfter, new Float64Array(size));
    this.heard = widened(this.heard, new Int32Array(size));
  }
}

function widened<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Whole nanoseconds: time stays exact, and every machine adds it up the same way. */
export function nanoseconds(cycles: number, hz: number): number {
  return Math.round((cycles / hz) * 1e9);
}
