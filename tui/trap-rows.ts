/** The lines of the trap log: a hop of an executed route each, counted from the newest, those that the filter lets by. */
import { type Filter, passes } from './filter.ts';
import { type Looks, now } from './rates.ts';
import type { Cause, Executed, LevelSnapshot, Route } from './run.ts';

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
    for (let last = passing.length - 1 - skip; last >= 0 && rows.length < count; last--)
      rows.push({ executed, index: passing[last]! });
    skip = Math.max(0, skip - passing.length);
  }
  return rows.reverse();
}

/** The row `back` rows before the newest; null where there is none. */
export function rowAt(of: Traps, back: number): Row | null {
  return rowsBefore(of, back, 1)[0] ?? null;
}

export function rowCount(of: Traps): number {
  return of.traps.reduce((sum, { route }) => sum + passingHops(route, of).length, 0);
}

/** Whether some hop of a route passes. */
export function wantedRoutes(of: Traps): (route: Route) => boolean {
  return route => passingHops(route, of).length > 0;
}

/** Routes are few and their executions many: each is asked once for a filter. */
const known = new WeakMap<Route, { readonly question: string; readonly passing: readonly number[] }>();

function passingHops(route: Route, { filter, levels }: Traps): readonly number[] {
  const before = known.get(route);
  if (before?.question === filter.text) return before.passing;
  const all = Array.from({ length: Math.max(1, route.hops.length) }, (_, index) => index);
  const passing = all.filter(index => passes(filter, wordsOf(route, index, levels)));
  known.set(route, { question: filter.text, passing });
  return passing;
}

/** What a person may look for in a row, and reads there. */
function wordsOf(route: Route, index: number, levels: readonly LevelSnapshot[]): string {
  const { hops, outcome, error, reached } = route;
  const hop = hops[index];
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
