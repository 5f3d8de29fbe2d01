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

/** Spans of exactly `width` characters, cut or padded on the right. */
export function fitted(spans: readonly Span[], width: number): Span[] {
  let left = width;
  const kept: Span[] = [];
  for (const span of spans) {
    if (left === 0) break;
    const [role, text] = typeof span === 'string' ? [null, span] : span;
    const cut = text.slice(0, left);
    kept.push(role === null ? cut : [role, cut]);
    left -= cut.length;
  }
  return left === 0 ? kept : [...kept, ' '.repeat(left)];
}

/** Lines of at most `width` characters, broken at blanks; a longer word is torn. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let rest = text.trim(); rest !== ''; ) {
    const blank = rest.length > width ? rest.lastIndexOf(' ', width) : rest.length;
    const end = blank > 0 ? blank : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return lines;
}
