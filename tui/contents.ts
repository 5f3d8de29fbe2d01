/** What every panel shows, as lines: drawing asks here, and scrolling, which must know how many there are. */
import { devices } from './panels/Devices.ts';
import { diagnostics } from './panels/Diagnostics.ts';
import { latency } from './panels/Latency.ts';
import { levels } from './panels/Levels.ts';
import { occupancy } from './panels/Occupancy.ts';
import { path } from './panels/Path.ts';
import { queues } from './panels/Queues.ts';
import { trapLog } from './panels/TrapLog.ts';
import type { PanelName } from './panels.ts';
import type { State } from './state.ts';
import type { Span } from './text.ts';

/** In characters; one row of the height is the panel's rule. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

export type Line = readonly Span[];

export interface Content {
  /** Stands in the rule behind the panel's name. */
  readonly about?: string;
  /** Lines that do not scroll away. */
  readonly heads: readonly Line[];
  readonly lines: readonly Line[];
  /** How many of the lines are scrolled away, where the panel itself says so. */
  readonly first?: number;
}

/** Pure: the same state and room give the same lines. */
export type PanelContent = (state: State, room: Room) => Content;

const contents: Readonly<Record<PanelName, PanelContent>> = {
  levels,
  occupancy,
  queues,
  traps: trapLog,
  path,
  latency,
  devices,
  diagnostics,
};

export function contentOf(panel: PanelName, state: State, room: Room): Content {
  return contents[panel](state, room);
}
