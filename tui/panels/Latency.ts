/**
 * How long requests take, arrival to completion: a row for every queue and doorbell, and their histograms over one
 * axis, so that a doorbell which costs twice as much stands as far to the right of the other one on every queue.
 */
import type { Content, Line, Room } from '../drawing/content.ts';
import { count, duration } from '../drawing/format.ts';
import { type Axis, axisLine, axisOf, ridge } from '../drawing/ridge.ts';
import { type Fitted, fitting, widthOf } from '../drawing/table.ts';
import { cell, type Span } from '../drawing/text.ts';
import { seriesRole } from '../drawing/themes.ts';
import type { QueueSnapshot } from '../run.ts';
import { queueName } from '../state/history.ts';
import { type Completed, completedSince, percentiles } from '../state/latencies.ts';
import { latest, now } from '../state/rates.ts';
import type { State } from '../state/state.ts';

interface Row {
  readonly completed: Completed;
  readonly queue: QueueSnapshot;
  /** p50, p99, p999 and the slowest, in ns. */
  readonly figures: readonly number[];
  /** p99 of the last second, in ns; NaN where nothing completed in it. */
  readonly newestNs: number;
}

interface Column extends Fitted {
  readonly head: string;
  readonly text: (row: Row) => string;
}

const figure = (head: string, at: number, goes: number): Column => ({
  head,
  width: 8,
  goes,
  text: ({ figures }) => duration(figures[at]!),
});

const columns: readonly Column[] = [
  { head: 'requests', width: 9, goes: 4, text: ({ completed }) => count(completed.requests) },
  figure('p50', 0, 0),
  figure('p99', 1, 1),
  figure('p999', 2, 2),
  figure('max', 3, 5),
  { head: '1s p99', width: 8, goes: 3, text: ({ newestNs }) => duration(newestNs) },
];

const shares = [0.5, 0.99, 0.999, 1];
const widestName = 24;
const narrowestName = 10;
/** The mark of the one in use, and `hypercall`. */
const doorbellWidth = 12;
/** The queue's figure and the doorbell, before a histogram. */
const labelWidth = 12;
const narrowestRidge = 24;
const highestRidge = 12;

export function latency(state: State, { width, height }: Room): Content {
  const rows = rowsOf(state);
  if (rows.length === 0) return { heads: [], lines: [[['faint', nothing(state)]]] };
  const about = `arrival to completion, ${state.glyphs.current} doorbell in use`;
  // What the panel's rule, the table and the axis leave.
  const left = height - 3 - rows.length;
  const beside = left < rows.length && width >= 2 * narrowestRidge + narrowestName + doorbellWidth;
  return { about, ...(beside ? besideTable(rows, state, width) : belowTable(rows, state, { width, left })) };
}

function nothing({ baseline }: State): string {
  return baseline === null
    ? 'No request has completed yet.'
    : 'No request has completed since the counters were reset.';
}

function rowsOf(state: State): Row[] {
  const lastSecond = completedSince(state.recent[0], latest(state));
  return completedSince(state.baseline, latest(state)).map(completed => {
    const { queue, doorbell } = completed;
    const newest = lastSecond.find(one => one.queue === queue && one.doorbell === doorbell);
    return {
      completed,
      queue: now(state).queues[queue]!,
      figures: percentiles(completed, shares),
      newestNs: newest ? percentiles(newest, [0.99])[0]! : Number.NaN,
    };
  });
}

type Lines = Pick<Content, 'heads' | 'lines'>;

/** In a low panel every row ends with its histogram, the axis being the head of that column. */
function besideTable(rows: readonly Row[], state: State, width: number): Lines {
  const table = tableOf(rows, state, width - narrowestRidge);
  const axis = axisOf(completedOf(rows), width - table.width - 1);
  const lines = rows.map((row, at) => [...table.lines[at]!, ' ', ...ridgeOf(row, axis, 1, state)[0]!]);
  return { heads: [[...table.head, ' ', axisLine(axis, state.glyphs)]], lines };
}

interface Below {
  readonly width: number;
  /** Lines that there are for the histograms. */
  readonly left: number;
}

function belowTable(rows: readonly Row[], state: State, { width, left }: Below): Lines {
  const table = tableOf(rows, state, width);
  const axis = axisOf(completedOf(rows), width - labelWidth);
  const gap: Line[] = left > 2 * rows.length ? [[]] : [];
  const each = Math.floor((left - gap.length) / rows.length);
  const height = Math.max(1, Math.min(highestRidge, each));
  const ridges = rows.flatMap(row => labelledRidge(row, ridgeOf(row, axis, height, state)));
  const under: Line = [cell('', labelWidth), axisLine(axis, state.glyphs)];
  return { heads: [table.head], lines: [...table.lines, ...gap, ...ridges, under] };
}

/** The label stands where the bars stand, above the foot. */
function labelledRidge({ completed: { queue, doorbell } }: Row, ridge: readonly Span[][]): Line[] {
  const label = `${figureOf(queue)} ${doorbell ?? 'none'}`;
  const labelled = Math.max(0, ridge.length - 2);
  return ridge.map((spans, at) => [
    [seriesRole(queue), cell(at === labelled ? label : '', labelWidth)],
    ...spans,
  ]);
}

function ridgeOf({ completed, figures }: Row, axis: Axis, height: number, { glyphs }: State): Span[][] {
  const ticks = ['p50', 'p99', 'p999'].map((label, at) => ({ ns: figures[at]!, label }));
  return ridge({ completed, axis, height, role: seriesRole(completed.queue), ticks, glyphs });
}

interface Table {
  readonly width: number;
  readonly head: Line;
  readonly lines: readonly Line[];
}

function tableOf(rows: readonly Row[], state: State, room: number): Table {
  const shown = fitting(columns, room - 1 - narrowestName - doorbellWidth);
  const rest = room - 1 - doorbellWidth - widthOf(shown);
  const longest = Math.max(...rows.map(row => nameOf(row).length));
  const name = Math.max(0, Math.min(widestName, longest, rest));
  const heads = shown.map(({ head, width }) => cell(head, width, 'right')).join('');
  return {
    width: 1 + name + doorbellWidth + widthOf(shown),
    head: [['faint', ` ${cell('queue', name)}${cell('   doorbell', doorbellWidth)}${heads}`]],
    lines: rows.map(row => lineOf(row, shown, { name, state })),
  };
}

function lineOf(row: Row, shown: readonly Column[], { name, state }: { name: number; state: State }): Line {
  const { completed, queue } = row;
  const used = completed.doorbell === queue.doorbell;
  const doorbell = ` ${used ? state.glyphs.current : ' '} ${completed.doorbell ?? 'none'}`;
  return [
    [seriesRole(completed.queue), ` ${cell(nameOf(row), name)}`],
    [used ? 'strong' : 'faint', cell(doorbell, doorbellWidth)],
    ...shown.map(({ text, width }) => cell(text(row), width, 'right')),
  ];
}

const completedOf = (rows: readonly Row[]): Completed[] => rows.map(({ completed }) => completed);

const nameOf = ({ completed, queue }: Row): string => `${figureOf(completed.queue)} ${queueName(queue)}`;

/** As it stands in the graph, and before the queue's name in its table. */
const figureOf = (queue: number): string => String((queue + 1) % 10);
