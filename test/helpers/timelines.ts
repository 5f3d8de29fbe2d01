/** Timelines of logs that nobody has recorded: a look every 100 ms, from 14:00:00 on. */
import type { Moment } from '../../tui/run.ts';
import type { Timeline } from '../../tui/state/timeline.ts';

export interface TimelineOf {
  /** How many there are. */
  readonly looks: number;
  readonly look?: number;
  readonly moments?: readonly Moment[];
  readonly grows?: boolean;
  /** When the first one was, here. */
  readonly begin?: Date;
}

export function timelineOf(of: TimelineOf): Timeline {
  const { looks: length, look = 0, moments = [], grows = false, begin = new Date(2026, 10, 28, 14) } = of;
  const looks = Array.from({ length }, (_, at) => ({
    ...{ segment: 0, atNs: at * 1e6, wallNs: 5e9 + at * 100e6 },
    unixMs: begin.getTime() + at * 100,
  }));
  // Whatever stands there in a log that says no time of day.
  const recordedAt = Number.isNaN(begin.getTime()) ? 'once' : begin.toISOString();
  return { recordedAt, looks, length, look, moments, grows };
}

export const change = (look: number): Moment => ({ kind: 'change', look, what: `edit ${look}` });
export const error = (look: number): Moment => ({ kind: 'error', look, what: `error ${look}` });
