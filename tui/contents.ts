/** What every panel shows, as lines: drawing asks here, and scrolling, which must know how many there are. */

import type { Content, Room } from './drawing/content.ts';
import { devices } from './panels/Devices.ts';
import { diagnostics } from './panels/Diagnostics.ts';
import { latency } from './panels/Latency.ts';
import { levels } from './panels/Levels.ts';
import { occupancy } from './panels/Occupancy.ts';
import { path } from './panels/Path.ts';
import { queues } from './panels/Queues.ts';
import { trapLog } from './panels/TrapLog.ts';
import type { PanelName } from './panels.ts';
import type { State } from './state/state.ts';

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
