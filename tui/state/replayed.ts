/**
 * What a replay makes of the screen's state. The same look of a log gives the same state, however one came to it: what
 * reaches back in time, graphs and marks, reaches back over the log and not over what was looked at.
 */
import type { Moment, Sample } from '../run.ts';
import { historyLength, pointOf } from './history.ts';
import { freshLooks, sampled } from './looks.ts';
import { numbered } from './marks.ts';
import { type Look, now, spanOf } from './rates.ts';
import { rebased } from './rebase.ts';
import type { State } from './state.ts';
import { isSame, type Timeline } from './timeline.ts';

/** Looks that the state at a look is made of: those of the graph, and before them a second, for what came before a mark. */
export const looksBack = historyLength + 40;

/** How far a comparison reaches in wall time: a rate's window and a look more; what a change takes to settle. */
const reachBack = { ns: 2e9, looks: 2 };
const reachOn = { ns: 1e9, looks: 2 };

/**
 * Of which looks, from one on, latencies are compared: those around a change, and before the last of all. Of the others,
 * and they are most, nobody need copy any.
 */
export function comparedFrom(
  from: number,
  { looks, look: end, moments }: Timeline,
): (look: number) => boolean {
  const changes = moments.filter(({ kind, look }) => kind === 'change' && look <= end && look >= from);
  const around = [end, ...changes.map(({ look }) => look)];
  return look =>
    around.some(at => {
      const ns = looks[look]!.wallNs - looks[at]!.wallNs;
      const isNear = look - at >= -reachBack.looks && look - at <= reachOn.looks;
      return isNear || (ns >= -reachBack.ns && ns <= reachOn.ns);
    });
}

/** A replay has gone on, or somewhere else. */
export interface Replayed {
  /** What is shown now, and where that is. */
  readonly sample: Sample;
  readonly timeline: Timeline;
  /** The looks up to it, itself among them, and the number of the first: those since the state, or all that it is made of. */
  readonly passed: Iterable<Look>;
  readonly from: number;
  /** Of the state nothing is kept but what the user has made of it. */
  readonly anew: boolean;
}

/** Returns `state` itself where nothing has changed that is shown. */
export function replayed(state: State, { sample, timeline, passed, from, anew }: Replayed): State {
  const moments = momentsFrom(timeline.moments, from, timeline.look);
  let told = state;
  let at = from;
  for (const look of passed) {
    const next = at === timeline.look ? sample : { ...sample, ...look };
    if (anew && at === from) told = begunWith(next, state);
    else told = sampled(withChanges(told, moments, at), next, ({ marks }) => marks);
    at++;
  }
  // Its speed may be another, or it stands still.
  if (at === from) told = sampled(state, sample, ({ marks }) => marks);
  if (told === state && isSame(state.timeline, timeline)) return state;
  const [{ wallNs }] = told.history as [State['history'][number]];
  const marks = told.marks.filter(mark => mark.wallNs >= wallNs);
  const shown = { ...told, timeline, marks, note: noteOf(state, timeline, anew || moments.length > 0) };
  return anew ? withView(shown, state) : shown;
}

/** Nothing of what came before the look is known. */
function begunWith(sample: Sample, state: State): State {
  const history = [pointOf(sample.snapshot, null)];
  return { ...state, ...freshLooks(sample), history, marks: [], scroll: { ...state.scroll, traps: 0 } };
}

/** What the user has made of the screen stays, as far as it is of the time before. */
function withView(state: State, { baseline, opened }: State): State {
  const { generation, simulatedNs } = now(state);
  const isBefore =
    baseline?.snapshot.generation === generation && baseline.snapshot.simulatedNs <= simulatedNs;
  return {
    ...state,
    baseline: isBefore ? rebased(baseline, now(state)) : null,
    opened: opened !== null && opened.atNs <= simulatedNs ? opened : null,
  };
}

/** What the user was told stays on the screen until something happens. */
function noteOf({ note, timeline }: State, next: Timeline, isNew: boolean): string {
  return isNew || timeline === null || note === toldAt(timeline) ? toldAt(next) : note;
}

/** What happened last, as long as the graph shows it. */
function toldAt({ moments, look }: Timeline): string {
  const last = moments.findLastIndex(moment => moment.look <= look);
  const at = moments[last]?.look ?? Number.NEGATIVE_INFINITY;
  if (at <= look - historyLength) return '';
  const together = moments.slice(Math.max(0, last - 1), last + 1).filter(moment => moment.look === at);
  return together.map(({ what }) => what).join('; ');
}

/** A change, with its number among all changes of the log; or an error. */
type Numbered = Moment & { readonly number: number };

function momentsFrom(moments: readonly Moment[], from: number, to: number): Numbered[] {
  const found: Numbered[] = [];
  let number = 0;
  for (const moment of moments) {
    if (moment.look >= from && moment.look <= to) found.push({ ...moment, number });
    if (moment.kind === 'change') number++;
  }
  return found;
}

/** The marks of what changed between the state's look and that of this number. */
function withChanges(state: State, moments: readonly Numbered[], look: number): State {
  if (moments.length === 0) return state;
  const changes = moments.filter(moment => moment.kind === 'change' && moment.look === look);
  const marks = changes.map(({ number, what }) => numbered(number, what, spanOf(state)));
  return marks.length === 0 ? state : { ...state, marks: [...state.marks, ...marks] };
}
