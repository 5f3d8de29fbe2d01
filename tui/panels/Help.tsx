/** The key table over the whole screen, and the signs that need a word. */
import type { ReactElement } from 'react';
import type { Line } from '../drawing/content.ts';
import { cell, type Span, type Theme } from '../drawing/text.ts';
import { bindingsOf } from '../keys.ts';
import type { Kind } from '../state/timeline.ts';
import { Lines, ruleOf } from './Panel.tsx';

interface Props {
  readonly kind: Kind;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

export function Help({ kind, width, height, theme }: Props): ReactElement {
  const { change, error, both } = theme.glyphs;
  const onTimeline = [
    entryOf(change, 'in time: an edit, a switch'),
    entryOf(error, 'in time: an error began'),
    entryOf(both, 'in time: both'),
  ];
  const entries = [
    ...bindingsOf(kind).map(({ label, does }) => entryOf(label, does)),
    ...signs,
    ...(kind === 'replay' ? onTimeline : []),
  ];
  const room = Math.max(1, height - 1);
  // A short screen takes another column rather than lose the end of the table.
  const columns = Math.max(1, Math.ceil(entries.length / room));
  const lines = sideBySide(entries, columns, Math.floor(width / columns));
  const rule = ruleOf({ title: 'Keys', about: '', focused: false, width, theme });
  return <Lines lines={[rule, ...lines]} width={width} height={height} theme={theme} />;
}

const labelWidth = 11;

const signs = [
  entryOf('-> H', 'H served the exit itself'),
  entryOf('> G1', 'H reflected it to G1'),
  entryOf('a b c', 'on graphs: an edit, a switch'),
];

function entryOf(label: string, does: string): readonly [Span, string] {
  return [['focus', cell(` ${label}`, labelWidth)], does];
}

function sideBySide(
  entries: readonly (readonly [Span, string])[],
  columns: number,
  width: number,
): readonly Line[] {
  const rows = Math.ceil(entries.length / columns);
  return entries.slice(0, rows).map((_, row) =>
    Array.from({ length: columns }, (_, column) => entries[column * rows + row])
      .filter(entry => entry !== undefined)
      .flatMap(([label, does]) => [label, cell(does, width - labelWidth)]),
  );
}
