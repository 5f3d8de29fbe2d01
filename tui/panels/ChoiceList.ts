/** The list of what may be run, as lines: a rule a group, a line an entry, and below what the one under the cursor is. */
import type { Line } from '../drawing/content.ts';
import type { Glyphs } from '../drawing/glyphs.ts';
import { cell, type Theme, wrapped } from '../drawing/text.ts';
import { type Choice, type Entry, shownOf } from '../state/choice.ts';
import type { Size } from '../state/layout.ts';
import { ruleOf } from './Panel.tsx';

/** Rows below the list: a rule, a sentence in two lines, the file; and the footer. */
const BELOW = 5;
/** What the list itself must have before anything stands below it. */
const LEAST = 4;
/** Marker, number, blank. */
const LEAD = 5;
/** A sentence of which less would be seen is left to the place below. */
const LEAST_ABOUT = 12;

/** Rows that the list has, rules included. */
export function pageOf({ rows }: Size): number {
  return rows - BELOW >= LEAST ? rows - BELOW : Math.max(1, rows - 1);
}

export function choiceLines(choice: Choice, size: Size, theme: Theme): Line[] {
  const page = pageOf(size);
  const { lines, cursor } = listed(choice, size.columns, theme);
  const first = Math.max(0, Math.min(cursor - Math.floor(page / 2), lines.length - page));
  const shown = lines.slice(first, first + page);
  const blank = Array.from({ length: page - shown.length }, (): Line => []);
  return [...shown, ...blank, ...(page < size.rows - 1 ? below(choice, size.columns, theme) : [])];
}

function listed(choice: Choice, width: number, theme: Theme): { lines: Line[]; cursor: number } {
  const lines: Line[] = [];
  let cursor = 0;
  let group = '';
  const titles = Math.max(0, ...choice.entries.map(({ title }) => title.length));
  for (const index of shownOf(choice)) {
    const entry = choice.entries[index]!;
    if (entry.group !== group)
      lines.push(ruleOf({ title: entry.group, about: '', focused: false, width, theme }));
    group = entry.group;
    // The rule of its group is seen with the first of them.
    if (index === choice.cursor) cursor = lines.length;
    lines.push(entryLine(entry, index + 1, index === choice.cursor, { titles, width, glyphs: theme.glyphs }));
  }
  return lines.length > 0 ? { lines, cursor } : { lines: [[['warning', ' none has these words']]], cursor };
}

function entryLine(entry: Entry, number: number, chosen: boolean, { titles, width, glyphs }: Columns): Line {
  const { title, about } = entry;
  const room = width - LEAD - titles - 2;
  const lead = `${chosen ? glyphs.cursor : ' '}${String(number).padStart(LEAD - 2)} `;
  return [
    [chosen ? 'focus' : 'faint', lead],
    [chosen ? 'focus' : 'strong', cell(title, titles)],
    ['faint', room < LEAST_ABOUT ? '' : `  ${shortened(about, room)}`],
  ];
}

/** `titles`: what the longest takes. */
interface Columns {
  readonly titles: number;
  readonly width: number;
  readonly glyphs: Glyphs;
}

const shortened = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, room - 3).trimEnd()}...`;

function below({ entries, cursor }: Choice, width: number, theme: Theme): Line[] {
  const entry = entries[cursor];
  const rule: Line = [['faint', theme.glyphs.rule.repeat(width)]];
  const { about, file, note } = entry ?? { about: '', file: '', note: '' };
  const [one = '', two = ''] = wrapped(about, width);
  // What to know before editing is more than the sentence's end.
  return note === ''
    ? [rule, [one], [two], [['strong', file]]]
    : [rule, [one], [['strong', file]], [['warning', note]]];
}
