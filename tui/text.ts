/**
 * The last door before the screen: every line is a list of spans, and only here does it become text with
 * colours. Scenarios and logs are other people's, so control characters end here too.
 */
import { stripVTControlCharacters } from 'node:util';
import type { Glyphs } from './glyphs.ts';
import type { Palette, Role } from './themes.ts';

export interface Theme {
  readonly glyphs: Glyphs;
  /** null: no SGR sequence at all, whether colour or weight. */
  readonly palette: Palette | null;
}

export type Span = string | readonly [role: Role, text: string];

/**
 * One line of at most `width` characters. A wide character counts as one here: the Text that prints the line
 * cuts what is left over, which cannot happen in ASCII.
 */
export function paint(spans: readonly Span[], width: number, { glyphs, palette }: Theme): string {
  let left = width;
  let line = '';
  for (const span of spans) {
    const [role, raw] = typeof span === 'string' ? [null, span] : span;
    const text = Array.from(printable(raw, glyphs.ascii)).slice(0, left).join('');
    left -= Array.from(text).length;
    line += role && palette && text ? `\u001b[${palette[role]}m${text}\u001b[0m` : text;
  }
  return line;
}

/** Without escape sequences, control characters, and the format characters that reorder or hide text. */
export function printable(text: string, ascii: boolean): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const clean = stripVTControlCharacters(text.replaceAll('\t', '  ')).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    '',
  );
  return ascii ? clean.replace(/[^\x20-\x7e]/gu, '?') : clean;
}

/** A table's cell: exactly `width` characters, cut or padded on the right, or on the left for numbers. */
export function cell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = text.length > width ? text.slice(0, Math.max(0, width)) : text;
  return align === 'left' ? cut.padEnd(width) : cut.padStart(width);
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + (typeof span === 'string' ? span : span[1]).length, 0);
}

/** Lines of whole spans, those after the first `indent` further in; a span that is longer than a line is cut there. */
export function wrapped(spans: readonly Span[], width: number, indent: number): Span[][] {
  const lines: Span[][] = [[]];
  for (const span of spans) {
    const line = lines.at(-1)!;
    if (line.length === 0 || lengthOf([...line, span]) <= width) line.push(span);
    else lines.push([' '.repeat(indent), span]);
  }
  return lines;
}
