/** Exits by level, reason and server, out of how often each route was executed. Done when somebody looks. */
import type { Hop, Route } from '../route/route.ts';

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

/** Routes of a run, in the order of their numbers, each added up once: it may have thousands of hops. */
export class Totals {
  /** Every row of every level, and which of them it is by what it says. */
  readonly #rows: (Omit<ExitCount, 'count'> & { readonly level: number })[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #routes: Once[] = [];

  add({ cycles, hops }: Route): void {
    const spent = new Float64Array(1 + hops.reduce((most, { handledBy }) => Math.max(most, handledBy), 0));
    const exits = new Map<number, number>();
    spent[0] = cycles;
    for (const hop of hops) {
      spent[0] = spent[0]! - hop.servedCycles;
      spent[hop.handledBy] = spent[hop.handledBy]! + hop.servedCycles;
      const row = this.#rowOf(hop);
      exits.set(row, (exits.get(row) ?? 0) + 1);
    }
    this.#routes.push({ rows: [...exits.keys()], exits: [...exits.values()], spent });
  }

  #rowOf({ level, reason, handledBy, reflected }: Hop): number {
    const key = `${level} ${reason} ${handledBy}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#rows.length);
    return this.#rows.push({ level, reason, handledBy, reflected }) - 1;
  }

  /** `executed`: how often, by route number. `since`: by level, the first route that counts for it. */
  byLevel(executed: ArrayLike<number>, since: readonly number[]): LevelTotals[] {
    const counts = new Float64Array(this.#rows.length);
    const spent = new Float64Array(since.length);
    // Ten times a second, thousands of numbers: without the pairs that entries() makes of them.
    for (let id = 0; id < this.#routes.length; id++) {
      const times = executed[id] ?? 0;
      if (times === 0) continue;
      const once = this.#routes[id]!;
      for (let at = 0; at < once.rows.length; at++) {
        const row = once.rows[at]!;
        if (id >= (since[this.#rows[row]!.level] ?? id)) counts[row]! += times * once.exits[at]!;
      }
      for (let level = 0; level < once.spent.length; level++)
        if (id >= (since[level] ?? id)) spent[level]! += times * once.spent[level]!;
    }
    return Array.from(spent, (cycles, level) => ({ exits: this.#exitsOf(level, counts), cycles }));
  }

  #exitsOf(of: number, counts: Float64Array): ExitCount[] {
    const exits: ExitCount[] = [];
    for (const [at, { level, reason, handledBy, reflected }] of this.#rows.entries())
      if (level === of && counts[at]! > 0) exits.push({ reason, handledBy, reflected, count: counts[at]! });
    return exits.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}

/** One execution of a route: its rows, how many exits of each, and what each level's hypervisor spends. */
interface Once {
  readonly rows: readonly number[];
  readonly exits: readonly number[];
  readonly spent: Float64Array;
}

/** `since`: by level, the first route that counts for it. */
export function levelTotals(
  since: readonly number[],
  routes: readonly Route[],
  executed: ArrayLike<number>,
): LevelTotals[] {
  const totals = new Totals();
  for (const route of routes) totals.add(route);
  return totals.byLevel(executed, since);
}
