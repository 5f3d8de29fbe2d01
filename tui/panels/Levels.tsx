/** Where the exits come from and who handles them: a block a level, a line for each reason and handler. */
import type { ReactElement } from 'react';
import { count, rate } from '../format.ts';
import { type ExitRate, exitRates, type Interval } from '../rates.ts';
import type { LevelSnapshot, Snapshot } from '../run.ts';
import { cell, type Span } from '../text.ts';
import { type Frame, Panel } from './Panel.tsx';

interface Props extends Frame {
  readonly interval: Interval;
  readonly baseline: Snapshot | null;
  readonly focused: boolean;
  /** Lines scrolled away at the top. */
  readonly offset: number;
}

/** Widths of the columns right of the reason, which takes what is left over. */
const widths = { handler: 9, rate: 9, total: 8 };

/** As long as EXTERNAL_INTERRUPT, the longest reason there is, with its indent and a gap. */
const widestReason = 21;

export function Levels({ interval, baseline, focused, offset, ...frame }: Props): ReactElement {
  const { levels } = interval.to;
  const room = Math.min(widestReason, frame.width - widths.handler - widths.rate - widths.total);
  const lines = levels.flatMap((level, index) => {
    const rows = exitRates(index, interval, baseline);
    return [headOf(level, index, rows, room), ...rows.map(row => lineOf(row, levels, room))];
  });
  return <Panel title="1 Levels: exits" focused={focused} lines={lines.slice(offset)} {...frame} />;
}

function headOf(level: LevelSnapshot, index: number, rows: readonly ExitRate[], room: number): Span[] {
  const perSecond = rows.reduce((sum, row) => sum + row.perSecond, 0);
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const label = cell(`L${index} ${level.name}  ${level.hypervisor ?? ''}`, room + widths.handler);
  return [
    ['strong', label + cell(rate(perSecond), widths.rate, 'right')],
    cell(count(total), widths.total, 'right'),
  ];
}

/** `npf -> H`: H served it; `npf > G1`: H reflected it to G1, as a route's short form has it. */
function lineOf(row: ExitRate, levels: readonly LevelSnapshot[], room: number): Span[] {
  const handler = levels[row.handledBy]?.name ?? `L${row.handledBy}`;
  const arrow = row.reflected ? ' > ' : '-> ';
  return [
    cell(`  ${row.reason}`, room - 1),
    [row.reflected ? 'warning' : 'faint', cell(` ${arrow}${handler}`, widths.handler + 1)],
    cell(rate(row.perSecond), widths.rate, 'right'),
    ['faint', cell(count(row.total), widths.total, 'right')],
  ];
}
