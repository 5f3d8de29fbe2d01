/** What the screen shows, what the user has made of it, and what may happen to it. The function that changes it is reduce.ts. */
import type { Glyphs } from '../drawing/glyphs.ts';
import type { PanelName } from '../panels.ts';
import type {
  Applied,
  DeviceView,
  Diagnostic,
  DoorbellRoute,
  Executed,
  Sample,
  Snapshot,
  TextOf,
} from '../run.ts';
import type { Filter } from './filter.ts';
import type { HistoryPoint } from './history.ts';
import type { Jump } from './jump.ts';
import type { Size } from './layout.ts';
import type { Mark } from './marks.ts';
import type { Look, Looks } from './rates.ts';
import type { Kind, Timeline } from './timeline.ts';

export const scrollCommands = ['up', 'down', 'page-up', 'page-down', 'home', 'end'] as const;
export type ScrollCommand = (typeof scrollCommands)[number];

export type ViewCommand =
  | PanelName
  | ScrollCommand
  | 'next'
  | 'previous'
  | 'zoom'
  | 'hide'
  | 'open'
  | 'filter'
  | 'jump'
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
   * Lines from the top that are scrolled away; in the queues and the diagnostics the selected one, in the trap log lines from the newest,
   * 0 being the newest and following it.
   */
  readonly scroll: Readonly<Record<PanelName, number>>;
  readonly filter: Filter;
  /** A time that is being typed; else null. */
  readonly jump: Jump | null;
  readonly help: boolean;
}

/** What is wrong with the scenario's file as it is. */
export interface Diagnosis {
  /** In the order of the text; none where it is in order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of the files that they are about. */
  readonly textOf: TextOf;
}

/** The text of this session that runs. */
export interface RunningText {
  /** When it was read. */
  readonly since: Date;
  /** The session began with it. */
  readonly first: boolean;
  /** It was gone back to: the file has a later one. */
  readonly undone: boolean;
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
  readonly diagnosis: Diagnosis;
  readonly text: RunningText;
  /** Where a replay stands; null where the run is live. */
  readonly timeline: Timeline | null;
  /** What the last edit did, a sentence for each of its consequences. */
  readonly lastEdit: readonly string[];
  /** What happened last, for the header. */
  readonly note: string;
  /** Lines that the queues of some run beside this one need, so that panes keep their panels in line. */
  readonly queueLines: number;
}

/** What the screen is of. */
export function kindOf({ timeline }: State): Kind {
  return timeline === null ? 'live' : 'replay';
}

export type Event =
  | { readonly type: 'sampled'; readonly sample: Sample }
  | { readonly type: 'pressed'; readonly command: ViewCommand }
  | { readonly type: 'typed'; readonly key: string }
  /** The time that was typed is none in this log. */
  | { readonly type: 'nowhere'; readonly wrong: string }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'reloaded'; readonly applied: Applied; readonly text: RunningText }
  | { readonly type: 'diagnosed'; readonly diagnosis: Diagnosis }
  | { readonly type: 'noted'; readonly text: string }
  | { readonly type: 'aligned'; readonly queueLines: number };
