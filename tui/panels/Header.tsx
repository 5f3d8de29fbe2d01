/**
 * The first lines: what runs, how fast, since when; and what the last change, by edit or by key, has changed by how
 * much. A third line, where there is room for it, says in full what that change was.
 */
import type { ReactElement } from 'react';
import type { Line } from '../drawing/content.ts';
import { clock, count } from '../drawing/format.ts';
import { fitted, lengthOf } from '../drawing/spans.ts';
import type { Span, Theme } from '../drawing/text.ts';
import type { Role } from '../drawing/themes.ts';
import type { Recording, Snapshot } from '../run.ts';
import { useStateOf } from '../States.ts';
import { isBroken } from '../state/diagnosis.ts';
import { difference } from '../state/marks.ts';
import { latest, now } from '../state/rates.ts';
import type { State } from '../state/state.ts';
import { last, type Timeline } from '../state/timeline.ts';
import { Painted } from './Panel.tsx';

interface Props {
  /** The run's number. */
  readonly of: number;
  /** Of several runs the one that keys for one run change. */
  readonly chosen: boolean;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

export function Header({ of, chosen, width, height, theme }: Props): ReactElement {
  const state = useStateOf(of);
  const { title, simulatedNs, recording } = now(state);
  const { timeline } = state;
  const name: Span[] = [
    ...(chosen ? [['focus', `${state.glyphs.cursor} `] as const] : []),
    ['strong', title],
    ['faint', `  ${state.file}`],
  ];
  const time = `simulated ${clock(simulatedNs)}${timeline === null ? '' : ` of ${clock(last(timeline).atNs)}`}`;
  const what = state.note;
  const lines = [
    split(name, [...apartOf(state), ...stateOf(state)], width),
    split([`${time}  `, ['strong', happenedOf(state, height)]], recordingOf(recording), width),
    [what],
  ];
  return <Painted lines={lines} width={width} height={height} theme={theme} />;
}

/** "b: L0 exits 412k/s -> 51.0k/s, ...", of the newest mark. With two lines it takes the place of what is noted of it. */
function happenedOf(state: State, height: number): string {
  const mark = state.marks.at(-1);
  const isNoted = height > 2;
  if (mark === undefined || (!isNoted && mark.what !== state.note)) return isNoted ? '' : state.note;
  const howMuch = difference(mark, latest(state), state.glyphs);
  if (howMuch === null && !isNoted) return state.note;
  return `${mark.letter}: ${howMuch ?? 'measuring ...'}`;
}

/** Whoever comes to the screen would take what runs for what is in the file. */
function apartOf({ text, diagnosis }: State): Span[] {
  const how = [...(text.undone ? ['undone'] : []), ...(isBroken(diagnosis) ? ['file broken'] : [])];
  return how.length === 0 ? [] : [['warning', how.join(', ')], '  '];
}

const stateRoles: Readonly<Record<Snapshot['state'], Role>> = {
  running: 'good',
  paused: 'warning',
  failed: 'alarm',
};

/** A screen that stands still says so, and what the engine does meanwhile. */
function stateOf(state: State): Span[] {
  const { state: engine, speed, simulatedNs } = state.frozen ?? now(state);
  const pace: Span[] = [
    [stateRoles[engine], wordFor(engine, state.timeline)],
    `  ${speed === 'max' ? 'max' : `${speed}x`}`,
  ];
  if (state.frozen === null) return pace;
  return [['warning', 'screen frozen'], `; engine at ${clock(simulatedNs)}, `, ...pace];
}

/** A replay is played; it stops by itself where the log ends. */
function wordFor(state: Snapshot['state'], timeline: Timeline | null): string {
  if (timeline === null || state === 'failed') return state;
  const { look, length, grows } = timeline;
  if (state === 'running') return grows && look === length - 1 ? 'following' : 'playing';
  return look === length - 1 && !grows ? 'at the end' : 'paused';
}

function recordingOf(recording: Recording | null): Span[] {
  if (!recording) return [];
  const { file, bytes, failed } = recording;
  return failed === null
    ? [['warning', 'rec'], ` ${count(bytes)}B ${file.slice(file.lastIndexOf('/') + 1)}`]
    : [['alarm', `recording stopped: ${failed}`]];
}

/** Left and right on one line; the right one is the shorter, so the left one gives way. */
function split(left: Line, right: Line, width: number): Line {
  const gap = right.length > 0 ? 1 : 0;
  const room = Math.max(0, width - lengthOf(right) - gap);
  return [...fitted(left, room), ' '.repeat(gap), ...right];
}
