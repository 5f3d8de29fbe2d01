/**
 * Measures a scenario, by running it, or a session log. Both are added up from the same looks, so that a log and the run
 * that it is of say the same.
 */
import { quietRun } from '../run/explain.ts';
import type { Run } from '../run/run.ts';
import { Totals } from '../run/totals.ts';
import { headingOf } from '../scenario/heading.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { LookReader } from '../session/look.ts';
import type { Layout } from '../session/payload.ts';
import { Playback } from '../session/playback.ts';
import type { Session } from '../session/reader.ts';
import { SessionError } from '../session/session-error.ts';
import { machineOf, numbersOf, readLatencies, readNumbers } from '../worker/numbers.ts';
import { type Look, type Measured, Sum } from './measured.ts';

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

function lookAt(run: Run): Look {
  const totals = new Totals();
  for (let id = 0; id < run.routes.length; id++) totals.add(run.routes.at(id));
  return {
    machine: { ...machineOf(run.scenario, run.levels), generation: 1 },
    numbers: numbersOf(run, 0),
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
