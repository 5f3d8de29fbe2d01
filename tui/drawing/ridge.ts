/**
 * Histograms one below the other over one logarithmic axis of time: the same distance is the same factor, wherever it
 * stands. Each is drawn against its own highest bar.
 */

import { bucketEdge } from '../run.ts';
import { duration } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import type { Span } from './text.ts';
import type { Role } from './themes.ts';

/** What is drawn: values by bucket. */
export interface Histogram {
  readonly counts: Float64Array;
  /** The buckets that hold the least and the greatest. */
  readonly first: number;
  readonly last: number;
}

export interface Axis {
  /** In characters. */
  readonly width: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** A moment that is marked at the foot of a histogram. */
export interface Tick {
  readonly ns: number;
  readonly label: string;
}

export interface Ridge {
  readonly completed: Histogram;
  readonly axis: Axis;
  /** In lines: from two on, the lowest is a foot for the ticks; in a single one they stand among the bars. */
  readonly height: number;
  readonly role: Role;
  readonly ticks: readonly Tick[];
  readonly glyphs: Glyphs;
}

/** Where an axis begins, ends and is labelled: 1, 2 and 5 of every power of ten, past the last bucket's 2^53 ns. */
const round = Array.from({ length: 17 }, (_, power) => [1, 2, 5].map(digit => digit * 10 ** power)).flat();

/** Characters that an axis keeps free for each label. */
const labelWidth = 8;

/** From the fastest request of all to the slowest, and a decade at least. */
export function axisOf(all: readonly Histogram[], width: number): Axis {
  const fastest = bucketEdge(Math.min(...all.map(({ first }) => first)));
  const slowest = bucketEdge(1 + Math.max(...all.map(({ last }) => last)));
  const fromNs = round.findLast(ns => ns <= fastest) ?? 1;
  const toNs = round.find(ns => ns >= Math.max(slowest, 10 * fromNs))!;
  return { width: Math.max(1, width), fromNs, toNs };
}

/** The labels, each behind the upright of its moment. */
export function axisLine(axis: Axis, { upright }: Glyphs): Span {
  const line = blank(axis.width);
  for (const ns of labelled(axis))
    write(line, columnOf(ns, axis), `${upright}${duration(ns).replace('.0', '')}`);
  return ['faint', line.join('')];
}

/** `height` lines, the top first. */
export function ridge(of: Ridge): Span[][] {
  const { completed, axis, height, glyphs } = of;
  const rows = Math.max(1, height - 1);
  const steps = glyphs.bars.length - 1;
  const levels = levelsOf(columnsOf(completed, axis), rows * steps);
  const lines = Array.from({ length: rows }, (_, row) => {
    const below = (rows - 1 - row) * steps;
    return levels.map(level => glyphs.bars[Math.max(0, Math.min(steps, level - below))]!);
  });
  if (height < 2) return [amongTicks(lines[0]!, of)];
  const uprights = new Set(labelled(axis).map(ns => columnOf(ns, axis)));
  return [...lines.map(line => overUprights(line, uprights, of)), footOf(of)];
}

/** Requests a column. */
function columnsOf({ counts, first, last }: Histogram, axis: Axis): Float64Array {
  const columns = new Float64Array(axis.width);
  let left = positionOf(bucketEdge(first), axis);
  for (let bucket = first; bucket <= last; bucket++) {
    const right = positionOf(bucketEdge(bucket + 1), axis);
    if (counts[bucket]! > 0) spread(counts[bucket]!, left, right, columns);
    left = right;
  }
  return columns;
}

/** A bucket may be a part of a column, or several. */
function spread(count: number, left: number, right: number, columns: Float64Array): void {
  for (let column = Math.floor(left); column < right; column++)
    columns[column]! += (count * (Math.min(right, column + 1) - Math.max(left, column))) / (right - left);
}

/** Eighths of a line; what is not nothing shows as more than nothing. */
function levelsOf(columns: Float64Array, full: number): number[] {
  const highest = columns.reduce((most, requests) => Math.max(most, requests), 0);
  return Array.from(columns, requests =>
    requests > 0 ? Math.max(1, Math.round((requests / highest) * full)) : 0,
  );
}

function overUprights(
  bars: readonly string[],
  uprights: ReadonlySet<number>,
  { role, glyphs }: Ridge,
): Span[] {
  return joined(
    bars.map((bar, column) =>
      bar === ' ' && uprights.has(column) ? ['faint', glyphs.upright] : [role, bar],
    ),
  );
}

function amongTicks(bars: readonly string[], { axis, role, ticks, glyphs }: Ridge): Span[] {
  const columns = new Set(ticks.map(({ ns }) => columnOf(ns, axis)));
  return joined(bars.map((bar, column) => (columns.has(column) ? ['strong', glyphs.upright] : [role, bar])));
}

/** A label has the room up to the next tick, or, at the end of the axis, that before its own. */
function footOf({ axis, ticks, glyphs }: Ridge): Span[] {
  const line = Array<string>(axis.width).fill(glyphs.rule);
  const placed = ticks.map(({ ns, label }) => ({ at: columnOf(ns, axis), label }));
  const apart = placed.filter(({ at }, index) => at !== placed[index - 1]?.at);
  for (const [index, { at, label }] of apart.entries()) {
    const [before, after] = [apart[index - 1]?.at ?? -1, apart[index + 1]?.at ?? axis.width];
    write(line, at, glyphs.foot);
    if (at + label.length < after) write(line, at + 1, label);
    else if (after === axis.width && before < at - label.length) write(line, at - label.length, label);
  }
  return joined(line.map(letter => [letter === glyphs.rule ? 'faint' : 'strong', letter]));
}

/** Every 1, 2 and 5 where they have room, else the powers of ten. */
function labelled(axis: Axis): number[] {
  const on = round.filter(ns => ns >= axis.fromNs && ns < axis.toNs);
  const decade = axis.width / Math.log10(axis.toNs / axis.fromNs);
  if (decade * Math.log10(2) >= labelWidth) return on;
  return on.filter(ns => Number.isInteger(Math.log10(ns)));
}

function columnOf(ns: number, axis: Axis): number {
  return Math.min(axis.width - 1, Math.floor(positionOf(ns, axis)));
}

function positionOf(ns: number, { width, fromNs, toNs }: Axis): number {
  return (width * Math.log(Math.max(ns, fromNs) / fromNs)) / Math.log(toNs / fromNs);
}

const blank = (width: number): string[] => Array<string>(width).fill(' ');

/** What does not fit is left out, not cut. */
function write(line: string[], at: number, text: string): void {
  if (at + text.length <= line.length) line.splice(at, text.length, ...text);
}

function joined(cells: readonly (readonly [Role, string])[]): Span[] {
  const spans: [Role, string][] = [];
  for (const [role, letter] of cells) {
    const last = spans.at(-1);
    if (last && last[0] === role) last[1] += letter;
    else spans.push([role, letter]);
  }
  return spans;
}
