/** Every hop of the last routes, newest at the bottom. Only the lines that are looked at are made. */
import type { ReactElement } from 'react';
import { instant } from '../format.ts';
import type { Cause, Executed, Hop, LevelSnapshot, Route } from '../run.ts';
import { cell, type Span } from '../text.ts';
import { type Frame, Panel } from './Panel.tsx';

interface Props extends Frame {
  readonly traps: readonly Executed[];
  readonly levels: readonly LevelSnapshot[];
  readonly focused: boolean;
  /** Lines between the bottom of the panel and the newest line; 0 follows the tail. */
  readonly back: number;
}

/** Widths of the columns after the time; what the trap was for takes the rest. */
interface Widths {
  readonly level: number;
  readonly what: number;
  readonly handler: number;
}

const narrow: Widths = { level: 5, what: 20, handler: 8 };
const wide: Widths = { level: 10, what: 30, handler: 14 };

/** From this width on, the wide columns leave enough for the cause. */
const roomy = 100;

export function TrapLog({ traps, levels, focused, back, ...frame }: Props): ReactElement {
  const rows = visibleRows(traps, back, frame.height - 1);
  const widths = frame.width < roomy ? narrow : wide;
  const lines = rows.map(row => lineOf(row, levels, widths));
  const title = back > 0 ? `3 Traps, ${back} lines back` : '3 Traps';
  return <Panel title={title} focused={focused} lines={lines} {...frame} />;
}

/** One line of the log: a hop of a route, or a route that made no exit at all. */
interface Row {
  readonly executed: Executed;
  readonly index: number;
}

/** The `count` rows that end `back` rows before the newest, oldest first. */
export function visibleRows(traps: readonly Executed[], back: number, count: number): Row[] {
  const rows: Row[] = [];
  let skip = back;
  for (let at = traps.length - 1; at >= 0 && rows.length < count; at--) {
    const executed = traps[at]!;
    const hops = Math.max(1, executed.route.hops.length);
    for (let index = hops - 1 - skip; index >= 0 && rows.length < count; index--)
      rows.push({ executed, index });
    skip = Math.max(0, skip - hops);
  }
  return rows.reverse();
}

function lineOf({ executed, index }: Row, levels: readonly LevelSnapshot[], widths: Widths): Span[] {
  const { route, atNs } = executed;
  const hop = route.hops[index];
  const first = index === 0;
  const last = index >= route.hops.length - 1;
  return [
    ['faint', cell(first ? instant(atNs) : '', 15, 'right')],
    ...(hop ? hopOf(hop, route, levels, widths) : noHopOf(route, widths)),
    // Before the cause, which a narrow screen cuts.
    ...(last ? outcomeOf(route) : []),
    [first ? 'strong' : 'faint', causeOf(route.cause)],
  ];
}

function hopOf(hop: Hop, of: Route, levels: readonly LevelSnapshot[], widths: Widths): Span[] {
  // Guests beside each other share a level.
  const nameOf = (level: number) => (level === of.level ? of.guest : (levels[level]?.name ?? `L${level}`));
  // Deep causes would push the reason out of its column; from the sixth on they stand below each other.
  const indent = ' '.repeat(Math.min(hop.depth, 5));
  const what = `${indent}${hop.reason}${hop.detail === null ? '' : ` ${hop.detail}`}`;
  const arrow = hop.reflected ? ' > ' : '-> ';
  return [
    `  ${cell(nameOf(hop.level), widths.level)}`,
    cell(what, widths.what),
    [hop.reflected ? 'warning' : 'faint', cell(` ${arrow}${nameOf(hop.handledBy)}`, widths.handler)],
    ' ',
  ];
}

function noHopOf({ guest }: Route, { level, what, handler }: Widths): Span[] {
  return [`  ${cell(guest, level)}`, ['good', cell('no exit', what + handler)], ' '];
}

function causeOf(cause: Cause): string {
  switch (cause.kind) {
    case 'kick':
      return `${cause.device}.${cause.queue} kick, ${cause.doorbell}`;
    case 'interrupt':
      return `${cause.device}.${cause.queue} interrupt, vector ${cause.vector}`;
    case 'halt':
      return 'halts';
    case 'timer':
      return 'timer';
    case 'operation':
      return cause.name;
  }
}

function outcomeOf({ outcome, error, reached }: Route): Span[] {
  switch (outcome) {
    case 'delivered':
      return [];
    case 'error':
      return [['alarm', `error ${error ?? ''}  `]];
    case 'wrong-device':
      return [['alarm', `wrong device ${reached ?? ''}  `]];
    case 'dma-fault':
      return [['alarm', 'DMA fault  ']];
    case 'corrupt':
      return [['alarm', 'corrupts memory  ']];
  }
}
