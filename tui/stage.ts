/** What the screen is of, as the dashboard needs it: live runs side by side, or a session that is replayed. */
import type { Command } from './keys.ts';
import type { RunView } from './run.ts';
import type { Event, State } from './state/state.ts';
import type { Kind } from './state/timeline.ts';

/** Keys that change what goes on; the others change how it is looked at. */
export type StageCommand = Extract<Command, { to: 'run' | 'time' }>;

export interface Stage {
  readonly kind: Kind;
  readonly runs: readonly [RunView, ...RunView[]];
  /** What the screen begins with, of one of the runs. */
  begin(of: number, as: Pick<State, 'size' | 'glyphs'>): State;
  /** What has come of a run since the state. */
  look(of: number, state: State): Event;
  /** `chosen`: the run that keys for one run change. Returns what it makes of the screen, null for what is seen anyway. */
  obey(command: StageCommand, chosen: number, state: State): Event | null;
  /** Goes to the time that was typed. */
  jump(text: string, state: State): Event;
}
