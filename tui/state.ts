/** What the screen shows, and the one function that changes it. No engine, no clock, no terminal. */
import { type Filter, noFilter, typed } from './filter.ts';
import type { Glyphs } from './glyphs.ts';
import { type HistoryPoint, pointOf } from './history.ts';
import type { Size } from './layout.ts';
import { freshLooks, reloaded, sampled } from './looks.ts';
import type { Mark } from './marks.ts';
import { details, type PanelName } from './panels.ts';
import type { Look, Looks } from './rates.ts';
import type { Applied, DeviceView, DoorbellRoute, Executed, Sample, Snapshot } from './run.ts';
import type { ScrollCommand } from './scroll.ts';
import { diagnosed, pressed } from './view.ts';

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
