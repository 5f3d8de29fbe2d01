/**
 * The last door before the screen: every line is a list of spans, and only here does it become text with
 * colours. Scenarios and logs are other people's, so control characters end here too.
 */
import { stripVTControlCharacters, styleText } from 'node:util';

export interface Theme {
  /** Nothing outside of printable ASCII reaches the screen. */
  readonly ascii: boolean;
  /** false: no SGR sequence at all, whether colour or weight. */
  readonly color: boolean;
}

/** The roles a piece of text may have; what they look like is `looks`. */
export type Role = 'strong' | 'faint' | 'good' | 'warning' | 'alarm' | 'focus' | SeriesRole;

export type SeriesRole = 'series0' | 'series1' | 'series2' | 'series3' | 'series4' | 'series5';

export type Span = string | readonly [role: Role, text: string];

type Look = Parameters<typeof styleText>[0];

const looks: Readonly<Record<Role, Look>> = {
  strong: 'bold',
  faint: 'gray',
  good: 'green',
  warning: 'yellow',
  alarm: ['bold', 'red'],
  focus: ['bold', 'cyan'],
  series0: 'cyan',
  series1: 'yellow',
  series2: 'green',
  series3: 'magenta',
  series4: 'blue',
  series5: 'red',
};

const seriesRoles: readonly SeriesRole[] = ['series0', 'series1', 'series2', 'series3', 'series4', 'series5'];

/** The colour of the n-th queue, the same in the table, the legend and the graph. */
export function seriesRole(index: number): SeriesRole {
  return seriesRoles[index % seriesRoles.length]!;
}

/**
 * One line of at most `width` characters. A wide character counts as one here: the Text that prints the line
 * cuts what is left over, which cannot happen in ASCII.
 */
export function paint(spans: readonly Span[], width: number, theme: Theme): string {
  let left = width;
  let line = '';
  for (const span of spans) {
    const [role, raw] = typeof span === 'string' ? [null, span] : span;
    const text = Array.from(printable(raw, theme.ascii)).slice(0, left).join('');
    left -= Array.from(text).length;
    line += role && theme.color && text ? styleText(looks[role], text, { validateStream: false }) : text;
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
