/** The last line: the keys that one needs first, or the filter that is being typed. */
import { memo } from 'react';
import type { Line } from '../drawing/content.ts';
import { lengthOf } from '../drawing/spans.ts';
import type { Span, Theme } from '../drawing/text.ts';
import { bindings } from '../keys.ts';
import type { Filter } from '../state/filter.ts';
import { Lines } from './Panel.tsx';

interface Props {
  readonly filter: Filter;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/** Stays as it is from frame to frame, until somebody types a filter. */
export const Footer = memo(({ filter, width, height, theme }: Props) => (
  <Lines
    lines={[filter.editing ? promptOf(filter) : fittingHints(hints, width)]}
    width={width}
    height={height}
    theme={theme}
  />
));

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

const hints: readonly Hint[] = bindings.flatMap(({ label, hint }) =>
  hint === undefined
    ? []
    : [
        [
          ['focus', label],
          ['faint', ` ${hint}  `],
        ],
      ],
);

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
