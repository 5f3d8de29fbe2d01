/** `explain`: every driver and doorbell of a scenario, each walked to its end, and what a person reads of it. */
import { type Kick, walkKick } from '../doorbell/kick.ts';
import type { Machine } from '../machine/machine.ts';
import { exitsByLevel, inOrder, type Outcome, type Route } from '../route/route.ts';
import { RouteTooLong } from '../route/trail.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import { Run } from './run.ts';
import { RUNNING } from './way.ts';

/** One row of `explain --json`. `operation` stands in place of the device for `--op`. */
export interface ExplainedRoute {
  readonly guest: string;
  readonly level: number;
  readonly device?: string;
  readonly queue?: string;
  readonly doorbell?: DoorbellKind;
  readonly operation?: string;
  readonly state: 'cold' | 'warm';
  readonly outcome: Outcome;
  readonly error: number | null;
  readonly reached: string | null;
  readonly cycles: number;
  readonly exits: number;
  readonly byLevel: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly order: readonly string[];
  readonly hops: Route['hops'];
}

/** A doorbell that a driver would ring and does not find, and so no route. */
export interface MissingDoorbell {
  readonly guest: string;
  readonly device: string;
  readonly queue: string;
  readonly doorbell: DoorbellKind;
}

export interface Explained {
  readonly routes: readonly ExplainedRoute[];
  readonly missing: readonly MissingDoorbell[];
}

/** Walks every doorbell that each driver lists, on its own cold stack. `cold`: the first kick, else a later one. */
export function explainScenario(scenario: Scenario, cold: boolean): Explained {
  const routes: ExplainedRoute[] = [];
  const missing: MissingDoorbell[] = [];
  const run = new Run(scenario, { route: () => {}, executed: () => {} });
  for (const [index, { place }] of run.queues.entries()) {
    const { kicks } = run.ways[index]!;
    for (const doorbell of place.driver.doorbells) {
      const kick = kicks.find(one => one.doorbell === doorbell);
      const at = { device: place.device.id, queue: place.driver.workload.queue, doorbell };
      if (kick === undefined) missing.push({ guest: place.spec.name, ...at });
      else routes.push(explained(walkFresh(run.stacks[place.branch]!.machine, kick, cold), at));
    }
  }
  return { routes, missing };
}

/** Why the stack cannot be walked, in a sentence; null where it can: its drivers' kicks and their interrupts. */
export function whyTooDeep(scenario: Scenario): string | null {
  try {
    explainScenario(scenario, true);
    const run = new Run(scenario, { route: () => {}, executed: () => {} });
    for (const way of run.ways) way.interruptRoute(RUNNING, 0);
    return null;
  } catch (error) {
    if (error instanceof RouteTooLong) return error.message;
    throw error;
  }
}

/** One walk fills what a first touch fills; from then on every walk is the same. */
function walkFresh(machine: Machine, kick: Kick, cold: boolean): Route {
  for (const level of machine.levels) level.tables.clear();
  let walked = walkKick(machine, kick)!;
  if (!cold) while (walked.route.state === 'cold') walked = walkKick(machine, kick)!;
  return walked.route;
}

export function explained(route: Route, of: Partial<ExplainedRoute>): ExplainedRoute {
  const { guest, level, state, outcome, error, reached, cycles, hops } = route;
  const exits = hops.length;
  return {
    guest,
    level,
    ...of,
    state,
    outcome,
    error,
    reached,
    cycles,
    exits,
    byLevel: exitsByLevel(route),
    order: inOrder(route),
    hops,
  };
}
