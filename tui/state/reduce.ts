/** The one function that changes what the screen shows. No engine, no clock, no terminal. */

import { details } from '../panels.ts';
import type { Sample } from '../run.ts';
import { inOrder } from './diagnosis.ts';
import { noFilter, typed } from './filter.ts';
import { pointOf } from './history.ts';
import { typedTime } from './jump.ts';
import { freshLooks, reloaded, sampled } from './looks.ts';
import type { Event, RunningText, State, View } from './state.ts';
import { diagnosed, pressed } from './view.ts';

const initialView: View = {
  focus: 'traps',
  zoomed: false,
  hidden: ['diagnostics'],
  details,
  scroll: {
    ...{ levels: 0, occupancy: 0, queues: 0, traps: 0 },
    ...{ path: 0, latency: 0, devices: 0, diagnostics: 0 },
  },
  filter: noFilter,
  jump: null,
  help: false,
};

export function initialState(
  { file, since, size, glyphs }: Pick<State, 'file' | 'size' | 'glyphs'> & Pick<RunningText, 'since'>,
  sample: Sample,
): State {
  return {
    ...initialView,
    ...freshLooks(sample),
    file,
    size,
    glyphs,
    history: [pointOf(sample.snapshot, null)],
    marks: [],
    opened: null,
    frozen: null,
    diagnosis: inOrder,
    text: { since, first: true, undone: false },
    timeline: null,
    lastEdit: [],
    note: '',
    queueLines: 0,
  };
}

/** Returns `state` itself where the event changes nothing that is shown. */
export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'sampled':
      return sampled(state, event.sample);
    case 'pressed':
      return pressed(state, event.command);
    case 'typed':
      if (state.jump !== null) return { ...state, jump: typedTime(state.jump, event.key) };
      return { ...state, filter: typed(state.filter, event.key), scroll: { ...state.scroll, traps: 0 } };
    case 'nowhere':
      return { ...state, jump: state.jump && { ...state.jump, wrong: event.wrong } };
    case 'resized':
      return { ...state, size: event.size };
    case 'reloaded':
      return reloaded(state, event.applied, event.text);
    case 'diagnosed':
      return diagnosed(state, event.diagnosis);
    case 'noted':
      return { ...state, note: event.text };
    case 'aligned':
      return event.queueLines === state.queueLines ? state : { ...state, queueLines: event.queueLines };
  }
}
