/** Live runs on the screen. */
import { control, type LiveRun, look } from './run.ts';
import type { Stage, StageCommand } from './stage.ts';
import { initialState, reduce } from './state/reduce.ts';
import type { State } from './state/state.ts';
import { trapsOf, wantedRoutes } from './state/trap-rows.ts';

/** A run, and its scenario's file as the user named it, for the header. */
export interface Shown {
  readonly run: LiveRun;
  readonly file: string;
  /** When that was read. */
  readonly since: Date;
}

export class LiveStage implements Stage {
  readonly kind = 'live';
  readonly runs: readonly [LiveRun, ...LiveRun[]];
  readonly #shown: readonly Shown[];

  constructor([first, ...others]: readonly [Shown, ...Shown[]]) {
    this.#shown = [first, ...others];
    this.runs = [first.run, ...others.map(({ run }) => run)];
  }

  begin(of: number, as: Pick<State, 'size' | 'glyphs'>): State {
    const { run, file, since } = this.#shown[of]!;
    return initialState({ file, since, ...as }, look(run));
  }

  look(of: number, state: State): State {
    const sample = look(this.runs[of]!, wantedRoutes(trapsOf(state)));
    return reduce(state, { type: 'sampled', sample });
  }

  /** Time is one for all runs; a driver is one run's. What comes of it is seen at the next look. */
  obey({ to, command }: StageCommand, chosen: number, state: State): State {
    const queue = state.scroll.queues;
    if (to === 'run') control(command === 'doorbell' ? [this.runs[chosen]!] : this.runs, command, queue);
    return state;
  }

  /** Time only goes on. */
  jump(_: string, state: State): State {
    return state;
  }
}
