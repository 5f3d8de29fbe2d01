/**
 * Where the exits come from and who handles them: a matrix, a block of rows for each level that exits come from, a
 * column for each hypervisor that handles them. Where those columns do not fit, a row says its handler instead.
 */
import type { Content, Line, Room } from '../drawing/content.ts';
import { count, rate } from '../drawing/format.ts';
import { sparkline } from '../drawing/glyphs.ts';
import { cell, type Span } from '../drawing/text.ts';
import type { LevelSnapshot } from '../run.ts';
import { levelHistory } from '../state/history.ts';
import { cpuShare, type ExitRate, exitRates, type Interval, intervalOf, now } from '../state/rates.ts';
import type { State } from '../state/state.ts';

/** Width of a rate, `412.3k/s`, with a gap. */
const figure = 9;
/** As long as EXTERNAL_INTERRUPT, the longest reason there is, with its indent and a gap. */
const widestReason = 21;
const narrowestReason = 13;
/** Bars of a level's history, each a second. */
const bars = 10;
const looksABar = 10;

export function levels(state: State, { width }: Room): Content {
  const interval = intervalOf(state);
  const of = now(state).levels;
  const rows = of.map((_, level) => exitRates(level, interval, state.baseline?.snapshot ?? null));
  const handlers = of.slice(0, -1);
  const room = width - figure * (handlers.length + 1);
  if (handlers.length === 0 || room < narrowestReason) return asList(state, rows, width);
  const reasonWidth = Math.min(widestReason, room);
  const lines = of.flatMap((level, index) => [
    headOf(level, index, { state, interval, rows: rows[index]!, width }),
    ...rows[index]!.map(row => matrixRow(row, handlers, reasonWidth)),
  ]);
  return { about: 'exits a second, by who handles them', heads: [matrixHead(handlers, reasonWidth)], lines };
}

function matrixHead(handlers: readonly LevelSnapshot[], reasonWidth: number): Line {
  const names = handlers.map(({ name }) => cell(`by ${name}`, figure, 'right')).join('');
  return [['faint', `${cell('from, reason', reasonWidth)}${names}${cell('total', figure, 'right')}`]];
}

/** What a guest hypervisor handles, H reflected to it first. */
function matrixRow(row: ExitRate, handlers: readonly LevelSnapshot[], reasonWidth: number): Line {
  return [
    cell(`  ${row.reason}`, reasonWidth),
    ...handlers.map<Span>((_, level) =>
      level === row.handledBy
        ? [row.reflected ? 'warning' : 'strong', cell(rate(row.perSecond), figure, 'right')]
        : ['faint', cell('.', figure, 'right')],
    ),
    ['faint', cell(count(row.total), figure, 'right')],
  ];
}

interface HeadOf {
  readonly state: State;
  readonly interval: Interval;
  readonly rows: readonly ExitRate[];
  readonly width: number;
}

/** The level itself: its exits, how long its own hypervisor runs, and the last seconds in bars; the name goes last. */
function headOf(level: LevelSnapshot, index: number, { state, interval, rows, width }: HeadOf): Line {
  const perSecond = rows.reduce((sum, row) => sum + row.perSecond, 0);
  const name = `L${index} ${level.name}`;
  const exits = index === 0 ? '' : rate(perSecond);
  const share = level.hypervisor === null ? '' : `cpu ${percent(cpuShare(index, interval))}`;
  const room = { exits: figure, share: 9, bars: bars + 1 };
  let left = width - name.length;
  const fitting = (text: string, wanted: number) => {
    if (left < wanted) return '';
    left -= wanted;
    return cell(text, wanted, 'right');
  };
  const figures = fitting(exits, room.exits);
  const shares = fitting(share, room.share);
  const history = index === 0 ? [] : levelHistory(state.history, index, bars, looksABar);
  const spark = fitting(sparkline(history, state.glyphs), room.bars);
  const profile = level.hypervisor === null ? '' : `  ${level.hypervisor}`;
  const hypervisor = profile.length <= left ? profile : '';
  return [
    ['strong', name],
    ['faint', cell(hypervisor, Math.max(0, left))],
    ['strong', `${shares}${figures}`],
    ['series0', spark],
  ];
}

/** `-> H`: H served it; `> G1`: H reflected it to G1, as a route's short form has it. */
function asList(state: State, rows: readonly ExitRate[][], width: number): Content {
  const of = now(state).levels;
  const interval = intervalOf(state);
  const handlerWidth = 9;
  const reasonWidth = Math.max(0, Math.min(widestReason, width - handlerWidth - figure));
  const lines = of.flatMap((level, index) => [
    headOf(level, index, { state, interval, rows: rows[index]!, width }),
    ...rows[index]!.map<Line>(row => [
      cell(`  ${row.reason}`, reasonWidth),
      [
        row.reflected ? 'warning' : 'faint',
        cell(`${row.reflected ? ' > ' : '-> '}${of[row.handledBy]?.name ?? ''}`, handlerWidth),
      ],
      cell(rate(row.perSecond), figure, 'right'),
    ]),
  ]);
  return { about: 'exits a second', heads: [], lines };
}

function percent(share: number): string {
  if (!Number.isFinite(share)) return '-';
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}%`;
}
