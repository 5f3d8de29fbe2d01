/** What the screen is of, as the dashboard needs it: live runs side by side, or a session that is replayed. */
import type { Command } from './keys.ts';
import type { RunView } from './run.ts';
import type { State } from './state/state.ts';
import type { Kind } from './state/timeline.ts';

/** Keys that change what goes on; the others change how it is looked at. */
export type StageCommand = Extract<Command, { to: 'run' | 'time' }>;

export interface Stage {
  readonly kind: Kind;
  readonly runs: readonly [RunView, ...RunView[]];
  /** What the screen begins with, of one of the runs. */
  begin(of: number, as: Pick<State, 'size' | 'glyphs'>): State;
  /** The state, and what has come of its run since; the same one where nothing has. */
  look(of: number, state: State): State;
  /** `state`: of the chosen run, which keys for one run change; what becomes of it. */
  obey(command: StageCommand, chosen: number, state: State): State;
  /** Goes to the time that was typed. */
  jump(text: string, state: State): State;
}
