/** The last line: the keys that one needs first, or the filter or the time that is being typed. */
import { memo } from 'react';
import type { Line } from '../drawing/content.ts';
import { lengthOf } from '../drawing/spans.ts';
import type { Span, Theme } from '../drawing/text.ts';
import { bindingsOf } from '../keys.ts';
import type { Filter } from '../state/filter.ts';
import type { Jump } from '../state/jump.ts';
import type { Kind } from '../state/timeline.ts';
import { Lines } from './Panel.tsx';

interface Props {
  readonly kind: Kind;
  readonly filter: Filter;
  readonly jump: Jump | null;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/** Stays as it is from frame to frame, until somebody types a filter or a time. */
export const Footer = memo(({ kind, filter, jump, width, height, theme }: Props) => (
  <Lines lines={[lineOf(kind, filter, jump, width)]} width={width} height={height} theme={theme} />
));

function lineOf(kind: Kind, filter: Filter, jump: Jump | null, width: number): Line {
  if (jump !== null) return timePromptOf(jump);
  return filter.editing ? promptOf(filter) : fittingHints(hints[kind], width);
}

function timePromptOf({ text, wrong }: Jump): Line {
  const advice: Span = [
    'faint',
    '  1:23, 90s, 50% of the session, 14:02:10 of the day; Enter goes there, Esc stays',
  ];
  return [['focus', 'to '], text, ['focus', '_'], wrong === '' ? advice : ['alarm', `  ${wrong}`]];
}

/** What the footer is while a filter is typed. */
export function promptOf({ text }: Filter): Line {
  return [
    ['focus', '/'],
    text,
    ['focus', '_'],
    ['faint', '  words the line must have; ! before them: must not; Enter keeps, Esc clears'],
  ];
}

/** A key, and a word for what it does. */
export type Hint = readonly [Span, Span];

const hints: Readonly<Record<Kind, readonly Hint[]>> = { live: hintsOf('live'), replay: hintsOf('replay') };

function hintsOf(kind: Kind): Hint[] {
  return bindingsOf(kind).flatMap(({ label, hint }): Hint[] =>
    hint === undefined
      ? []
      : [
          [
            ['focus', label],
            ['faint', ` ${hint}  `],
          ],
        ],
  );
}

/** As many as fit whole. */
export function fittingHints(hints: readonly Hint[], width: number): Line {
  const line: Span[] = [];
  for (const hint of hints) {
    // The gap behind the last one may be cut.
    if (lengthOf([...line, ...hint]) - 2 > width) break;
    line.push(...hint);
  }
  return line;
}
