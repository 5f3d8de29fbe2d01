/** The dashboard over live runs: what is watched, and in which order all of it ends. */
import {
  type Diagnostic,
  type Library,
  type LiveRun,
  newLockstep,
  openRun,
  printable,
  type RecordTo,
  type Scenario,
  type Speed,
  type Thread,
} from '../engine/index.ts';
import type { Dashboard, Files, Shown } from '../tui/index.ts';
import { closeRuns } from './close-runs.ts';
import { Editor } from './editor.ts';
import type { Spot } from './editor-command.ts';
import { closeOn, endingSignal, exitCode } from './ending.ts';
import { EXIT } from './exit-codes.ts';
import type { Looks } from './looks.ts';
import { Recordings } from './recordings.ts';
import { findScenario, type ScenarioFile } from './scenario-file.ts';
import { isPipe } from './text-file.ts';
import { SessionTexts } from './texts.ts';
import { VERSION } from './version.ts';
import type { FileWatch } from './watch.ts';

/** A file whose scenario can run. */
export interface Runnable extends ScenarioFile {
  readonly scenario: Scenario;
}

export interface DashboardRun extends Looks {
  /** Several stand side by side, with one clock. */
  readonly files: readonly [Runnable, ...Runnable[]];
  /** One for each, already on its way. */
  readonly threads: readonly Thread[];
  readonly library: Library;
  /** Session log of the one run that there is; null for none. */
  readonly record: RecordTo | null;
  /** That a session log which is begun by key may take of the disk; null for as many as there are. */
  readonly mostBytes: number | null;
  readonly speed: Speed;
  readonly watch: boolean;
  /** Keys to begin with, as the screen's key table names them. */
  readonly press: readonly string[];
  /** Called right before the dashboard takes the terminal, or somebody is told why it cannot. */
  readonly opening: () => void;
  /** In place of the scenarios' own. */
  readonly seed: number | undefined;
}

/** Returns the exit code once the terminal is restored and the session log is whole. */
export async function runDashboard(of: DashboardRun): Promise<number> {
  const editor = new Editor();
  const ended = endingSignal(() => editor.isOpen);
  const since = new Date();
  // The engines' threads and the screen's modules start at once, so that neither waits for the other.
  const opening = openRuns(of);
  const screen = import('../tui/index.ts');
  let runs: readonly LiveRun[];
  try {
    runs = await opening;
  } catch (error) {
    of.opening();
    if (of.record === null) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.input;
  }
  const { openDashboard } = await screen;
  const { glyphs, theme, spoken, press } = of;
  const [first, ...others] = runs.map((run, index): Shown => ({ run, file: of.files[index]!.file, since }));
  const texts: SessionTexts[] = [];
  const recordings = new Recordings(
    runs,
    of.files.map(({ file }) => file),
    of.mostBytes,
    (run, text) => dashboard.note(run, text),
  );
  const files = filesOf(of, editor, texts, recordings);
  of.opening();
  const dashboard = openDashboard({ runs: [first!, ...others], files, glyphs, theme, spoken, press });
  closeOn(ended, dashboard, () => {
    editor.end();
    dashboard.close();
  });
  for (const [index, run] of runs.entries()) {
    const opened = of.files[index]!;
    if (opened.diagnostics.length > 0) dashboard.diagnosed(index, opened);
    texts.push(new SessionTexts({ ...opened, since }, run, dashboard, index));
  }
  const watched = of.watch ? texts.map((each, index) => watchScenario(of, index, each, dashboard)) : [];
  const exit = await dashboard.exited;
  for (const each of texts) each.close();
  for (const watch of await Promise.all(watched)) await watch.close();
  const recorded = await closeRuns(runs, ended.aborted || exit.reason === 'interrupt');
  return exitCode(exit, ended.reason ?? (recorded ? null : EXIT.input));
}

function openRuns({ files, threads, speed, record }: DashboardRun): Promise<readonly LiveRun[]> {
  const together = files.length > 1 ? { lockstep: newLockstep(files.length) } : {};
  return Promise.all(
    files.map(({ scenario, text }, index) =>
      openRun({
        ...{ scenario, text, speed, record, engineVersion: VERSION, ...together },
        thread: threads[index]!,
      }),
    ),
  );
}

/** What the screen's keys do with the files. `texts`: of each run, as soon as it is on the screen. */
function filesOf(
  { files, watch }: DashboardRun,
  editor: Editor,
  texts: readonly SessionTexts[],
  recordings: Recordings,
): Files {
  return {
    async edit(of, at) {
      const { file } = files[of]!;
      const wrong = await editor.open(at === null ? topOf(file) : spotOf(at, file));
      return wrong === '' && !watch ? 'edits are not followed: --no-watch' : wrong;
    },
    undo: of => void texts[of]?.undo(),
    record: () => recordings.toggle(),
  };
}

const topOf = (file: string): Spot => ({ file, line: 1, column: 1 });

/** A diagnostic names its file so that it can be printed; only a profile's is another one, and that is ours. */
function spotOf({ file: named, line, column }: Diagnostic, file: string): Spot {
  return { file: named === printable(file) ? file : named, line, column };
}

async function watchScenario(
  { files, library, seed }: DashboardRun,
  index: number,
  texts: SessionTexts,
  dashboard: Dashboard,
): Promise<FileWatch> {
  const opened = files[index]!;
  if (isPipe(opened.file)) {
    dashboard.note(index, 'read from a pipe: edits cannot be followed');
    return { ready: Promise.resolve(), close: () => Promise.resolve() };
  }
  // After the first frame, which does not need it.
  const { watchFiles } = await import('./watch.ts');
  // Side by side the first one's seed is everybody's, after an edit as well.
  const shared = index === 0 ? seed : (seed ?? files[0].scenario.seed);
  const watched = watchFiles<ScenarioFile>(
    opened,
    read => findScenario(opened.file, library, shared, read),
    edited => void texts.saved(edited),
  );
  watched.ready.catch(error => dashboard.note(index, `edits are not followed: ${error}`));
  return watched;
}
