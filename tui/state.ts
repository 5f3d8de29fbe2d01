/** What the screen shows, and the one function that changes it. No engine, no clock, no terminal. */
import { type Filter, noFilter, typed } from './filter.ts';
import type { Glyphs } from './glyphs.ts';
import { type HistoryPoint, pointOf, queueName, withPoint } from './history.ts';
import { asked, type Size, shownPanels } from './layout.ts';
import { edited, type Mark, seen, switched } from './marks.ts';
import { details, isDetail, isPanel, type PanelName, panels } from './panels.ts';
import { type Look, type Looks, latest, now, spanOf } from './rates.ts';
import type { Applied, DeviceView, DoorbellRoute, Executed, Sample, Snapshot } from './run.ts';
import { isScroll, layoutOf, type ScrollCommand, scrolled } from './scroll.ts';
import { rowAt, trapsOf } from './trap-rows.ts';

export type ViewCommand =
  | PanelName
  | ScrollCommand
  | 'next'
  | 'previous'
  | 'zoom'
  | 'hide'
  | 'open'
  | 'filter'
  | 'freeze'
  | 'help'
  | 'clear'
  | 'reset';

/** What the user has made of the screen; the same for runs that stand side by side. */
export interface View {
  readonly focus: PanelName;
  readonly zoomed: boolean;
  readonly hidden: readonly PanelName[];
  /** The panels that share the bottom, the one asked for last first. */
  readonly details: readonly PanelName[];
  /**
   * Lines from the top that are scrolled away; in the queues the selected one, in the trap log lines from the newest,
   * 0 being the newest and following it.
   */
  readonly scroll: Readonly<Record<PanelName, number>>;
  readonly filter: Filter;
  readonly help: boolean;
}

export interface State extends Looks, View {
  /** The scenario's file as the user named it. */
  readonly file: string;
  readonly glyphs: Glyphs;
  /** Of the run's pane: of the screen, less what is shared with other runs. */
  readonly size: Size;
  /** Looks of the last second in which the run moved, oldest first, the newest last; never empty. */
  readonly recent: Looks['recent'];
  readonly history: readonly HistoryPoint[];
  readonly marks: readonly Mark[];
  /** The newest routes; they stand still while the trap log is scrolled back. */
  readonly traps: readonly Executed[];
  readonly devices: readonly DeviceView[];
  /** Every way that the drivers of this scenario could kick; walked when somebody asks. */
  readonly routes: () => readonly DoorbellRoute[];
  /** The kick that Enter opened; null: the newest of the selected queue. */
  readonly opened: Executed | null;
  /** Counters are shown from here on; null: since the machine was built. */
  readonly baseline: Look | null;
  /** The newest snapshot, while the screen stands still and the engine goes on; else null. */
  readonly frozen: Snapshot | null;
  /** Lines; empty while the file is in order. */
  readonly diagnostics: readonly string[];
  /** What happened last, for the header. */
  readonly note: string;
  /** Lines that the queues of some run beside this one need, so that panes keep their panels in line. */
  readonly queueLines: number;
}

export type Event =
  | { readonly type: 'sampled'; readonly sample: Sample }
  | { readonly type: 'pressed'; readonly command: ViewCommand }
  | { readonly type: 'typed'; readonly key: string }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'reloaded'; readonly applied: Applied }
  | { readonly type: 'diagnosed'; readonly texts: readonly string[] }
  | { readonly type: 'noted'; readonly text: string }
  | { readonly type: 'aligned'; readonly queueLines: number };

const windowNs = 1e9;

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
  help: false,
};

export function initialState(
  { file, size, glyphs }: Pick<State, 'file' | 'size' | 'glyphs'>,
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
    diagnostics: [],
    note: '',
    queueLines: 0,
  };
}

function freshLooks({ snapshot, latencies, traps, devices, routes }: Sample) {
  return { recent: [{ snapshot, latencies }] as const, traps, devices, routes, baseline: null };
}

/** Returns `state` itself where the event changes nothing that is shown. */
export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'sampled':
      return sampled(state, event.sample);
    case 'pressed':
      return pressed(state, event.command);
    case 'typed':
      return { ...state, filter: typed(state.filter, event.key), scroll: { ...state.scroll, traps: 0 } };
    case 'resized':
      return { ...state, size: event.size };
    case 'reloaded':
      return reloaded(state, event.applied);
    case 'diagnosed':
      return diagnosed(state, event.texts);
    case 'noted':
      return { ...state, note: event.text };
    case 'aligned':
      return event.queueLines === state.queueLines ? state : { ...state, queueLines: event.queueLines };
  }
}

function sampled(state: State, sample: Sample): State {
  const { snapshot } = sample;
  if (state.frozen !== null) return same(state.frozen, snapshot) ? state : { ...state, frozen: snapshot };
  if (snapshot.generation !== now(state).generation) return rebuilt(state, sample);
  if (same(now(state), snapshot)) return state;
  return looked(state, sample);
}

function looked(state: State, { snapshot, latencies, traps, devices, routes }: Sample): State {
  const look = { snapshot, latencies };
  const before = now(state);
  const moved = snapshot.simulatedNs !== before.simulatedNs;
  const marks = withSwitches(state, look);
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
  const others = facts(b);
  return facts(a).every((fact, index) => fact === others[index]);
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

function pressed(state: State, command: ViewCommand): State {
  if (isScroll(command)) return { ...state, scroll: scrolled(state, command) };
  if (isPanel(command)) return shown(state, command);
  switch (command) {
    case 'next':
    case 'previous':
      return { ...state, focus: neighbour(state, command === 'next' ? 1 : -1) };
    case 'zoom':
      return { ...state, zoomed: !state.zoomed };
    case 'hide':
      return hidden(state);
    case 'open':
      return opened(state);
    case 'filter':
      return { ...shown(state, 'traps'), filter: { ...state.filter, editing: true } };
    case 'freeze':
      return { ...state, frozen: state.frozen === null ? now(state) : null };
    case 'help':
      return { ...state, help: !state.help };
    case 'clear':
      return cleared(state);
    case 'reset':
      return { ...state, baseline: latest(state) };
  }
}

/** Puts the focus on a panel, onto the screen if it was not there. */
function shown(state: State, panel: PanelName): State {
  return {
    ...state,
    focus: panel,
    hidden: state.hidden.filter(one => one !== panel),
    details: asked(state.details, panel),
  };
}

/** Takes the focused panel away, unless it is the last one. */
function hidden(state: State): State {
  const without = { ...state, zoomed: false, hidden: [...state.hidden, state.focus] };
  const left = remaining(without);
  const [detail] = isDetail(state.focus) ? without.details.filter(panel => left.includes(panel)) : [];
  return left.length === 0 ? state : { ...without, focus: detail ?? left[0]! };
}

const remaining = (state: View): PanelName[] => panels.filter(panel => !state.hidden.includes(panel));

/** The next panel on the screen; where there is one only, the next of all that could be. */
function neighbour(state: State, step: 1 | -1): PanelName {
  const shownNow = shownPanels(layoutOf(state));
  const round = shownNow.length > 1 ? shownNow : remaining(state);
  return round[(round.indexOf(state.focus) + step + round.length) % round.length]!;
}

/** The kick under the cursor of the trap log goes onto the path. */
function opened(state: State): State {
  const row = state.focus === 'traps' ? rowAt(trapsOf(state), state.scroll.traps) : null;
  return row === null ? state : { ...shown(state, 'path'), opened: row.executed };
}

/** Esc takes one thing back: help, zoom, the opened kick, the filter; then diagnostics, and the log runs again. */
function cleared(state: State): State {
  if (state.help) return { ...state, help: false };
  if (state.zoomed) return { ...state, zoomed: false };
  if (state.opened !== null && state.focus === 'path') return { ...shown(state, 'traps'), opened: null };
  if (state.filter.text !== '') return { ...state, filter: noFilter };
  return { ...withoutDiagnostics(state), scroll: { ...state.scroll, traps: 0 } };
}

function reloaded(state: State, { rebuilt: anew, changes }: Applied): State {
  const what = changes.join(', ') || 'no change';
  const note = `${anew ? 'rebuilt' : 'in place'}: ${what}`;
  const fixed = { ...withoutDiagnostics(state), note };
  if (changes.length === 0) return fixed;
  return { ...fixed, marks: edited(state.marks, note, spanOf(state)) };
}

function diagnosed(state: State, texts: readonly string[]): State {
  if (texts.length === 0) return withoutDiagnostics(state);
  const lines = texts.flatMap(text => [...text.split(/\r?\n/), '']).slice(0, -1);
  const focus = isDetail(state.focus) ? 'diagnostics' : state.focus;
  const scroll = { ...state.scroll, diagnostics: 0 };
  return { ...shown(state, 'diagnostics'), focus, diagnostics: lines, scroll };
}

/** The panel goes with them, and whichever it had covered comes back. */
function withoutDiagnostics(state: State): State {
  if (state.diagnostics.length === 0) return state;
  const others = state.details.filter(panel => panel !== 'diagnostics');
  const focus = state.focus === 'diagnostics' ? others[0]! : state.focus;
  return {
    ...state,
    diagnostics: [],
    details: [...others, 'diagnostics'],
    hidden: [...state.hidden, 'diagnostics'],
    focus,
  };
}
