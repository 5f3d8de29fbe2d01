/** What a look at the run makes of the screen's state: windows, history and marks move on; a new machine begins anew. */

import { type Applied, consequenceText, type Sample, type Snapshot } from '../run.ts';
import { nameOf, summaryOf } from './diagnosis.ts';
import { pointOf, queueName, withPoint } from './history.ts';
import { type Mark, seen, switched, edited as withEdit } from './marks.ts';
import { type Look, now, spanOf } from './rates.ts';
import { isAlike, rebased } from './rebase.ts';
import type { RunningText, State } from './state.ts';

/** Rates are taken over so much of the run's own wall time. */
const windowNs = 1e9;

/** All that is seen of one machine, from its first look on. */
export function freshLooks({ snapshot, latencies, traps, devices, routes }: Sample) {
  return { recent: [{ snapshot, latencies }] as const, traps, devices, routes, baseline: null };
}

/** What a look makes of the marks. */
type Marking = (state: State, look: Look) => readonly Mark[];

/** Returns `state` itself where nothing has changed that is shown. */
export function sampled(state: State, sample: Sample, marking: Marking = withSwitches): State {
  const { snapshot } = sample;
  if (state.frozen !== null) return same(state.frozen, snapshot) ? state : { ...state, frozen: snapshot };
  if (snapshot.generation !== now(state).generation) return rebuilt(state, sample);
  // A paused run's routes may be edited, too.
  if (same(now(state), snapshot) && sample.routes === state.routes) return state;
  return looked(isAlike(now(state), snapshot) ? state : edited(state, snapshot), sample, marking);
}

/** The same machine with other parts: what was seen of those that it has still is kept, under their numbers now. */
function edited(state: State, now: Snapshot): State {
  const { recent, baseline, marks, scroll } = state;
  const [first, ...rest] = recent.map(look => rebased(look, now));
  const selected = Math.min(scroll.queues, Math.max(0, now.queues.length - 1));
  return {
    ...state,
    recent: [first!, ...rest],
    baseline: baseline && rebased(baseline, now),
    marks: marks.map(mark => (mark.from === null ? mark : { ...mark, from: rebased(mark.from, now) })),
    scroll: { ...scroll, queues: selected },
  };
}

function looked(
  state: State,
  { snapshot, latencies, traps, devices, routes }: Sample,
  marking: Marking,
): State {
  const look = { snapshot, latencies };
  const before = now(state);
  const moved = snapshot.simulatedNs !== before.simulatedNs;
  const marks = marking(state, look);
  return {
    ...state,
    note: marks === state.marks ? state.note : marks.at(-1)!.what,
    recent: moved ? lastSecond(state.recent, look) : replaceNewest(state.recent, look),
    history: moved ? withPoint(state.history, pointOf(snapshot, before)) : state.history,
    marks: seen(marks, look),
    traps: state.scroll.traps > 0 ? state.traps : traps,
    devices,
    routes,
  };
}

/** Another machine: what was counted of the last one cannot be compared with it, what was drawn can. */
function rebuilt(state: State, sample: Sample): State {
  const history = withPoint(state.history, pointOf(sample.snapshot, null));
  const { queues } = sample.snapshot;
  const selected = Math.min(state.scroll.queues, Math.max(0, queues.length - 1));
  const scroll = { ...state.scroll, traps: 0, queues: selected };
  return { ...state, ...freshLooks(sample), history, opened: null, scroll };
}

/** Two looks between which nothing happened that a screen shows. */
function same(a: Snapshot, b: Snapshot): boolean {
  const facts = ({ generation, simulatedNs, state, speed, executed, title, recording, queues }: Snapshot) => [
    ...[generation, simulatedNs, state, speed, executed, title, recording?.bytes, recording?.failed],
    ...queues.flatMap(({ doorbell, stalled }) => [doorbell, stalled]),
  ];
  // A run that goes on is told by this alone.
  if (a.simulatedNs !== b.simulatedNs) return false;
  const others = facts(b);
  return isAlike(a, b) && facts(a).every((fact, index) => fact === others[index]);
}

/** A driver that has gone on to another doorbell leaves a mark, be it by key or because the last one failed. */
function withSwitches(state: State, look: Look): readonly Mark[] {
  const before = now(state).queues;
  const switches = look.snapshot.queues.flatMap((queue, index) => {
    const [from, to] = [before[index]!.doorbell, queue.doorbell];
    if (from === to) return [];
    return [`${queueName(queue)}: ${from ?? 'none'} ${state.glyphs.arrow} ${to ?? 'none'}`];
  });
  return switches.length === 0
    ? state.marks
    : switched(state.marks, switches.join(', '), spanOf(state), look);
}

/** Keeps one look older than the window, so that the interval spans at least a second. */
function lastSecond(recent: State['recent'], look: Look): State['recent'] {
  const all: State['recent'] = [...recent, look];
  const begin = all.findLastIndex(({ snapshot }) => snapshot.wallNs <= look.snapshot.wallNs - windowNs);
  const [first, ...rest] = all.slice(Math.max(0, begin));
  return [first!, ...rest];
}

function replaceNewest(recent: State['recent'], look: Look): State['recent'] {
  const [first, ...rest] = [...recent.slice(0, -1), look];
  return [first!, ...rest];
}

/** An edit has taken effect, or was taken back; one that changes something leaves a mark. */
export function reloaded(state: State, { consequences }: Applied, text: RunningText): State {
  const lastEdit = consequences.map(consequenceText);
  const found = summaryOf(state.diagnosis);
  const note = [
    text.undone ? `undone: ${backTo(text)}` : '',
    lastEdit.join('. ') || 'no change',
    found && `${found} in the file: 8`,
  ]
    .filter(Boolean)
    .join('; ');
  const marks = lastEdit.length === 0 ? state.marks : withEdit(state.marks, note, spanOf(state));
  return { ...state, text, note, marks, lastEdit };
}

function backTo(text: RunningText): string {
  return `back to ${nameOf(text)}${text.first ? ', the first' : ''}; the file is as you saved it`;
}
