/** The lines of a text around a place in it, and carets under the place. */
import stringWidth from 'string-width';
import { printable } from './printable.ts';

/** A stretch of the text; lines and columns count from 1, columns in UTF-16 units, the end is not included. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What a piece of a diagnostic is, for whoever has colours. */
export type Role = 'error' | 'warning' | 'place' | 'label' | 'quiet';

/** Puts colours around a text that is safe to print. */
export type Paint = (role: Role, text: string) => string;

const FRAME_WIDTH = 100;
const LEAD = 30;

/** `context`: with the line before and the one after, where something stands there. Nothing of an empty text. */
export function codeFrame(place: Place, text: string, context: boolean, role: Role, paint: Paint): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const source = (at: number) => (lines[at - 1] ?? '').replace(/\r$/, '');
  const { line, column } = place;
  // A long line is cut to a window around the place, a few words of it before.
  const from = source(line).length <= FRAME_WIDTH ? 0 : Math.max(0, column - 1 - LEAD);
  const seen = (at: number) => printable(source(at).slice(from, from + FRAME_WIDTH));
  const width = String(context ? line + 1 : line).length;
  const row = (at: number | '', shown: string) =>
    `${paint('quiet', ` ${String(at).padStart(width)} |`)} ${shown}`;
  const around = (at: number) => (context && seen(at).trim() !== '' ? [row(at, seen(at))] : []);
  const carets = paint(role, underline(place, source(line).slice(from, from + FRAME_WIDTH), from));
  return [...around(line - 1), row(line, seen(line)), row('', carets), ...around(line + 1)];
}

/** In the columns of a terminal: a CJK character or an emoji takes two of them. */
function underline({ line, column, endLine, endColumn }: Place, shown: string, from: number): string {
  const start = column - 1 - from;
  const end = endLine === line ? endColumn - 1 - from : shown.length;
  const before = stringWidth(printable(shown.slice(0, start)));
  const under = stringWidth(printable(shown.slice(start, end)));
  return ' '.repeat(before) + '^'.repeat(Math.max(1, under));
}
