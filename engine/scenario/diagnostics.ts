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

/** `file:line:column: error: message`, the line with the place underlined, what was expected, the hint. */
export function formatDiagnostic(found: Diagnostic, text: string): string {
  const { file, line, column, severity, message, expected, hint } = found;
  const parts = [`${file}:${line}:${column}: ${severity}: ${message}`, ...codeFrame(found, text)];
  if (expected !== null) parts.push(`  expected: ${expected}`);
  if (hint !== null) parts.push(`  hint: ${hint}`);
  return parts.map(printable).join('\n');
}

const FRAME_WIDTH = 100;
const LEAD = 30;

function codeFrame({ line, column, endLine, endColumn }: Place, text: string): string[] {
  const source = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  // A long line is cut to a window around the place, a few words of it before.
  const from = source.length <= FRAME_WIDTH ? 0 : Math.max(0, column - 1 - LEAD);
  const shown = source.slice(from, from + FRAME_WIDTH);
  const start = column - 1 - from;
  const end = endLine === line ? endColumn - 1 - from : shown.length;
  const carets = '^'.repeat(Math.max(1, Math.min(end, shown.length) - start));
  const gutter = ' '.repeat(String(line).length);
  return [` ${line} | ${shown}`, ` ${gutter} | ${' '.repeat(start)}${carets}`];
}
