/** Ladders on a wall: as many side by side as fit, the others below them, all with their rails at the same places. */

import { type Route, type Steps, stepsOf } from '../run.ts';
import type { Content, Line, Room } from './content.ts';
import type { Glyphs } from './glyphs.ts';
import { drawLadder, type Measure, measure, narrowest } from './ladder.ts';
import { fitted } from './spans.ts';
import { wrapped } from './text.ts';
import type { Role } from './themes.ts';

/** A route to be drawn, with what stands over and under its ladder. */
export interface Scene {
  readonly route: Route;
  /** Of the levels, from H up. */
  readonly names: readonly string[];
  readonly heads: (width: number) => readonly Line[];
  readonly end: string;
}

/** From so many rows on, what stands over the ladders does not scroll away. */
export const rowsForHeads = 12;

const gutter = 3;

/**
 * `scenes`: at least one. The reasons stand beside the arrows; where there is no room, each ladder's own below it; and
 * where ladders stand below each other, all of them at the end.
 */
export function gallery(scenes: readonly Scene[], glyphs: Glyphs, { width, height }: Room): Content {
  const ladders = scenes.map(({ route, names }) => stepsOf(route, names));
  const columns = columnsFor(ladders, width);
  const column = Math.floor((width - gutter * (columns - 1)) / columns);
  const measured = measure(ladders, scenes[0]!.names, column);
  const pictures = scenes.map((scene, at) => pictureOf(scene, ladders[at]!, { measured, glyphs, column }));
  if (columns < pictures.length) {
    const reasons = measured.why > 0 ? [] : reasonsOf(ladders, width);
    return { heads: [], lines: [...bandsOf(pictures, columns, column), ...reasons] };
  }
  const low = height < rowsForHeads;
  const heads = sideBySide(pictures, column, one => [...one.heads, ...(low ? [] : [[]]), one.names]);
  const lines = sideBySide(pictures, column, one => [...one.lines, ...one.reasons]);
  return low ? { heads: [], lines: [...heads, ...lines] } : { heads, lines };
}

function columnsFor(ladders: readonly Steps[], width: number): number {
  const fit = Math.floor((width + gutter) / (narrowest(ladders) + gutter));
  return Math.max(1, Math.min(ladders.length, fit));
}

interface Picture {
  readonly heads: readonly Line[];
  readonly names: Line;
  readonly lines: readonly Line[];
  /** Where they do not stand beside the arrows. */
  readonly reasons: readonly Line[];
}

interface Look {
  readonly measured: Measure;
  readonly glyphs: Glyphs;
  readonly column: number;
}

function pictureOf({ route, names, heads, end }: Scene, steps: Steps, look: Look): Picture {
  const { measured, glyphs, column } = look;
  const good = route.outcome === 'delivered';
  const role: Role = good ? 'good' : 'alarm';
  const ladder = drawLadder(steps, names, { measure: measured, glyphs, end: role });
  // The sign at the end is the one on the rail where the doorbell is heard.
  const sign = route.reached !== null ? `${glyphs.bell} ` : good ? '' : `${glyphs.times} `;
  const ends = wrapped(sign + end, column - 1).map((line): Line => [[role, ` ${line}`]]);
  const reasons = measured.why > 0 ? [] : [[], ...reasonsOf([steps], column)];
  return { heads: heads(column), names: ladder.names, lines: [...ladder.rungs, ...ends], reasons };
}

function bandsOf(pictures: readonly Picture[], columns: number, column: number): Line[] {
  const bands = Array.from({ length: Math.ceil(pictures.length / columns) }, (_, band) =>
    pictures.slice(band * columns, (band + 1) * columns),
  );
  return bands.flatMap(band =>
    sideBySide(band, column, ({ heads, names, lines }) => [...heads, [], names, ...lines, []]),
  );
}

function sideBySide<T>(all: readonly T[], column: number, linesOf: (one: T) => readonly Line[]): Line[] {
  const parts = all.map(linesOf);
  const rows = Math.max(0, ...parts.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) =>
    parts.flatMap((lines, index) => [
      ...(index === 0 ? [] : [' '.repeat(gutter)]),
      ...fitted(lines[row] ?? [], column),
    ]),
  );
}

/** Each of them once. */
function reasonsOf(ladders: readonly Steps[], width: number): Line[] {
  const exits = ladders.flatMap(({ steps }) => steps.flatMap(({ exit }) => exit?.hop ?? []));
  const told = new Map(exits.map(({ why, reason }) => [why, `${reason}:`]));
  return Array.from(told).flatMap(([why, of]) =>
    wrapped(`${of} ${why}`, width - 1).map((line, at): Line => {
      const said = at === 0 ? of : '';
      return [` ${said}`, ['faint', line.slice(said.length)]];
    }),
  );
}
