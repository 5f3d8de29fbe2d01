/** What a session log holds, for a person or as JSON. */
import { formatDuration, type Moment, printable, type Replay } from '../engine/index.ts';

export interface Summary {
  readonly version: 1;
  /** Of the scenario that it begins with. */
  readonly title: string;
  /** Version of the trapline that recorded. */
  readonly engine: string;
  readonly seed: number;
  /** When recording began, ISO 8601. */
  readonly recordedAt: string;
  /** From the first look to the last, pauses left out. */
  readonly wallNs: number;
  /** The simulated clock at both; a log may begin in the midst of its run. */
  readonly simulatedFromNs: number;
  readonly simulatedNs: number;
  readonly looks: number;
  /** Routes that were executed. */
  readonly kicks: number;
  /** Edits, and drivers that went on to another doorbell. */
  readonly changes: readonly SummaryMoment[];
  readonly errors: readonly SummaryMoment[];
  /** What the log lacks, in one sentence; null where it is whole. */
  readonly missing: string | null;
}

export interface SummaryMoment {
  /** Since the first look, as `wallNs` counts. */
  readonly wallNs: number;
  readonly simulatedNs: number;
  /** The time of day, ISO 8601; null where the log does not say. */
  readonly at: string | null;
  readonly what: string;
}

export function summaryOf({ session, scenario }: Replay): Summary {
  const { header, segments, looks, moments, kickCount, missing } = session;
  const [first, last] = [looks[0]!, looks.at(-1)!];
  const momentOf = ({ look, what }: Moment): SummaryMoment => {
    const { wallNs, atNs, unixMs } = looks[look] ?? last;
    const on = new Date(unixMs);
    // A log may say anything.
    const at = Number.isNaN(on.getTime()) ? null : on.toISOString();
    return { wallNs: Math.round(wallNs - first.wallNs), simulatedNs: atNs, at, what };
  };
  return {
    version: 1,
    title: segments[0]!.layout.title || scenario.title,
    engine: header.engine,
    seed: header.seed,
    recordedAt: header.recordedAt,
    wallNs: Math.round(last.wallNs - first.wallNs),
    simulatedFromNs: first.atNs,
    simulatedNs: last.atNs,
    looks: looks.length,
    kicks: kickCount,
    changes: moments.filter(({ kind }) => kind === 'change').map(momentOf),
    errors: moments.filter(({ kind }) => kind === 'error').map(momentOf),
    missing,
  };
}

export function summaryLines(log: string, of: Summary): string[] {
  const { title, seed, engine, recordedAt, wallNs, looks, kicks, missing } = of;
  const [from, to] = [of.simulatedFromNs, of.simulatedNs].map(formatDuration);
  return [
    `${log}: ${title}, seed ${seed}, recorded ${recordedAt} by trapline ${engine}`,
    `${formatDuration(wallNs)} of wall time, simulated ${from} to ${to}; ${looks} looks, ${kicks.toLocaleString('en-US')} kicks`,
    ...momentLines('edits and doorbell switches', of.changes),
    ...momentLines('errors', of.errors),
    ...(missing === null ? [] : [`NOT WHOLE: ${missing}`]),
  ].map(printable);
}

function momentLines(what: string, moments: readonly SummaryMoment[]): string[] {
  if (moments.length === 0) return [`no ${what}`];
  const at = ({ wallNs, simulatedNs }: SummaryMoment) =>
    `${formatDuration(wallNs)} (${formatDuration(simulatedNs)} simulated)`;
  return [`${what} (${moments.length}):`, ...moments.map(moment => `  ${at(moment)}: ${moment.what}`)];
}
