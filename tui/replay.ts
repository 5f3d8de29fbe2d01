/** A recorded session on the screen: it is played, and gone about in. */
import { controlReplay, look, type Replay, type Sample } from './run.ts';
import type { Stage, StageCommand } from './stage.ts';
import { historyLength } from './state/history.ts';
import { lookAtTime } from './state/jump.ts';
import { initialState, reduce } from './state/reduce.ts';
import { comparedFrom, looksBack, type Replayed, replayed } from './state/replayed.ts';
import type { State } from './state/state.ts';
import { destination, isOther, timelineOf } from './state/timeline.ts';
import { trapsOf, wantedRoutes } from './state/trap-rows.ts';

export class ReplayStage implements Stage {
  readonly kind = 'replay';
  readonly runs: readonly [Replay];
  readonly #file: string;

  /** `file`: the log, as the user named it. */
  constructor(replay: Replay, file: string) {
    this.runs = [replay];
    this.#file = file;
  }

  begin(_: number, as: Pick<State, 'size' | 'glyphs'>): State {
    return begun(this.runs[0], { file: this.#file, ...as });
  }

  look(_: number, state: State): State {
    return caughtUp(this.runs[0], state);
  }

  obey({ to, command }: StageCommand, _: number, state: State): State {
    const [replay] = this.runs;
    if (to === 'run') {
      controlReplay(replay, command);
      return state;
    }
    const place = destination(command, timelineOf(replay));
    if (typeof place === 'string') return reduce(state, { type: 'noted', text: place });
    return this.#goTo(place, state, command === 'end');
  }

  jump(text: string, state: State): State {
    const place = lookAtTime(text, timelineOf(this.runs[0]));
    if (typeof place === 'string') return reduce(state, { type: 'nowhere', wrong: place });
    return this.#goTo(place, { ...state, jump: null });
  }

  /** Who goes somewhere wants to look at it: it stands still there, but at the end of a log that goes on. */
  #goTo(at: number, state: State, follows = false): State {
    const [replay] = this.runs;
    replay.pause();
    replay.goTo(at);
    if (follows && replay.grows) replay.resume();
    return arrived(replay, state);
  }
}

/** The screen at the look that a replay shows. */
export function begun(replay: Replay, as: Pick<State, 'file' | 'size' | 'glyphs'>): State {
  const since = new Date(replay.session.header.recordedAt);
  return arrived(replay, initialState({ since, ...as }, look(replay)));
}

/** The state after whatever the replay has shown since. */
export function caughtUp(replay: Replay, state: State): State {
  const sample = look(replay, wantedRoutes(trapsOf(state)));
  const from = (state.timeline?.look ?? Number.POSITIVE_INFINITY) + 1;
  if (state.timeline !== null && isOther(state.timeline, timelineOf(replay)))
    return reduce(arrived(replay, state), {
      type: 'noted',
      text: `the log goes on in a new file; what came before is ${state.file}.1`,
    });
  const isAnew = replay.look + 1 < from || replay.look - from >= historyLength;
  return isAnew
    ? arrived(replay, state)
    : replayed(state, { ...passedBy(replay, sample, from), anew: false });
}

/** All that the screen shows of the moment at which the replay stands, whatever it showed before. */
export function arrived(replay: Replay, state: State): State {
  const sample = look(replay, wantedRoutes(trapsOf(state)));
  const from = Math.max(0, replay.look - looksBack + 1);
  return replayed(state, { ...passedBy(replay, sample, from), anew: true });
}

function passedBy(replay: Replay, sample: Sample, from: number): Omit<Replayed, 'anew'> {
  const timeline = timelineOf(replay);
  const passed = replay.before(replay.look - from + 1, comparedFrom(from, timeline));
  return { sample, timeline, from, passed };
}
