/** The lines of the trap log: a hop of an executed route each, counted from the newest, those that the filter lets by. */

import type { Cause, Executed, Hop, LevelSnapshot, Route } from '../run.ts';
import { type Filter, passes } from './filter.ts';
import { type Looks, now } from './rates.ts';

/** What the log is made of. */
export interface Traps {
  readonly traps: readonly Executed[];
  readonly levels: readonly LevelSnapshot[];
  readonly filter: Filter;
}

export function trapsOf(state: Pick<Traps, 'traps' | 'filter'> & Looks): Traps {
  return { traps: state.traps, levels: now(state).levels, filter: state.filter };
}

/** A hop of a route, or, with index 0, a route that made no exit at all. */
export interface Row {
  readonly executed: Executed;
  readonly index: number;
}

/** The `count` rows that end `back` rows before the newest, oldest first. */
export function rowsBefore(of: Traps, back: number, count: number): Row[] {
  const rows: Row[] = [];
  let skip = back;
  for (let at = of.traps.length - 1; at >= 0 && rows.length < count; at--) {
    const executed = of.traps[at]!;
    const passing = passingHops(executed.route, of);
    for (let last = passing.count - 1 - skip; last >= 0 && rows.length < count; last--)
      rows.push({ executed, index: passing.at(last) });
    skip = Math.max(0, skip - passing.count);
  }
  return rows.reverse();
}

/** The row `back` rows before the newest; null where there is none. */
export function rowAt(of: Traps, back: number): Row | null {
  return rowsBefore(of, back, 1)[0] ?? null;
}

export function rowCount(of: Traps): number {
  return of.traps.reduce((sum, { route }) => sum + passingHops(route, of).count, 0);
}

/** Whether some hop of a route passes. */
export function wantedRoutes(of: Traps): (route: Route) => boolean {
  return route => passingHops(route, of).count > 0;
}

/** The hops of a route that pass: how many, and the index of each. */
interface Passing {
  readonly count: number;
  readonly at: (nth: number) => number;
}

/** Routes are few and their executions many: each is asked once for a filter. */
const known = new WeakMap<Route, { readonly question: string; readonly passing: Passing }>();

function passingHops(route: Route, of: Traps): Passing {
  const { text } = of.filter;
  const rows = Math.max(1, route.hops.length);
  if (text === '') return { count: rows, at: nth => nth };
  const before = known.get(route);
  if (before?.question === text) return before.passing;
  const indices = passingIndices(route, rows, of);
  const passing = { count: indices.length, at: (nth: number) => indices[nth]! };
  known.set(route, { question: text, passing });
  return passing;
}

/** A deep stack's route is the same few hops, a hundred thousand times over: each of them is read once. */
function passingIndices(route: Route, rows: number, { filter, levels }: Traps): number[] {
  const read = new Map<Hop | undefined, boolean>();
  const indices: number[] = [];
  for (let index = 0; index < rows; index++) {
    const hop = route.hops[index];
    const passed = read.get(hop) ?? passes(filter, wordsOf(route, hop, levels));
    read.set(hop, passed);
    if (passed) indices.push(index);
  }
  return indices;
}

/** What a person may look for in a row, and reads there. */
function wordsOf(route: Route, hop: Hop | undefined, levels: readonly LevelSnapshot[]): string {
  const { outcome, error, reached } = route;
  const said = [causeOf(route.cause), outcome, error, reached];
  if (hop === undefined) return [route.guest, 'no exit', ...said].join(' ');
  const names = [hop.level, hop.handledBy].map(level => guestName(level, route, levels));
  const arrow = hop.reflected ? '>' : '->';
  return [`L${hop.level}`, names[0], hop.reason, hop.detail, arrow, names[1], ...said].join(' ');
}

/** Guests beside each other share a level; this route's own is meant. */
export function guestName(level: number, of: Route, levels: readonly LevelSnapshot[]): string {
  return level === of.level ? of.guest : (levels[level]?.name ?? `L${level}`);
}

export function causeOf(cause: Cause): string {
  switch (cause.kind) {
    case 'kick':
      return `${cause.device}.${cause.queue} kick, ${cause.doorbell}`;
    case 'interrupt':
      return `${cause.device}.${cause.queue} interrupt, vector ${cause.vector}`;
    case 'halt':
      return 'halts';
    case 'timer':
      return 'timer';
    case 'operation':
      return cause.name;
  }
}
