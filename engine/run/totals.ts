/** Exits by level, reason and server, out of how often each route was executed. Done when somebody looks. */
import type { Route } from '../route/route.ts';

export interface ExitCount {
  readonly reason: string;
  /** Level of the hypervisor that served them. */
  readonly handledBy: number;
  readonly reflected: boolean;
  readonly count: number;
}

export interface LevelTotals {
  /** Exits that came from this level, most frequent first. */
  readonly exits: readonly ExitCount[];
  /** Cycles that this level's hypervisor spent on exits; L0's are all that no other one spent. */
  readonly cycles: number;
}

export function levelTotals(
  levels: number,
  routes: readonly Route[],
  counts: ArrayLike<number>,
): LevelTotals[] {
  const exits = Array.from(
    { length: levels },
    () => new Map<string, { -readonly [K in keyof ExitCount]: ExitCount[K] }>(),
  );
  const spent = new Array<number>(levels).fill(0);
  for (const [id, route] of routes.entries()) {
    const times = counts[id] ?? 0;
    if (times === 0) continue;
    spent[0] = spent[0]! + times * route.cycles;
    for (const { level, reason, handledBy, reflected, servedCycles } of route.hops) {
      spent[0] = spent[0]! - times * servedCycles;
      spent[handledBy] = spent[handledBy]! + times * servedCycles;
      const key = `${reason} ${handledBy}`;
      const row = exits[level]!.get(key);
      if (row === undefined) exits[level]!.set(key, { reason, handledBy, reflected, count: times });
      else row.count += times;
    }
  }
  return exits.map((rows, level) => ({
    exits: [...rows.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    cycles: spent[level]!,
  }));
}
