/** What the screen shows, and the one function that changes it. No engine, no clock, no terminal. */
import type { Size } from './layout.ts';
import { type Looks, now } from './rates.ts';
import type { Applied, Executed, Sample, Snapshot } from './run.ts';
import { isScroll, type ScrollCommand, scrolled } from './scroll.ts';

/** Panels that take the focus, in the order of their numbers. */
export const panels = ['levels', 'queues', 'traps'] as const;
export type PanelName = (typeof panels)[number];

/** What scrolls: the panels, and the diagnostics that take the trap log's room. */
export type Pane = PanelName | 'diagnostics';

export type ViewCommand = PanelName | ScrollCommand | 'next' | 'previous' | 'help' | 'clear' | 'reset';

/** Occupancy of every queue at one look, for the graph. */
export interface HistoryPoint {
  readonly wallNs: number;
  readonly occupancy: readonly number[];
}

export interface State extends Looks {
  /** The scenario's file as the user named it. */
  readonly file: string;
  readonly size: Size;
  /** Looks of the last second in which the run moved, oldest first, the newest last; never empty. */
  readonly recent: Looks['recent'];
  /** At most `historyLength` points, oldest first. */
  readonly history: readonly HistoryPoint[];
  /** The newest routes; they stand still while the trap log is scrolled back. */
  readonly traps: readonly Executed[];
  /** Counters are shown from here on; null: since the machine was built. */
  readonly baseline: Snapshot | null;
  readonly focus: PanelName;
  /** Lines from the top; in the trap log lines from the newest. */
  readonly scroll: Readonly<Record<Pane, number>>;
  readonly help: boolean;
  /** Lines; empty while the file is in order. */
  readonly diagnostics: readonly string[];
  /** What happened last, for the header. */
  readonly note: string;
}

export type Event =
  | { readonly type: 'sampled'; readonly sample: Sample }
  | { readonly type: 'pressed'; readonly command: ViewCommand }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'reloaded'; readonly applied: Applied }
  | { readonly type: 'diagnosed'; readonly texts: readonly string[] }
  | { readonly type: 'noted'; readonly text: string };

/** A minute at ten looks a second: more than the widest graph draws. */
export const historyLength = 600;

const windowNs = 1e9;

export function initialState(file: string, size: Size, { snapshot, traps }: Sample): State {
  return {
    file,
    size,
    recent: [snapshot],
    history: [pointOf(snapshot)],
    traps,
    baseline: null,
    focus: 'traps',
    scroll: { levels: 0, queues: 0, traps: 0, diagnostics: 0 },
    help: false,
    diagnostics: [],
    note: '',
  };
}

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'sampled':
      return sampled(state, event.sample);
    case 'pressed':
      return pressed(state, event.command);
    case 'resized':
      return { ...state, size: event.size };
    case 'reloaded':
      return { ...state, diagnostics: [], note: noteOf(event.applied) };
    case 'diagnosed':
      return diagnosed(state, event.texts);
    case 'noted':
      return { ...state, note: event.text };
  }
}

function sampled(state: State, { snapshot, traps }: Sample): State {
  if (snapshot.generation !== now(state).generation) return rebuilt(state, { snapshot, traps });
  const moved = snapshot.simulatedNs !== now(state).simulatedNs;
  return {
    ...state,
    recent: moved ? lastSecond(state.recent, snapshot) : replaceNewest(state.recent, snapshot),
    history: moved ? [...state.history.slice(1 - historyLength), pointOf(snapshot)] : state.history,
    traps: state.scroll.traps > 0 ? state.traps : traps,
  };
}

/** Another machine: nothing counted or drawn of the last one can be compared with it. */
function rebuilt(state: State, sample: Sample): State {
  const { recent, history, traps, baseline } = initialState(state.file, state.size, sample);
  return { ...state, recent, history, traps, baseline, scroll: { ...state.scroll, traps: 0 } };
}

/** Keeps one look older than the window, so that the interval spans at least a second. */
function lastSecond(recent: State['recent'], snapshot: Snapshot): State['recent'] {
  const all: State['recent'] = [...recent, snapshot];
  const begin = all.findLastIndex(one => one.wallNs <= snapshot.wallNs - windowNs);
  const [first, ...rest] = all.slice(Math.max(0, begin));
  return [first!, ...rest];
}

function replaceNewest(recent: State['recent'], snapshot: Snapshot): State['recent'] {
  const [first, ...rest] = [...recent.slice(0, -1), snapshot];
  return [first!, ...rest];
}

function pressed(state: State, command: ViewCommand): State {
  if (isScroll(command)) return { ...state, scroll: scrolled(state, command) };
  switch (command) {
    case 'next':
    case 'previous':
      return { ...state, focus: neighbour(state.focus, command === 'next' ? 1 : -1) };
    case 'help':
      return { ...state, help: !state.help };
    case 'clear':
      return { ...state, help: false, diagnostics: [], scroll: { ...state.scroll, traps: 0 } };
    case 'reset':
      return { ...state, baseline: now(state) };
    default:
      return { ...state, focus: command };
  }
}

function diagnosed(state: State, texts: readonly string[]): State {
  const lines = texts.flatMap(text => [...text.split(/\r?\n/), '']).slice(0, -1);
  return { ...state, diagnostics: lines, scroll: { ...state.scroll, diagnostics: 0 } };
}

function neighbour(focus: PanelName, step: 1 | -1): PanelName {
  return panels[(panels.indexOf(focus) + step + panels.length) % panels.length]!;
}

function noteOf({ rebuilt, changes }: Applied): string {
  return `${rebuilt ? 'rebuilt' : 'in place'}: ${changes.join(', ') || 'no change'}`;
}

function pointOf({ wallNs, queues }: Snapshot): HistoryPoint {
  return { wallNs, occupancy: queues.map(queue => queue.occupancy) };
}
