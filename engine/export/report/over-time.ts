/** The plots: exits by level and reason, what is in the queues, kicks and latencies, all over simulated time. */

import { quantileOf } from '../../sim/histogram.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';
import { count, countTick, duration, durationTick, rate, rateTick } from './numbers.ts';
import { type Plot, plot, SERIES, type Series } from './plot.ts';
import type { Bin, QueueBin, Story } from './story.ts';
import { latencyOf } from './tally.ts';

/** Levels, and queues, that get a line. */
const MOST_LEVELS = 8;
const MOST_QUEUES = 4 * SERIES;

export function overTime(story: Story): Markup {
  if (story.bins.length === 0) return markup`<p>The log is too short for a plot.</p>`;
  const { changes, bins, queues } = story;
  const names = [...queues.keys()].slice(0, MOST_QUEUES);
  const frame = { over: story, intervals: bins, marks: changes };
  const left = queues.size - names.length;
  return markup`${exitPlots(story, frame)}
${grouped(names, 'Buffers in the queue', frame, name => occupancy(story, name), { tick: countTick })}
${grouped(names, 'Kicks a second', frame, name => kicks(story, name), { tick: rateTick })}
${grouped(names, 'Latency, p99', frame, name => latency(story, name), { tick: durationTick, scale: 'logarithmic' })}
${left > 0 && markup`<p class="note">${left} more queues have no line here.</p>`}`;
}

type Frame = Pick<Plot, 'over' | 'intervals' | 'marks'>;

/** A plot a level, its most frequent reasons for an exit by name and the others together. */
function exitPlots({ exits, bins, levels, all }: Story, frame: Frame): readonly Markup[] {
  const rows = [...exits].toSorted(([, a], [, b]) => b.count - a.count);
  const numbers = [...new Set(rows.map(([, { level }]) => level))].sort((a, b) => b - a);
  return numbers.slice(0, MOST_LEVELS).map(level => {
    const own = rows.filter(([, row]) => row.level === level && row.count > 0);
    const shown = own.length > SERIES ? own.slice(0, SERIES - 1) : own;
    const others = own.slice(shown.length);
    const line = (name: string, of: typeof own): Series => ({
      name,
      figure: rate((of.reduce((sum, [, row]) => sum + row.count, 0) / all.ns) * 1e9),
      values: bins.map(bin => of.reduce((sum, [key]) => sum + (bin.exits.get(key) ?? 0), 0)),
    });
    const server = (handledBy: number) => levels[handledBy] ?? `L${handledBy}`;
    const series = shown.map(row => line(`${row[1].reason}, served by ${server(row[1].handledBy)}`, [row]));
    if (others.length > 0) series.push(line(`${others.length} other reasons`, others));
    const title = `Exits of L${level} ${levels[level] ?? ''} a second`;
    return plot({ ...frame, title, series, tick: rateTick, scale: 'linear' });
  });
}

/** As many plots as it takes for a line a queue. */
function grouped(
  names: readonly string[],
  title: string,
  frame: Frame,
  line: (name: string) => Series,
  axis: Pick<Plot, 'tick'> & Partial<Plot>,
): readonly Markup[] {
  const groups = Array.from({ length: Math.ceil(names.length / SERIES) }, (_, at) =>
    names.slice(at * SERIES, (at + 1) * SERIES),
  );
  return groups.map(group =>
    plot({ ...frame, scale: 'linear', ...axis, title, series: group.map(name => line(name)) }),
  );
}

const valuesOf = (bins: readonly Bin[], name: string, of: (queue: QueueBin) => number): number[] =>
  bins.map(({ queues }) => {
    const queue = queues.get(name);
    return queue === undefined ? Number.NaN : of(queue);
  });

function occupancy({ bins, queues }: Story, name: string): Series {
  const values = valuesOf(bins, name, each => each.occupancy.mean);
  const band = bins.map(bin => bin.queues.get(name)?.occupancy ?? { least: Number.NaN, most: Number.NaN });
  const most = Math.max(0, ...band.map(each => each.most || 0));
  return { name, figure: `up to ${count(most)} of ${count(queues.get(name) ?? Number.NaN)}`, values, band };
}

function kicks({ bins, all }: Story, name: string): Series {
  const perSecond = ((all.queues.get(name)?.kicks ?? 0) / all.ns) * 1e9;
  return { name, figure: rate(perSecond), values: valuesOf(bins, name, each => each.kicksPerSecond) };
}

function latency({ bins, all }: Story, name: string): Series {
  const figure = duration(quantileOf(latencyOf(all, name), 0.99));
  return { name, figure, values: valuesOf(bins, name, each => each.p99Ns) };
}
