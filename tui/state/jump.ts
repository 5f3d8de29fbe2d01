/** The time that somebody types to go to: of the session, of the day on which it was recorded, or a share of it. */
import { clockTime, stopwatch } from '../drawing/format.ts';
import { first, last, lookAfter, lookOn, type Timeline, totalNs } from './timeline.ts';

/** What has been typed so far, and what is wrong with it once it has been entered. */
export interface Jump {
  readonly text: string;
  readonly wrong: string;
}

export const noJump: Jump = { text: '', wrong: '' };

/** Longer than any time. */
const longest = 20;

/** What one key makes of it; null: it is given up. `key` as keys.ts names it. */
export function typedTime({ text, wrong }: Jump, key: string): Jump | null {
  if (key === 'escape') return null;
  if (key === 'ctrl-u') return noJump;
  if (key === 'backspace') return { text: text.slice(0, -1), wrong: '' };
  return /^[\x20-\x7e]$/.test(key) && text.length < longest
    ? { text: text + key, wrong: '' }
    : { text, wrong };
}

/**
 * The look that a time means, or why it means none: `50%`; `90s`, `1m30s`; `1:23` and `14:02:10`, which may be of the
 * session or of the day. Hours, minutes and seconds are looked for in the day first, minutes and seconds in the session.
 */
export function lookAtTime(text: string, of: Timeline): number | string {
  return meanings(text.trim(), of).find(look => look !== null) ?? `not in this log: ${rangeOf(of)}`;
}

/** The likelier first; null where the log has no such moment. */
function meanings(text: string, of: Timeline): readonly (number | null)[] {
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (share !== null) return [inSession(of, (Number(share[1]) / 100) * totalNs(of))];
  const [, a, b, c, fraction = '0'] = /^(\d+):([0-5]\d)(?::([0-5]\d))?(\.\d+)?$/.exec(text) ?? [];
  if (a === undefined) return [inSession(of, lengthOf(text))];
  const [long, middle, short] = [Number(a), Number(b), Number(c ?? 0)];
  const seconds = (long * 60 + middle) * 60 + short + Number(fraction);
  const day = long < 24 ? onDay(of, seconds * 1000) : null;
  if (c !== undefined) return [day, inSession(of, seconds * 1e9)];
  return [inSession(of, (long * 60 + middle + Number(fraction)) * 1e9), day];
}

/** What there is to choose from. */
export function rangeOf(of: Timeline): string {
  const days = [first(of), last(of)].map(({ unixMs }) => unixMs);
  const clock = days.every(Number.isFinite)
    ? `, ${days.map(unixMs => clockTime(new Date(unixMs))).join(' .. ')}`
    : '';
  return `0:00 .. ${stopwatch(totalNs(of))}${clock}`;
}

const unitsNs = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6 } as const;

/** `1h2m3s`, `250ms`: in nanoseconds; NaN where it is none. */
function lengthOf(text: string): number {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return Number.NaN;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * unitsNs[unit as keyof typeof unitsNs],
    0,
  );
}

function inSession(of: Timeline, ns: number): number | null {
  return ns <= totalNs(of) ? lookAfter(of, ns) : null;
}

/** Where the recording goes on past midnight, a time of day is the first one in it. To the second, as it is shown. */
function onDay(of: Timeline, ms: number): number | null {
  const [begin, end] = [first(of).unixMs, last(of).unixMs];
  if (!Number.isFinite(begin) || !Number.isFinite(end)) return null;
  const at = new Date(begin);
  at.setHours(0, 0, 0, 0);
  at.setMilliseconds(ms);
  const second = 1000;
  if (at.getTime() + second <= begin) at.setDate(at.getDate() + 1);
  return at.getTime() <= end ? lookOn(of, at.getTime()) : null;
}
