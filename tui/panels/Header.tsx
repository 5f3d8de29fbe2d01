/** The first two lines: what runs, how fast, since when; what happened last, and where it is recorded. */
import type { ReactElement } from 'react';
import { clock, count } from '../format.ts';
import { headerHeight } from '../layout.ts';
import type { Recording, Snapshot } from '../run.ts';
import type { Role, Span, Theme } from '../text.ts';
import { Lines } from './Panel.tsx';

interface Props {
  readonly snapshot: Snapshot;
  readonly file: string;
  readonly note: string;
  readonly width: number;
  readonly theme: Theme;
}

export function Header({ snapshot, file, note, width, theme }: Props): ReactElement {
  const { title, simulatedNs, wallNs, recording } = snapshot;
  const name: Span[] = [
    ['strong', title],
    ['faint', `  ${file}`],
  ];
  const times: Span[] = [`simulated ${clock(simulatedNs)}  wall ${clock(wallNs)}  ${note}`];
  const lines = [split(name, stateOf(snapshot), width), split(times, recordingOf(recording), width)];
  return <Lines lines={lines} width={width} height={headerHeight} theme={theme} />;
}

const stateRoles: Readonly<Record<Snapshot['state'], Role>> = {
  running: 'good',
  paused: 'warning',
  failed: 'alarm',
};

function stateOf({ state, speed }: Snapshot): Span[] {
  return [[stateRoles[state], state], `  ${speed === 'max' ? 'max' : `${speed}x`}`];
}

function recordingOf(recording: Recording | null): Span[] {
  if (!recording) return [];
  const { file, bytes, failed } = recording;
  return failed === null
    ? [['warning', 'rec '], `${file.slice(file.lastIndexOf('/') + 1)} ${count(bytes)}B`]
    : [['alarm', `recording stopped: ${failed}`]];
}

/** Left and right on one line; the right one is the shorter, so the left one gives way. */
function split(left: readonly Span[], right: readonly Span[], width: number): Span[] {
  const room = Math.max(0, width - lengthOf(right) - (right.length > 0 ? 1 : 0));
  const cut: Span[] = [];
  let free = room;
  for (const span of left) {
    const [role, text] = typeof span === 'string' ? [null, span] : span;
    const kept = text.slice(0, free);
    free -= kept.length;
    cut.push(role ? [role, kept] : kept);
  }
  return [...cut, ' '.repeat(width - room + free - lengthOf(right)), ...right];
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + (typeof span === 'string' ? span : span[1]).length, 0);
}
