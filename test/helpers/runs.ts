/** Runs without anybody who watches. */
import { type Report, report } from '../../engine/run/report.ts';
import { Run } from '../../engine/run/run.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';

export const MS = 1e6;

export const quietRun = (scenario: Scenario): Run =>
  new Run(scenario, { route: () => {}, executed: () => {} });

/** A run of so many simulated nanoseconds. */
export function ranFor(scenario: Scenario, ns: number): Run {
  const run = quietRun(scenario);
  advanceTo(run, ns);
  return run;
}

export function advanceTo(run: Run, ns: number, slice = 100_000): void {
  while (!run.advance(ns, slice));
}

/** The report without wall time, the one field that may differ. */
export const reportOf = (run: Run): Report => report(run, 0);
