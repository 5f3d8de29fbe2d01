/** `explain`: every driver and doorbell of a scenario, each walked to its end, and what a person reads of it. */
import { type Kick, walkKick } from '../doorbell/kick.ts';
import { DOORBELLS } from '../machine/architecture.ts';
import type { Machine } from '../machine/machine.ts';
import { exitsByLevel, inOrder, type Outcome, type Route } from '../route/route.ts';
import { RouteTooLong } from '../route/trail.ts';
import type { DoorbellKind, GuestSpec, Scenario } from '../scenario/scenario.ts';
import { type WholeRequest, wholeRequests } from './request.ts';
import { Run } from './run.ts';

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
  /** What a whole request of each driver makes, by when its back end is done. */
  readonly requests: readonly WholeRequest[];
}

/** Walks every doorbell that each driver lists, on its own cold stack. `cold`: the first kick, else a later one. */
export function explainScenario(scenario: Scenario, cold: boolean): Explained {
  return { ...explainKicks(quietRun(scenario), cold), requests: wholeRequests(scenario) };
}

function explainKicks(run: Run, cold: boolean): Pick<Explained, 'routes' | 'missing'> {
  const routes: ExplainedRoute[] = [];
  const missing: MissingDoorbell[] = [];
  for (const { machine, kick, guest, at } of ownKicks(run)) {
    if (kick === undefined) missing.push({ guest, ...at });
    else routes.push(explained(walkFresh(machine, kick, cold), at));
  }
  return { routes, missing };
}

interface OwnKick {
  readonly machine: Machine;
  /** undefined where the guest finds no such doorbell. */
  readonly kick: Kick | undefined;
  readonly guest: string;
  readonly at: Pick<MissingDoorbell, 'device' | 'queue' | 'doorbell'>;
}

/** By every doorbell that each driver lists. */
function ownKicks(run: Run): OwnKick[] {
  return run.queues.flatMap(({ place: { spec, device, driver, branch } }, index) =>
    driver.doorbells.map(doorbell => ({
      machine: run.stacks[branch]!.machine,
      kick: run.ways[index]!.kicks.find(one => one.doorbell === doorbell),
      guest: spec.name,
      at: { device: device.id, queue: driver.workload.queue, doorbell },
    })),
  );
}

/** One way that a queue's driver could kick, warm. */
export interface DoorbellRoute {
  /** Index into the run's queues. */
  readonly queue: number;
  readonly doorbell: DoorbellKind;
  readonly route: Route;
}

/**
 * Every doorbell that each driver's guest finds, whether or not the driver would ring it. Those are left out that make
 * more exits than can be walked: a stack may be too deep for one doorbell and run well with another.
 */
export function doorbellRoutes(scenario: Scenario): DoorbellRoute[] {
  const run = quietRun(ringingAll(scenario));
  return run.queues.flatMap(({ place }, queue) =>
    run.ways[queue]!.kicks.flatMap(kick => {
      const route = walkIfShort(run.stacks[place.branch]!.machine, kick);
      return route === null ? [] : [{ queue, doorbell: kick.doorbell, route }];
    }),
  );
}

function walkIfShort(machine: Machine, kick: Kick): Route | null {
  try {
    return walkFresh(machine, kick, false);
  } catch (error) {
    if (error instanceof RouteTooLong) return null;
    throw error;
  }
}

/** The scenario with drivers that try every doorbell there is, the mail's order for those they did not list. */
function ringingAll(scenario: Scenario): Scenario {
  const withAll = <Guest extends GuestSpec>(guest: Guest): Guest => ({
    ...guest,
    drivers: guest.drivers.map(driver => ({
      ...driver,
      doorbells: [...new Set([...driver.doorbells, ...DOORBELLS])],
    })),
  });
  const levels = scenario.levels.map(level => ({ ...withAll(level), beside: level.beside.map(withAll) }));
  return { ...scenario, levels };
}

/** Exits of all routes of a run together: past so many (over half a gigabyte of them) it does not begin. */
const MOST_EXITS = 4_000_000;

/** Why the stack cannot be walked, in a sentence; null where every route that a run may take can be. */
export function whyTooDeep(scenario: Scenario): string | null {
  let exits = 0;
  const count = ({ hops }: Route) => {
    exits += hops.length;
    if (exits > MOST_EXITS)
      throw new RouteTooLong(
        `the routes of this stack make over ${MOST_EXITS} exits together: take levels or drivers away`,
      );
  };
  try {
    const run = new Run(scenario, { route: (_, route) => count(route), executed: () => {} });
    for (const { machine, kick } of ownKicks(run)) if (kick) count(walkFresh(machine, kick, true));
    for (const [index, { place }] of run.queues.entries()) run.ways[index]!.walkAll(place.owner);
    return null;
  } catch (error) {
    if (error instanceof RouteTooLong) return error.message;
    throw error;
  }
}

const quietRun = (scenario: Scenario): Run => new Run(scenario, { route: () => {}, executed: () => {} });

/** One walk fills what a first touch fills; from then on every walk is the same. */
function walkFresh(machine: Machine, kick: Kick, cold: boolean): Route {
  for (const { tables, cookies } of machine.levels) {
    tables.clear();
    cookies.clear();
  }
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
