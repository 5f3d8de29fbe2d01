/** A run without a screen: as fast as it goes, in the caller's thread, to a given simulated time. */
import { type Report, report } from '../run/report.ts';
import { Run } from '../run/run.ts';
import { Reasons } from './reasons.ts';
import { Recording, type RecordingOf } from './recording.ts';
import { allocate, SPARE_ROUTES, TelemetryWriter } from './telemetry.ts';

/** Simulated time between two looks in the session log, where the run is not so long that there would be too many. */
const LOOK_NS = 10e6;
const MOST_LOOKS = 10_000;
/** Events between two flushes of the log: a few milliseconds of work. */
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
  let telemetry: TelemetryWriter | null = null;
  const run = new Run(of.scenario, {
    route: (id, route) => recording?.recorder.route(id, route),
    executed: (clock, afterNs, id) => {
      telemetry?.executed(clock, afterNs, id);
      recording?.recorder.executed(clock[0]! + afterNs, id);
    },
  });
  if (recording === null) while (!run.advance(of.forNs, Number.POSITIVE_INFINITY));
  else {
    telemetry = new TelemetryWriter(allocate(run.queues.length, run.routes.length + SPARE_ROUTES));
    recordAll(run, recording, telemetry, of.forNs);
  }
  const done = report(run, performance.now() - started);
  recording?.close();
  return { report: done, recordingFailed: recording?.takeFailure() ?? null };
}

function recordAll(run: Run, recording: Recording, telemetry: TelemetryWriter, forNs: number): void {
  const reasons = new Reasons((id, text) => recording.recorder.reason(id, text));
  recording.lookAt(run, { generation: 1, routes: telemetry.memory.routes, firstRoute: 0 });
  for (;;) {
    // Nobody watches, so it goes as fast as it would have to at speed 1.
    const clock = { wallNs: run.now, unixMs: Date.now() };
    telemetry.publish(
      run,
      { ...clock, speed: Number.POSITIVE_INFINITY, paused: 0, recorded: 0 },
      reasons.of(run),
    );
    recording.look(run, telemetry);
    if (run.now >= forNs) return;
    const next = Math.min(forNs, run.now + Math.max(LOOK_NS, forNs / MOST_LOOKS));
    while (!run.advance(next, EVENTS_A_FLUSH)) recording.recorder.flush();
  }
}
