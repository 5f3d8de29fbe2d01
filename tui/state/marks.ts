/** Before and after: what an edit, or another doorbell, made of the exits at L0 and of the latency. */
import { count, duration, rate } from '../drawing/format.ts';
import type { Glyphs } from '../drawing/glyphs.ts';
import { countsSince, quantileOf } from '../run.ts';
import { type Look, mergedLatency, type Span, totalExits } from './rates.ts';

/** What is compared, over some stretch of one machine's time; NaN where nothing was seen. */
export interface Measure {
  /** Exits that arrive at L0, those that it reflects among them, per simulated second. */
  readonly exitsPerSecond: number;
  readonly p99Ns: number;
}

export interface Mark {
  /** `a`, `b` ..., as it stands on the graphs. */
  readonly letter: string;
  /** The run's own wall time. */
  readonly wallNs: number;
  readonly what: string;
  /** A driver went on to another doorbell by itself, or by key; else somebody edited the scenario. */
  readonly bySwitch: boolean;
  readonly before: Measure;
  /** The first look that has only what came after; null until there is one. */
  readonly from: Look | null;
}

/** The change itself takes a moment: what was under way completes at the old cost. */
const settlingNs = 0.3e9;
/** Below this a rate says little. */
const shortestNs = 0.5e9;

export function measure(from: Look, to: Look): Measure {
  const seconds = (to.snapshot.simulatedNs - from.snapshot.simulatedNs) / 1e9;
  const exits = totalExits(to.snapshot) - totalExits(from.snapshot);
  const latency = countsSince(mergedLatency(to), mergedLatency(from));
  return {
    exitsPerSecond: seconds > 0 ? exits / seconds : Number.NaN,
    p99Ns: quantileOf(latency, 0.99),
  };
}

/** An edit and what drivers make of it are seen apart by so little, in either order; or by no look at all. */
const oneChangeNs = 0.25e9;

/** The marks with one for an edit that took effect after the last look. */
export function edited(marks: readonly Mark[], what: string, span: Span): readonly Mark[] {
  const last = marks.at(-1);
  if (last === undefined || !last.bySwitch || ageOf(last, span.to) > oneChangeNs)
    return [...marks, markOf(marks, what, span)];
  // The drivers' part of it was seen first.
  return [...marks.slice(0, -1), { ...last, what, bySwitch: false }];
}

/** The marks with one for drivers that have gone on to another doorbell since the span's end, `look` being the next. */
export function switched(marks: readonly Mark[], what: string, span: Span, look: Look): readonly Mark[] {
  const last = marks.at(-1);
  const mark = { ...markOf(marks, what, span), bySwitch: true };
  // Drivers fall back at their first kicks: there is nothing before that to compare with.
  const isBeginning = Number.isNaN(mark.before.exitsPerSecond);
  const isTold = last !== undefined && (ageOf(last, span.to) === 0 || ageOf(last, look) <= oneChangeNs);
  return isBeginning || isTold ? marks : [...marks, mark];
}

const ageOf = (mark: Mark, { snapshot }: Look): number => snapshot.wallNs - mark.wallNs;

function markOf(marks: readonly Mark[], what: string, span: Span): Mark {
  return numbered(marks.length, what, span);
}

/** The mark of the change of that number, from 0 on, which took effect after the span. */
export function numbered(number: number, what: string, { from, to }: Span): Mark {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (number % 26));
  const before = measure(from, to);
  return { letter, wallNs: to.snapshot.wallNs, what, bySwitch: false, before, from: null };
}

/** The marks, told of one more look. */
export function seen(marks: readonly Mark[], look: Look): readonly Mark[] {
  const last = marks.at(-1);
  if (!last || last.from !== null || look.snapshot.wallNs - last.wallNs < settlingNs) return marks;
  return [...marks.slice(0, -1), { ...last, from: look }];
}

/** "L0 exits 412k/s -> 51.0k/s, /8.1; p99 61.0us -> 9.0us"; null until enough has been seen. */
export function difference({ before, from }: Mark, look: Look, glyphs: Glyphs): string | null {
  if (from === null || from.snapshot.generation !== look.snapshot.generation) return null;
  if (look.snapshot.wallNs - from.snapshot.wallNs < shortestNs) return null;
  const after = measure(from, look);
  const { arrow } = glyphs;
  const exits = `L0 exits ${rate(before.exitsPerSecond)} ${arrow} ${rate(after.exitsPerSecond)}`;
  const factor = factorOf(before.exitsPerSecond, after.exitsPerSecond, glyphs);
  const p99 = `p99 ${duration(before.p99Ns)} ${arrow} ${duration(after.p99Ns)}`;
  return `${exits}${factor}; ${p99}`;
}

/** How many times more or less; nothing where that is no number, or no difference. */
function factorOf(before: number, after: number, { divided, times }: Glyphs): string {
  if (!(before > 0 && after > 0)) return '';
  const factor = Math.max(before, after) / Math.min(before, after);
  if (factor < 1.02) return ', the same';
  return `, ${after < before ? divided : times}${factor < 99.5 ? factor.toFixed(factor < 1.95 ? 2 : 1) : count(factor)}`;
}
