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

/** What switches each role's look on and off again; worked out once, since a screen has hundreds of spans. */
const codes = new Map(
  Object.entries(looks).map(([role, look]) => [
    role as Role,
    styleText(look, '\n', { validateStream: false }).split('\n'),
  ]),
);

/**
 * One line of at most `width` characters. A wide character counts as one here: the Text that prints the line
 * cuts what is left over, which cannot happen in ASCII.
 */
export function paint(spans: readonly Span[], width: number, theme: Theme): string {
  let left = width;
  let line = '';
  for (const span of spans) {
    const [role, raw] = typeof span === 'string' ? [null, span] : span;
    const text = first(left, printable(raw, theme.ascii));
    left -= lengthOf(text);
    const [on, off] = (role && theme.color && text && codes.get(role)) || ['', ''];
    line += on + text + off;
  }
  return line;
}

/** Where there is none, a character is one unit of a string, and nothing need be taken apart. */
const surrogate = /[\ud800-\udfff]/;

/** The first `count` characters. */
function first(count: number, text: string): string {
  return surrogate.test(text) ? Array.from(text).slice(0, count).join('') : text.slice(0, count);
}

function lengthOf(text: string): number {
  return surrogate.test(text) ? Array.from(text).length : text.length;
}

/** Control characters, and the format characters that reorder or hide text. Every escape sequence begins with one. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Without escape sequences and hidden characters. */
export function printable(text: string, ascii: boolean): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
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
