/** A recorded session on the screen: it is played, and gone about in. */
import { controlReplay, look, type Replay } from './run.ts';
import type { Stage, StageCommand } from './stage.ts';
import { historyLength } from './state/history.ts';
import { lookAtTime } from './state/jump.ts';
import { initialState, reduce } from './state/reduce.ts';
import { looksBack } from './state/replayed.ts';
import type { Event, State } from './state/state.ts';
import { destination, timelineOf } from './state/timeline.ts';
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

  look(_: number, state: State): Event {
    return caughtUp(this.runs[0], state);
  }

  obey({ to, command }: StageCommand, _: number, state: State): Event | null {
    const [replay] = this.runs;
    if (to === 'run') {
      controlReplay(replay, command);
      return null;
    }
    const place = destination(command, timelineOf(replay));
    if (typeof place === 'string') return { type: 'noted', text: place };
    return this.#goTo(place, state, command === 'end');
  }

  jump(text: string, state: State): Event {
    const to = lookAtTime(text, timelineOf(this.runs[0]));
    return typeof to === 'string' ? { type: 'nowhere', wrong: to } : this.#goTo(to, state);
  }

  /** Who goes somewhere wants to look at it: it stands still there, but at the end of a log that goes on. */
  #goTo(at: number, state: State, follows = false): Event {
    const [replay] = this.runs;
    replay.pause();
    replay.goTo(at);
    if (follows && replay.grows) replay.resume();
    return arrival(replay, state);
  }
}

/** The screen at the look that the replay shows. */
export function begun(replay: Replay, as: Pick<State, 'file' | 'size' | 'glyphs'>): State {
  const since = new Date(replay.session.header.recordedAt);
  const state = initialState({ since, ...as }, look(replay));
  return reduce(state, arrival(replay, state));
}

/** What has come of a replay since the state. */
function caughtUp(replay: Replay, state: State): Event {
  const sample = look(replay, wantedRoutes(trapsOf(state)));
  const gap = replay.look - (state.timeline?.look ?? Number.POSITIVE_INFINITY);
  if (gap < 0 || gap > historyLength) return arrival(replay, state);
  const passed = replay.before(gap).slice(0, -1);
  return { type: 'replayed', sample, timeline: timelineOf(replay), passed, anew: false };
}

/** All that the screen shows of the moment at which a replay stands. */
export function arrival(replay: Replay, state: State): Event {
  const sample = look(replay, wantedRoutes(trapsOf(state)));
  const passed = replay.before(looksBack).slice(0, -1);
  return { type: 'replayed', sample, timeline: timelineOf(replay), passed, anew: true };
}
