/** The only door of the screen: opens it over a run or several, or over a recorded session. */
import type { Dashboard, Files, ScreenOptions } from './dashboard.ts';
import { InkDashboard } from './ink-dashboard.tsx';
import { LiveStage, type Shown } from './live.ts';
import { ReplayStage } from './replay.ts';
import type { Replay } from './run.ts';

export { type Chooser, openChooser } from './choose.tsx';
export type { Dashboard, Exit, Files, ScreenOptions } from './dashboard.ts';
export { type FilmOptions, film } from './film.tsx';
export type { Shown } from './live.ts';
export type { Entry } from './state/choice.ts';

export interface DashboardOptions extends ScreenOptions {
  /** Several stand side by side. */
  readonly runs: readonly [Shown, ...Shown[]];
  readonly files: Files;
}

export interface ReplayOptions extends ScreenOptions {
  readonly replay: Replay;
  /** The log, as the user named it. */
  readonly file: string;
}

export function openDashboard({ runs, files, ...options }: DashboardOptions): Dashboard {
  return new InkDashboard(new LiveStage(runs), files, options);
}

/** The same dashboard on a recorded session, where no key has to do with a scenario's file. */
export function openReplayDashboard({ replay, file, ...options }: ReplayOptions): Dashboard {
  return new InkDashboard(new ReplayStage(replay, file), noFiles, options);
}

const noFiles: Files = { edit: async () => '', undo: () => {}, record: () => {} };
