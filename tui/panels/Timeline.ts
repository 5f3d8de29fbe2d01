/**
 * Where a replay stands: how much of the session has passed, the whole of it as a line with a sign for what happened
 * on it, and the time at which that was. Where it is narrow the date goes, then the time; then the line.
 *
 *   0:12.3 of 1:00:00.0  ━━━━◆━━━▲━━█──────◆────────  2026-11-28 14:02:10
 */
import type { Line } from '../drawing/content.ts';
import { clockTime, stopwatch } from '../drawing/format.ts';
import type { Glyphs } from '../drawing/glyphs.ts';
import { lengthOf } from '../drawing/spans.ts';
import type { Span } from '../drawing/text.ts';
import type { Role } from '../drawing/themes.ts';
import type { Moment } from '../run.ts';
import { elapsedNs, shown, type Timeline, totalNs } from '../state/timeline.ts';

/** A line that is shorter tells little of where something is. */
const shortest = 24;

export function timelineLine(timeline: Timeline, width: number, glyphs: Glyphs): Line {
  const passed = `${stopwatch(elapsedNs(timeline))} of ${stopwatch(totalNs(timeline))}`;
  const roomBeside = (time: string) => width - lengthOf([passed, '  ', time]);
  const time = timesOf(timeline).find(text => roomBeside(text) >= shortest) ?? '';
  if (roomBeside(time) < shortest) return [['strong', passed]];
  return [['strong', passed], '  ', ...railOf(timeline, roomBeside(time), glyphs), ['faint', time]];
}

/** The longest first. A log that does not say when it was has none. */
function timesOf(timeline: Timeline): string[] {
  const { unixMs } = shown(timeline);
  if (!Number.isFinite(unixMs)) return [];
  const on = new Date(unixMs);
  const day = [on.getFullYear(), on.getMonth() + 1, on.getDate()].map(part => String(part).padStart(2, '0'));
  return [`  ${day.join('-')} ${clockTime(on)}`, `  ${clockTime(on)}`];
}

type Cell = 'passed' | 'ahead' | 'here' | Moment['kind'] | 'both';

const roles: Readonly<Record<Cell, Role>> = {
  ...{ passed: 'strong', ahead: 'faint', here: 'focus' },
  ...{ change: 'warning', error: 'alarm', both: 'alarm' },
};

/** The place where the replay stands hides what happened there, which the header tells in words. */
function railOf(timeline: Timeline, columns: number, glyphs: Glyphs): Span[] {
  const total = totalNs(timeline);
  const columnOf = (look: number) =>
    total > 0 ? Math.round((elapsedNs(timeline, look) / total) * (columns - 1)) : 0;
  const here = columnOf(timeline.look);
  const cells = Array.from({ length: columns }, (_, at): Cell => (at < here ? 'passed' : 'ahead'));
  for (const { kind, look } of timeline.moments) {
    if (look >= timeline.length) continue;
    const at = columnOf(look);
    const before = cells[at]!;
    cells[at] = before === kind || before === 'passed' || before === 'ahead' ? kind : 'both';
  }
  cells[here] = 'here';
  return runsOf(cells).map(([cell, count]) => [roles[cell], glyphs[cell].repeat(count)]);
}

/** Neighbours of one kind in one. */
function runsOf(cells: readonly Cell[]): (readonly [Cell, number])[] {
  const runs: [Cell, number][] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last?.[0] === cell) last[1]++;
    else runs.push([cell, 1]);
  }
  return runs;
}
