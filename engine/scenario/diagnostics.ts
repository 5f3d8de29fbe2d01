/** What is wrong with a text, where, and what would be right: a value, and its one printed form. */
import { printable } from './printable.ts';

/** A stretch of the text; lines and columns count from 1, columns in UTF-16 units, the end is not included. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Diagnostic extends Place {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** One printable line each. */
  readonly message: string;
  /** What would be valid there. */
  readonly expected: string | null;
  /** What to do about it: a near name, a line to add. */
  readonly hint: string | null;
}

/** What goes with a message. */
export interface Advice {
  readonly severity?: Diagnostic['severity'];
  readonly expected?: string | null;
  readonly hint?: string | null;
}

/** A diagnostic whose texts are safe to print: they quote what a stranger wrote. */
export function diagnostic(file: string, place: Place, message: string, advice: Advice = {}): Diagnostic {
  const safe = (text: string | null | undefined) => (text == null ? null : printable(text));
  const { severity = 'error', expected, hint } = advice;
  const texts = { message: printable(brief(message)), expected: safe(expected), hint: safe(hint) };
  return { severity, file: printable(file), ...place, ...texts };
}

/** A message may quote all of a text that was meant for another program: its middle is left out. */
function brief(message: string): string {
  return message.length <= 200 ? message : `${message.slice(0, 120)} ... ${message.slice(-60)}`;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(each => each.severity === 'error');
}

/** What a piece of a printed diagnostic is, for whoever has colours. */
export type Role = Diagnostic['severity'] | 'place' | 'label' | 'quiet';

/** Puts colours around a text that is safe to print. */
export type Paint = (role: Role, text: string) => string;

/** The text of each file that a diagnostic may speak of; empty where there is none. */
export type TextOf = (file: string) => string;

const plain: Paint = (_, text) => text;

/**
 * `file:line:column: error: message`, the line with the place underlined, what was expected, the hint. `text`: of its
 * file, or of every one.
 */
export function formatDiagnostic(found: Diagnostic, text: string | TextOf, paint = plain): string {
  const { file, line, column, severity, message } = found;
  const label = (name: 'expected' | 'hint') =>
    found[name] === null ? [] : [`  ${paint('label', `${name}:`)} ${printable(found[name])}`];
  return [
    `${paint('place', `${file}:${line}:${column}`)}: ${paint(severity, `${severity}:`)} ${printable(message)}`,
    ...codeFrame(found, typeof text === 'string' ? text : text(file), paint),
    ...label('expected'),
    ...label('hint'),
  ].join('\n');
}

const FRAME_WIDTH = 100;
const LEAD = 30;

/** Nothing for an empty text, which has no line to show. */
function codeFrame(found: Diagnostic, text: string, paint: Paint): string[] {
  if (text === '') return [];
  const { line, column, endLine, endColumn } = found;
  const source = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  // A long line is cut to a window around the place, a few words of it before.
  const from = source.length <= FRAME_WIDTH ? 0 : Math.max(0, column - 1 - LEAD);
  const shown = source.slice(from, from + FRAME_WIDTH);
  const start = column - 1 - from;
  const end = endLine === line ? endColumn - 1 - from : shown.length;
  const carets = '^'.repeat(Math.max(1, Math.min(end, shown.length) - start));
  const row = (number: string, what: string) => `${paint('quiet', ` ${number} |`)} ${what}`;
  const gutter = ' '.repeat(String(line).length);
  return [
    row(String(line), printable(shown)),
    row(gutter, paint(found.severity, `${' '.repeat(start)}${carets}`)),
  ];
}
