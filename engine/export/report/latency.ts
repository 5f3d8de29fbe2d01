/** How long requests took, by queue and by the doorbell in use: percentiles, and the histograms they are of. */
import { bucketEdge, quantileOf } from '../../sim/histogram.ts';
import { type Axis, logarithmic } from './axis.ts';
import { type Markup, markup } from './markup.ts';
import { duration, durationTick, exact } from './numbers.ts';
import { SERIES } from './plot.ts';
import type { Story } from './story.ts';
import type { Latencies } from './tally.ts';

const QUANTILES = [0.5, 0.9, 0.99, 0.999] as const;
const MOST_ROWS = 48;
const MOST_HISTOGRAMS = 12;

export function latencies({ all, queues }: Story): Markup {
  const order = [...queues.keys()];
  const rows = [...all.latencies.values()]
    .filter(({ counts }) => totalOf(counts) > 0)
    .sort((a, b) => order.indexOf(a.queue) - order.indexOf(b.queue));
  if (rows.length === 0) return markup`<p>No request came back.</p>`;
  const more = rows.length - MOST_ROWS;
  return markup`<p class="note">From arrival to completion, by the doorbell in use at the completion.</p>
<div class="wide"><table>
<thead><tr><th scope="col">Queue</th><th scope="col">Doorbell</th><th scope="col" class="number">Requests</th>${QUANTILES.map(q => markup`<th scope="col" class="number">p${100 * q}</th>`)}<th scope="col" class="number">max</th></tr></thead>
<tbody>${rows.slice(0, MOST_ROWS).map(rowOf)}</tbody></table></div>
${more > 0 && markup`<p class="note">And ${more} more.</p>`}
${histograms(rows.slice(0, MOST_HISTOGRAMS))}`;
}

const totalOf = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);

const maxOf = (counts: Float64Array): number => bucketEdge(counts.findLastIndex(count => count > 0));

const rowOf = ({ queue, doorbell, counts }: Latencies): Markup =>
  markup`<tr><th scope="row">${queue}</th><td>${nameOf(doorbell)}</td><td class="number">${exact(totalOf(counts))}</td>${QUANTILES.map(q => markup`<td class="number">${duration(quantileOf(counts, q))}</td>`)}<td class="number">${duration(maxOf(counts))}</td></tr>
`;

/** Where no doorbell is in use that is null in the log. */
const nameOf = (doorbell: string): string => (doorbell === 'null' ? 'none' : doorbell);

/** Bars of a histogram: a quarter of a power of two each. */
const PARTS = 4;

/** All on one logarithmic axis, so that they can be read against each other. */
function histograms(rows: readonly Latencies[]): Markup {
  const bars = rows.map(({ counts }) => barsOf(counts));
  const axis = logarithmic(bars.flat().flatMap(({ from, to }) => [from, to]));
  return markup`<figure class="histograms"><figcaption><h3>How requests spread</h3><p class="note">All on one axis of times; a bar is as high as its share of the requests, dotted lines are p50 and p99.</p></figcaption>
${rows.map((row, at) => histogram(row, bars[at]!, axis, at))}
<svg class="times" aria-hidden="true" width="100%">${axis.ticks.map(ns => timeOf(ns, axis.at(ns)))}</svg></figure>`;
}

interface Bar {
  /** Nanoseconds. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

function barsOf(counts: Float64Array): Bar[] {
  const bars = new Map<number, number>();
  for (const [bucket, count] of counts.entries()) {
    const bar = Math.floor(Math.log2(Math.max(1, bucketEdge(bucket))) * PARTS);
    if (count > 0) bars.set(bar, (bars.get(bar) ?? 0) + count);
  }
  return [...bars].map(([bar, count]) => ({ from: 2 ** (bar / PARTS), to: 2 ** ((bar + 1) / PARTS), count }));
}

const percent = (part: number): string => `${(100 * part).toFixed(2)}%`;

function timeOf(ns: number, at: number): Markup {
  const anchor = at < 0.02 ? 'start' : at > 0.98 ? 'end' : 'middle';
  return markup`<text class="tick" x="${percent(at)}" y="14" text-anchor="${anchor}">${durationTick(ns)}</text>`;
}

function histogram(
  { queue, doorbell, counts }: Latencies,
  bars: readonly Bar[],
  axis: Axis,
  at: number,
): Markup {
  const total = totalOf(counts);
  const most = Math.max(...bars.map(({ count }) => count));
  const [p50, p99] = [quantileOf(counts, 0.5), quantileOf(counts, 0.99)];
  const title = `${queue} by ${nameOf(doorbell)}`;
  const upright = (of: string, ns: number) =>
    markup`<line class="${of}" x1="${percent(axis.at(ns))}" x2="${percent(axis.at(ns))}" y2="100%"/>`;
  const barOf = ({ from, to, count }: Bar) =>
    markup`<rect class="fill s${at % SERIES}" x="${percent(axis.at(from))}" width="${percent(axis.at(to) - axis.at(from))}" y="${percent(1 - count / most)}" height="${percent(count / most)}"/>`;
  return markup`<div class="histogram"><p>${title} <span class="note">${exact(total)} requests, p50 ${duration(p50)}, p99 ${duration(p99)}</span></p>
<svg role="img" width="100%"><title>${title}: half of ${exact(total)} requests took ${duration(p50)} or less, 99 of 100 took ${duration(p99)} or less.</title>
${axis.ticks.map(ns => upright('grid', ns))}${bars.map(barOf)}${[p50, p99].map(ns => upright('quantile', ns))}</svg></div>
`;
}
