/** The dashboard over live runs: what is watched, what a signal does, and in which order all of it ends. */
import {
  type Library,
  type LiveRun,
  newLockstep,
  openRun,
  type Scenario,
  type Speed,
  type Thread,
} from '../engine/index.ts';
import type { Dashboard, Exit, Shown } from '../tui/index.tsx';
import type { GlyphName, ThemeName } from '../tui/names.ts';
import { EXIT } from './exit-codes.ts';
import { parseScenarioFile, type ScenarioFile } from './scenario-file.ts';
import { isPipe } from './text-file.ts';
import { VERSION } from './version.ts';
import type { FileWatch, Seen } from './watch.ts';

/** A file whose scenario can run. */
export interface Runnable extends ScenarioFile {
  readonly scenario: Scenario;
}

export interface DashboardRun {
  /** Several stand side by side, with one clock. */
  readonly files: readonly [Runnable, ...Runnable[]];
  /** One for each, already on its way. */
  readonly threads: readonly Thread[];
  readonly library: Library;
  /** Session log of the one run that there is; null for none. */
  readonly record: string | null;
  readonly speed: Speed;
  readonly watch: boolean;
  /** Keys to begin with, as the screen's key table names them. */
  readonly press: readonly string[];
  readonly glyphs: GlyphName;
  /** null: without colours. */
  readonly theme: ThemeName | null;
  /** For a screen reader. */
  readonly spoken: boolean;
  /** In place of the scenarios' own. */
  readonly seed: number | undefined;
}

/** Signals that end a program and leave its terminal to somebody else. */
const SIGNALS = { SIGTERM: EXIT.terminated, SIGHUP: EXIT.hangup, SIGINT: EXIT.interrupt } as const;

/** Returns the exit code once the terminal is restored and the session log is whole. */
export async function runDashboard(of: DashboardRun): Promise<number> {
  const ended = endingSignal();
  // The engines' threads and the screen's modules start at once, so that neither waits for the other.
  const opening = openRuns(of);
  const screen = import('../tui/index.tsx');
  let runs: readonly LiveRun[];
  try {
    runs = await opening;
  } catch (error) {
    if (of.record === null) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.input;
  }
  const { openDashboard } = await screen;
  const { glyphs, theme, spoken, press } = of;
  const [first, ...others] = runs.map((run, index): Shown => ({ run, file: of.files[index]!.file }));
  const dashboard = openDashboard({ runs: [first!, ...others], glyphs, theme, spoken, press });
  closeOn(ended, dashboard);
  const watched = of.watch ? runs.map((run, index) => watchScenario(of, index, run, dashboard)) : [];
  const exit = await dashboard.exited;
  for (const watch of await Promise.all(watched)) await watch.close();
  await Promise.all(runs.map(run => run.close()));
  return exitCode(exit, ended.reason ?? null);
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

/** Aborts at the first signal that ends the program, its reason being the exit code; heard from now on. */
function endingSignal(): AbortSignal {
  const ending = new AbortController();
  // Not once: Ink, which listens later, ends the program where it finds itself the only one that does.
  for (const [signal, exit] of Object.entries(SIGNALS)) process.on(signal, () => ending.abort(exit));
  // The terminal is gone: it fails to take a frame, whether or not the signal for it comes through.
  process.stdout.once('error', () => ending.abort(EXIT.hangup));
  // Ink lets this signal end the program; the write that raised it fails too, and that is said on the screen.
  process.on('SIGXFSZ', () => {});
  return ending.signal;
}

function closeOn(ended: AbortSignal, dashboard: Dashboard): void {
  if (ended.aborted) dashboard.close();
  ended.addEventListener('abort', () => dashboard.close());
  process.once('uncaughtException', error => {
    dashboard.close();
    process.stderr.write(`trapline has failed: ${error.stack}\n`);
    process.exit(EXIT.fault);
  });
}

function exitCode({ reason, error }: Exit, signalled: number | null): number {
  if (error !== null) process.stderr.write(`trapline has failed: ${error.stack ?? error.message}\n`);
  if (reason === 'error') return EXIT.fault;
  return reason === 'interrupt' ? EXIT.interrupt : (signalled ?? EXIT.fine);
}

/** A valid text goes into the run, a broken one is shown while the run goes on with the last good one. */
async function watchScenario(
  { files, library, seed }: DashboardRun,
  index: number,
  run: LiveRun,
  dashboard: Dashboard,
): Promise<FileWatch> {
  const opened = files[index]!;
  if (isPipe(opened.file)) {
    dashboard.note(index, 'read from a pipe: edits cannot be followed');
    return { ready: Promise.resolve(), close: () => Promise.resolve() };
  }
  // After the first frame, which does not need it.
  const { watchFile } = await import('./watch.ts');
  // Side by side the first one's seed is everybody's, after an edit as well.
  const shared = index === 0 ? seed : (seed ?? files[0].scenario.seed);
  const parse = (text: string) => parseScenarioFile(opened.file, text, library, shared);
  const watched = watchFile(
    opened.file,
    opened.text,
    text => parse(text).scenario !== null,
    seen => show(seen).catch(error => dashboard.note(index, String(error))),
  );
  watched.ready.catch(error => dashboard.note(index, `edits are not followed: ${error}`));
  return watched;

  async function show(seen: Seen): Promise<void> {
    if (seen.state === 'unreadable') return dashboard.diagnostics(index, [`${opened.file}: ${seen.reason}`]);
    const { scenario, text, formatted } = parse(seen.text);
    if (scenario === null) return dashboard.diagnostics(index, formatted);
    dashboard.reloaded(index, await run.apply(scenario, text));
    if (formatted.length > 0) dashboard.diagnostics(index, formatted);
  }
}
