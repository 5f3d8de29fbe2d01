/**
 * A plot over time, as SVG without a script. It is as wide as the page: what is drawn stretches, texts and strokes do
 * not. Rates are means over an interval, so that a line is a stair, and what changes at a mark changes there.
 */
import { type Axis, linear, logarithmic, niceTicks } from './axis.ts';
import type { Change } from './changes.ts';
import { type Markup, markup } from './markup.ts';
import { durationTick } from './numbers.ts';
import type { Interval } from './story.ts';

export interface Series {
  readonly name: string;
  /** One number that says how large it is, beside the name. */
  readonly figure: string;
  /** One an interval; NaN where there is nothing to draw. */
  readonly values: readonly number[];
  /** What the values are the means of. */
  readonly band?: readonly { readonly least: number; readonly most: number }[];
}

export interface Plot {
  readonly title: string;
  readonly over: Interval;
  readonly intervals: readonly Interval[];
  /** `SERIES` at most. */
  readonly series: readonly Series[];
  readonly marks: readonly Change[];
  /** Of the vertical axis. */
  readonly tick: (value: number) => string;
  readonly scale: 'linear' | 'logarithmic';
}

/** As many lines as can be told apart. */
export const SERIES = 6;

/** What is drawn lies in a square of so many units, whatever its size on the page. */
const UNITS = 1000;
/** Room above the lines: for a figure, and for the letters of marks. */
const TOP = 90;
const TOP_WITH_MARKS = 150;

export function plot({ title, over, intervals, series, marks, tick, scale }: Plot): Markup {
  const x = (ns: number) => Math.round((UNITS * (ns - over.fromNs)) / (over.toNs - over.fromNs));
  const axis: Axis = (scale === 'linear' ? linear : logarithmic)(series.flatMap(drawn));
  const top = marks.length > 0 ? TOP_WITH_MARKS : TOP;
  const y = (value: number) => Math.round(UNITS - (UNITS - top) * axis.at(value));
  const stair = (values: readonly number[]) => stairs(values, intervals, x, y);
  return markup`<figure class="plot"><figcaption><h3>${title}</h3><ul class="legend">${series.map(keyOf)}</ul></figcaption>
<svg class="graph" role="img" width="100%"><title>${title}: ${series.map(told).join('; ')}.</title>
${axis.ticks.map(value => gridLine(y(value)))}
<svg width="100%" height="100%" viewBox="0 0 ${UNITS} ${UNITS}" preserveAspectRatio="none">${series.map(
    ({ values, band }, at) => markup`
${band === undefined ? null : markup`<path class="band s${at}" d="${bandPath(band, intervals, x, y)}"/>`}<path class="line s${at}" d="${stair(values)}"/>`,
  )}
</svg>
${axis.ticks.map(value => y(value) < UNITS && tickText(y(value), tick(value)))}
${markLines(marks, x)}</svg>
<svg class="times" aria-hidden="true" width="100%">${niceTicks(over.fromNs, over.toNs, 4).map(ns => timeOf(ns, x(ns)))}</svg></figure>
`;
}

const drawn = ({ values, band = [] }: Series): number[] =>
  [...values, ...band.map(({ most }) => most)].filter(Number.isFinite);

const told = ({ name, figure }: Series): string => `${name} ${figure}`;

const keyOf = ({ name, figure }: Series, at: number): Markup =>
  markup`<li><svg class="key" aria-hidden="true" width="28" height="10"><line class="line s${at}" x1="1" x2="27" y1="5" y2="5"/></svg>${name} <b>${figure}</b></li>`;

const percent = (units: number): string => `${units / (UNITS / 100)}%`;

const gridLine = (at: number): Markup =>
  markup`<line class="grid" x2="100%" y1="${percent(at)}" y2="${percent(at)}"/>`;

const tickText = (at: number, label: string): Markup =>
  markup`<text class="tick" y="${percent(at)}" dy="-4">${label}</text>`;

function timeOf(ns: number, at: number): Markup {
  const anchor = at < UNITS / 50 ? 'start' : at > UNITS - UNITS / 50 ? 'end' : 'middle';
  return markup`<text class="tick" x="${percent(at)}" y="14" text-anchor="${anchor}">${durationTick(ns)}</text>`;
}

/** Letters of neighbours stand below each other. */
function markLines(marks: readonly Change[], x: (ns: number) => number): readonly Markup[] {
  let [last, row] = [Number.NEGATIVE_INFINITY, 0];
  return marks.map(({ letter, atNs, what }) => {
    const at = Math.min(UNITS, Math.max(0, x(atNs)));
    row = at - last < UNITS / 16 ? (row + 1) % 4 : 0;
    last = at;
    const middle = 11 + 22 * row;
    return markup`<g class="mark"><title>${letter}: ${what}</title><line x1="${percent(at)}" x2="${percent(at)}" y2="100%"/><svg class="flag" x="${percent(at)}" y="${middle}"><circle r="9"/><text dy="4">${letter}</text></svg></g>`;
  });
}

type Place = (value: number) => number;

/** Level over an interval, straight up or down to the next one's. */
function stairs(values: readonly number[], intervals: readonly Interval[], x: Place, y: Place): string {
  let [path, endNs, height] = ['', Number.NaN, Number.NaN];
  for (const [at, { fromNs, toNs }] of intervals.entries()) {
    const value = values[at]!;
    if (Number.isNaN(value)) {
      endNs = Number.NaN;
      continue;
    }
    const next = y(value);
    if (endNs !== fromNs) path += `M${x(fromNs)} ${next}`;
    else if (next !== height) path += `V${next}`;
    path += `H${x(toNs)}`;
    [endNs, height] = [toNs, next];
  }
  // Of several along one level the last is enough.
  return path.replaceAll(/(?:H\d+)+(?=H)/g, '');
}

/** Intervals that follow each other without a gap, there along the most and back along the least. */
function bandPath(
  band: readonly { readonly least: number; readonly most: number }[],
  intervals: readonly Interval[],
  x: Place,
  y: Place,
): string {
  const rows = band.flatMap(({ least, most }, at) =>
    Number.isNaN(most) ? [] : [{ ...intervals[at]!, least, most }],
  );
  const runs = runsOf(rows);
  return runs
    .map(run => {
      const there = run.map(({ fromNs, toNs, most }) => `${x(fromNs)} ${y(most)} ${x(toNs)} ${y(most)}`);
      const back = run
        .toReversed()
        .map(({ fromNs, toNs, least }) => `${x(toNs)} ${y(least)} ${x(fromNs)} ${y(least)}`);
      return `M${[...there, ...back].join(' ')}Z`;
    })
    .join('');
}

function runsOf<T extends Interval>(rows: readonly T[]): T[][] {
  const runs: T[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1)!.toNs === row.fromNs) last.push(row);
    else runs.push([row]);
  }
  return runs;
}
