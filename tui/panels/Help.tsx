/** The key table over the whole screen, and the two arrows that need a word. */
import type { ReactElement } from 'react';
import { bindings } from '../keys.ts';
import { cell, type Span } from '../text.ts';
import { type Frame, Panel } from './Panel.tsx';

export function Help(frame: Frame): ReactElement {
  const room = frame.height - 1;
  const entries = [...bindings.map(({ label, does }) => entryOf(label, does)), ...arrows];
  // A short screen takes a second column rather than lose the end of the table.
  const lines = entries.length <= room ? entries : sideBySide(entries, Math.floor(frame.width / 2));
  return <Panel title="Keys" lines={lines} {...frame} />;
}

const arrows = [entryOf('-> H', 'H served the exit itself'), entryOf('> G1', 'H reflected it to G1')];

function entryOf(label: string, does: string): Span[] {
  return [['focus', cell(` ${label}`, 11)], does];
}

function sideBySide(entries: readonly Span[][], width: number): Span[][] {
  const half = Math.ceil(entries.length / 2);
  return entries
    .slice(0, half)
    .map((entry, row) => [...padded(entry, width), ...(entries[row + half] ?? [])]);
}

function padded([label, does]: Span[], width: number): Span[] {
  return [label!, cell(String(does), width - 11)];
}
