/** Occupancy of every queue over the last seconds, drawn by blessed-contrib's line chart; edits are marked on it. */

import { drawChart, pointsIn, type Series } from '../drawing/chart.ts';
import type { Content, Line, Room } from '../drawing/content.ts';
import type { Span } from '../drawing/text.ts';
import { seriesRole } from '../drawing/themes.ts';
import type { QueueSnapshot } from '../run.ts';
import { type HistoryPoint, queueName } from '../state/history.ts';
import { now } from '../state/rates.ts';
import type { State } from '../state/state.ts';

export function occupancy(state: State, { width, height }: Room): Content {
  const { marks, glyphs } = state;
  const history = state.history.slice(-pointsIn(width));
  const series = now(state).queues.map((queue, index) => seriesOf(queue, index, history));
  const newest = history.at(-1)!;
  const drawn = drawChart({
    width,
    height: height - 2,
    labels: history.map(point => ageOf(point, newest, state.history[0]!)),
    series,
    marks: marks.map(({ letter, wallNs }) => ({ letter, at: indexAt(history, wallNs) })),
    glyphs,
  });
  return { heads: [legendOf(series)], lines: drawn };
}

const shortNs = 20e9;

function seriesOf(queue: QueueSnapshot, index: number, history: readonly HistoryPoint[]): Series {
  const name = queueName(queue);
  return {
    title: name,
    // Beside its colour, which not everybody sees and not every terminal has.
    letter: String((index + 1) % 10),
    role: seriesRole(index),
    values: history.map(({ occupancy: held }) => held[name] ?? 0),
  };
}

/** In wall time, which is what a watcher waits; in whole seconds where tenths would all look alike. */
function ageOf({ wallNs }: HistoryPoint, newest: HistoryPoint, oldest: HistoryPoint): string {
  const seconds = (newest.wallNs - wallNs) / 1e9;
  const isShort = newest.wallNs - oldest.wallNs < shortNs;
  return seconds === 0 ? '0s' : `-${isShort ? seconds.toFixed(1) : Math.round(seconds)}s`;
}

/** The last point before that time; -1 where the graph begins later. */
function indexAt(history: readonly HistoryPoint[], wallNs: number): number {
  return history.findLastIndex(point => point.wallNs <= wallNs);
}

function legendOf(series: readonly Series[]): Line {
  return series.flatMap<Span>(({ role, letter, title }) => [[role, `${letter} ${title}  `]]);
}
