/** Runs that stand side by side: who is ahead, and why. */
import type { Line } from '../drawing/content.ts';
import { duration, rate } from '../drawing/format.ts';
import type { Span } from '../drawing/text.ts';
import { seriesRole } from '../drawing/themes.ts';
import { measure } from '../state/marks.ts';
import { completionRate, intervalOf, now, spanOf } from '../state/rates.ts';
import type { State } from '../state/state.ts';

interface Standing {
  readonly place: number;
  readonly title: string;
  /** All queues together, per simulated second. */
  readonly completed: number;
  readonly p99Ns: number;
  /** Exits at H for each request that completed; NaN where none did. */
  readonly exitsEach: number;
  readonly stalled: string | null;
}

/** Rates closer than this are the same: arrivals are drawn, not counted out. */
const sameWithin = 0.02;

/** One line that names the one ahead and why, and one with everybody's figures. */
export function verdict(states: readonly State[]): readonly Line[] {
  const standings = states.map(standingOf);
  const [first, second] = standings.toSorted(ahead);
  if (first === undefined || second === undefined) return [];
  if (!(first.completed > 0)) return [['nobody has completed a request yet'], figuresOf(standings)];
  const lead: Line = [['strong', `${letterOf(first)} is ahead of ${letterOf(second)}: `], why(first, second)];
  return [lead, figuresOf(standings)];
}

function standingOf(state: State, place: number): Standing {
  const interval = intervalOf(state);
  const { title, queues } = now(state);
  const completed = queues.reduce((sum, _, index) => sum + completionRate(index, interval), 0);
  const { exitsPerSecond, p99Ns } = measure(spanOf(state).from, spanOf(state).to);
  const exitsEach = completed > 0 ? exitsPerSecond / completed : Number.NaN;
  const stalled = queues.find(queue => queue.stalled !== null)?.stalled ?? null;
  return { place, title, completed, p99Ns, exitsEach, stalled };
}

/** More requests first; of as many, the sooner done. */
function ahead(a: Standing, b: Standing): number {
  if (!nearly(a.completed, b.completed)) return (b.completed || 0) - (a.completed || 0);
  return (a.p99Ns || Number.POSITIVE_INFINITY) - (b.p99Ns || Number.POSITIVE_INFINITY);
}

const nearly = (a: number, b: number): boolean => Math.abs(a - b) <= sameWithin * Math.max(a, b);

/** What the one ahead does better than the next, and the cause of it that the exits show. */
function why(first: Standing, second: Standing): string {
  if (!nearly(first.completed, second.completed)) {
    const what = `${rate(first.completed)} requests against ${rate(second.completed || 0)}`;
    return second.stalled === null ? `${what}, ${causeOf(first, second)}` : `${what}: ${second.stalled}`;
  }
  return `p99 ${duration(first.p99Ns)} against ${duration(second.p99Ns)}, ${causeOf(first, second)}`;
}

/** Exits at H. */
function causeOf(first: Standing, second: Standing): string {
  return `${exits(first)} a request against ${exits(second)}`;
}

function exits({ exitsEach }: Standing): string {
  return Number.isFinite(exitsEach) ? `${exitsEach.toFixed(1)} exits` : 'none';
}

function figuresOf(standings: readonly Standing[]): Line {
  return standings.flatMap<Span>(standing => [
    [seriesRole(standing.place), `${letterOf(standing)} `],
    standing.completed > 0
      ? `${rate(standing.completed)} ${duration(standing.p99Ns)} ${exits(standing)}   `
      : `${rate(0)}   `,
  ]);
}

/** Runs are A, B ... from left to right. */
export function letterOf({ place }: Pick<Standing, 'place'>): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}
