/** Every hop of the last routes, newest at the bottom. Only the lines that are looked at are made. */
import type { Content, Line, Room } from '../drawing/content.ts';
import { instant } from '../drawing/format.ts';
import { cell, type Span } from '../drawing/text.ts';
import type { Executed, Hop, LevelSnapshot, Route } from '../run.ts';
import { now } from '../state/rates.ts';
import type { State } from '../state/state.ts';
import { causeOf, guestName, type Row, rowsBefore, trapsOf } from '../state/trap-rows.ts';

/** Widths of the columns after the time; what the trap was for takes the rest. */
interface Widths {
  readonly time: number;
  readonly level: number;
  readonly what: number;
  readonly handler: number;
}

const tight: Widths = { time: 0, level: 4, what: 16, handler: 7 };
const narrow: Widths = { time: 15, level: 5, what: 19, handler: 8 };
const wide: Widths = { time: 15, level: 10, what: 30, handler: 14 };

const widthsFor = (width: number): Widths => (width < 60 ? tight : width < 100 ? narrow : wide);

export function trapLog(state: State, { width, height }: Room): Content {
  const page = Math.max(1, height - 1);
  const back = state.scroll.traps;
  // The cursor stands in the middle, but for the newest lines, which it walks through.
  const below = Math.max(0, back - Math.floor(page / 2));
  const rows = rowsBefore(trapsOf(state), below, page);
  const cursor = rows.length - 1 - (back - below);
  const { levels } = now(state);
  const lines = rows.map((row, at): Line => {
    const marked = back > 0 && at === cursor;
    const mark: Span = [marked ? 'focus' : 'faint', marked ? state.glyphs.cursor : ' '];
    return [mark, ...lineOf(row, continues(rows[at - 1], row), { levels, widths: widthsFor(width) })];
  });
  return { about: aboutOf(state, back), heads: [], lines, first: 0 };
}

function aboutOf({ filter }: State, back: number): string {
  const of = filter.text === '' ? '' : `only ${filter.text}`;
  const at = back > 0 ? `${back} back, held` : '';
  return [of, at].filter(Boolean).join(', ');
}

/** Whether a row goes on with what the row above it began. */
function continues(above: Row | undefined, row: Row): boolean {
  return above !== undefined && above.executed.sequence === row.executed.sequence;
}

interface Look {
  readonly levels: readonly LevelSnapshot[];
  readonly widths: Widths;
}

function lineOf({ executed, index }: Row, goesOn: boolean, { levels, widths }: Look): Span[] {
  const { route } = executed;
  const hop = route.hops[index];
  const last = index >= route.hops.length - 1;
  return [
    ...timeOf(goesOn ? null : executed, widths),
    ...(hop ? hopOf(hop, route, levels, widths) : noHopOf(route, widths)),
    // Before the cause, which a narrow screen cuts.
    ...(last ? outcomeOf(route) : []),
    [goesOn ? 'faint' : 'strong', causeOf(route.cause)],
  ];
}

function timeOf(executed: Executed | null, { time }: Widths): Span[] {
  if (time === 0) return [];
  return [['faint', `${cell(executed === null ? '' : instant(executed.atNs), time - 1, 'right')}  `]];
}

function hopOf(hop: Hop, of: Route, levels: readonly LevelSnapshot[], widths: Widths): Span[] {
  // Deep causes would push the reason out of its column; from the sixth on they stand below each other.
  const indent = ' '.repeat(Math.min(hop.depth, 5));
  const what = `${indent}${hop.reason}${hop.detail === null ? '' : ` ${hop.detail}`}`;
  const arrow = hop.reflected ? ' > ' : '-> ';
  const handler = guestName(hop.handledBy, of, levels);
  return [
    cell(guestName(hop.level, of, levels), widths.level),
    cell(what, widths.what),
    [hop.reflected ? 'warning' : 'faint', cell(` ${arrow}${handler}`, widths.handler)],
    ' ',
  ];
}

function noHopOf({ guest }: Route, { level, what, handler }: Widths): Span[] {
  return [cell(guest, level), ['good', cell('no exit', what + handler)], ' '];
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
