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
import type { Replayed, State } from './state.ts';
import { isSame, type Timeline } from './timeline.ts';

/** Looks that the state at a look is made of: those of the graph, and before them a second, for what came before a mark. */
export const looksBack = historyLength + 40;

/** Returns `state` itself where nothing has changed that is shown. */
export function replayed(state: State, { sample, timeline, passed, anew }: Replayed): State {
  const looks = [...passed, sample];
  const begun = anew ? begunWith({ ...sample, ...looks.shift()! }, state) : state;
  const at = timeline.look - looks.length + 1;
  const moments = momentsFrom(timeline.moments, at, timeline.look);
  const told = looks.reduce((before, look, index) => {
    const marked = moments.length === 0 ? before : withChanges(before, moments, at + index);
    return sampled(marked, sampleOf(look, sample), ({ marks }) => marks);
  }, begun);
  if (told === state && isSame(state.timeline, timeline)) return state;
  const [{ wallNs }] = told.history as [State['history'][number]];
  const marks = told.marks.filter(mark => mark.wallNs >= wallNs);
  const shown = { ...told, timeline, marks, note: noteOf(state, timeline, anew || moments.length > 0) };
  return anew ? arrived(shown, state) : shown;
}

/** Nothing of what came before the look is known. */
function begunWith(sample: Sample, state: State): State {
  const history = [pointOf(sample.snapshot, null)];
  return { ...state, ...freshLooks(sample), history, marks: [], scroll: { ...state.scroll, traps: 0 } };
}

/** Of the looks on the way only that is kept which the graphs show. */
const sampleOf = (look: Look, sample: Sample): Sample => (look === sample ? sample : { ...sample, ...look });

/** What the user has made of the screen stays, as far as it is of the time before. */
function arrived(state: State, { baseline, opened }: State): State {
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
  const changes = moments.filter(moment => moment.kind === 'change' && moment.look === look);
  const marks = changes.map(({ number, what }) => numbered(number, what, spanOf(state)));
  return marks.length === 0 ? state : { ...state, marks: [...state.marks, ...marks] };
}
