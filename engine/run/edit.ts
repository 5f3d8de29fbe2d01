/** An edit of the scenario that runs: into the running machine, or, where that cannot be, into one built anew. */
import { difference } from '../scenario/difference.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Consequence } from './consequence.ts';
import type { Run } from './run.ts';

export interface Edit {
  /** The run that goes on: the one before, or another, whose counters begin at zero. */
  readonly run: Run;
  /** The weightiest first; none where the scenario says the same as before. */
  readonly consequences: readonly Consequence[];
}

/** `build`: a run of the scenario whose clock is at that simulated time. The same edit at the same event has the same end. */
export function edit(
  run: Run,
  scenario: Scenario,
  build: (scenario: Scenario, startNs: number) => Run,
): Edit {
  const changes = difference(run.scenario, scenario);
  const dropped = run.queues.reduce((sum, { underWay }) => sum + underWay, 0);
  const { now } = run;
  const consequences = run.adopt(scenario, changes);
  if (consequences !== null) return { run, consequences };
  const because = changes.filter(({ told }) => told).map(({ text }) => text);
  if (!changes.some(({ force }) => force === 'anew')) because.push('the memory of a guest is full');
  return {
    run: build(scenario, now),
    consequences: [{ force: 'anew', whom: '', because, resubmitted: 0, dropped }],
  };
}
