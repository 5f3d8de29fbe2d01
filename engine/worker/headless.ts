/** A run without a screen: as fast as it goes, in the caller's thread, to a given simulated time. */
import { type Report, report } from '../run/report.ts';
import { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Ended, RecordTo } from './live.ts';
import { Past } from './past.ts';
import { Reasons } from './reasons.ts';
import { type Moment, Recording } from './recording.ts';
import { allocate, SPARE_ROUTES, TelemetryWriter } from './telemetry.ts';

/** Simulated time between two looks in the session log, where the run is not so long that there would be too many. */
const LOOK_NS = 10e6;
const MOST_LOOKS = 10_000;
/** Events between two flushes of the log, and two looks at how full it is: about a millisecond of work. */
const EVENTS_A_FLUSH = 10_000;

export interface HeadlessRun {
  readonly scenario: Scenario;
  /** The scenario as written. */
  readonly text: string;
  readonly engineVersion: string;
  /** Simulated nanoseconds. */
  readonly forNs: number;
  /** The session log; null for none. */
  readonly record: RecordTo | null;
}

export interface HeadlessDone {
  readonly report: Report;
  /** Why the session log ended early; null where it did not, or there is none. */
  readonly recordingFailed: string | null;
  /** Packs the session log, until that is `enough`; null where there is none. Never rejects. */
  readonly pack: ((enough: AbortSignal) => Promise<Ended>) | null;
}

/** Throws where the session log cannot be created; one that cannot go on ends the log and not the run. */
export function runHeadless(of: HeadlessRun): HeadlessDone {
  const started = performance.now();
  const recording = of.record === null ? null : new Recording(of.record);
  let telemetry: TelemetryWriter | null = null;
  const run = new Run(of.scenario, {
    route: (id, route) => recording?.recorder?.route(id, route),
    executed: (clock, afterNs, id) => {
      telemetry?.executed(clock, afterNs, id);
      recording?.recorder?.executed(clock[0]! + afterNs, id);
    },
  });
  if (recording === null) while (!run.advance(of.forNs, Number.POSITIVE_INFINITY));
  else {
    telemetry = new TelemetryWriter(allocate(run.queues.length, run.routes.length + SPARE_ROUTES));
    recordAll(recording, run, telemetry, of);
  }
  const done = report(run, performance.now() - started);
  recording?.end();
  return {
    report: done,
    recordingFailed: recording?.failed ?? null,
    pack: recording && (enough => recording.pack(enough)),
  };
}

function recordAll(
  recording: Recording,
  run: Run,
  telemetry: TelemetryWriter,
  { scenario, text, engineVersion, forNs }: HeadlessRun,
): void {
  const reasons = new Reasons((id, why) => recording.recorder?.reason(id, why));
  const of = { generation: 1, routes: telemetry.memory.routes, firstRoute: 0 };
  const past = new Past(scenario, text);
  const moment: Moment = { run, telemetry, past, reasons, of, engineVersion };
  const show = () => {
    // Nobody watches, so it goes as fast as it would have to at speed 1.
    const clock = { wallNs: run.now, unixMs: Date.now() };
    const pace = { speed: Number.POSITIVE_INFINITY, paused: 0, recorded: 0 };
    telemetry.publish(run, { ...clock, ...pace }, reasons.of(run));
  };
  show();
  recording.begin(moment);
  while (run.now < forNs) {
    const next = Math.min(forNs, run.now + Math.max(LOOK_NS, forNs / MOST_LOOKS));
    let reached = false;
    while (!reached) {
      reached = run.advance(next, EVENTS_A_FLUSH);
      recording.recorder?.flush();
      if (!recording.isFull || recording.failed !== null) continue;
      show();
      recording.rotate(moment);
    }
    show();
    recording.look(run, telemetry);
  }
}
