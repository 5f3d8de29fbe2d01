/** A run without a screen: as fast as it goes, in the caller's thread, to a given simulated time. */
import { type Report, report } from '../run/report.ts';
import { Run } from '../run/run.ts';
import { Recording, type RecordingOf } from './recording.ts';

/** Events between two flushes of the session log: a few milliseconds of work. */
const EVENTS_A_FLUSH = 100_000;

export interface HeadlessRun extends RecordingOf {
  /** Simulated nanoseconds. */
  readonly forNs: number;
  /** File of the session log; null for none. */
  readonly record: string | null;
}

/** Throws where the session log cannot be created; one that cannot go on ends the log and not the run. */
export function runHeadless(of: HeadlessRun): {
  readonly report: Report;
  readonly recordingFailed: string | null;
} {
  const started = performance.now();
  const recording = of.record === null ? null : new Recording(of.record, of);
  const run = new Run(of.scenario, {
    route: (id, route) => recording?.recorder.route(id, route),
    executed: (clock, afterNs, id) => recording?.recorder.executed(clock[0]! + afterNs, id),
  });
  while (!run.advance(of.forNs, EVENTS_A_FLUSH)) recording?.recorder.flush();
  const done = report(run, performance.now() - started);
  recording?.close(run);
  return { report: done, recordingFailed: recording?.takeFailure() ?? null };
}
