/**
 * The last door before the screen: every line is a list of spans, and only here does it become text with
 * colours. Scenarios and logs are other people's, so control characters end here too.
 */
import { stripVTControlCharacters } from 'node:util';
import type { Glyphs } from './glyphs.ts';
import { type Palette, plain, type Role } from './themes.ts';

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
    const raw = typeof span === 'string' ? span : span[1];
    const text = first(left, printable(raw, glyphs.ascii));
    left -= lengthOfText(text);
    line += typeof span === 'string' || !palette || !text ? text : `${palette[span[0]]}${text}${plain}`;
  }
  return line;
}

/** Where there is none, a character is one unit of a string, and nothing need be taken apart. */
const surrogate = /[\ud800-\udfff]/;

/** The first `count` characters. */
export function first(count: number, text: string): string {
  if (text.length <= count) return text;
  return surrogate.test(text) ? Array.from(text).slice(0, count).join('') : text.slice(0, count);
}

/** Characters, a wide one counting as one. */
export function lengthOfText(text: string): number {
  return surrogate.test(text) ? Array.from(text).length : text.length;
}

/** Control characters, and the format characters that reorder or hide text. Every escape sequence begins with one. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const isAscii = /^[\x20-\x7e]*$/;

/** Without escape sequences and hidden characters. */
export function printable(text: string, ascii: boolean): string {
  if (isAscii.test(text)) return text;
  const clean =
    text.search(hidden) < 0
      ? text
      : stripVTControlCharacters(text.replaceAll('\t', '  ')).replace(hidden, '');
  return ascii ? clean.replace(/[^\x20-\x7e]/gu, '?') : clean;
}

/** A table's cell: exactly `width` characters, cut or padded on the right, or on the left for numbers. */
export function cell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = text.length > width ? text.slice(0, Math.max(0, width)) : text;
  return align === 'left' ? cut.padEnd(width) : cut.padStart(width);
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
