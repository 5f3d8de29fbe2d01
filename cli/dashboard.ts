/** The dashboard over a live run: what is watched, what a signal does, and in which order all of it ends. */
import { type Library, type LiveRun, openRun, type Scenario, type Speed } from '../engine/index.ts';
import type { Dashboard, Exit } from '../tui/index.tsx';
import { EXIT } from './exit-codes.ts';
import { parseScenarioFile, type ScenarioFile } from './scenario-file.ts';
import { VERSION } from './version.ts';
import type { FileWatch, Seen } from './watch.ts';

export interface DashboardRun {
  readonly scenario: Scenario;
  readonly opened: ScenarioFile;
  readonly library: Library;
  readonly record: string | null;
  readonly speed: Speed;
  readonly watch: boolean;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly seed: number | undefined;
}

/** Signals that end a program and leave its terminal to somebody else. */
const SIGNALS = { SIGTERM: EXIT.terminated, SIGHUP: EXIT.hangup, SIGINT: EXIT.interrupt } as const;

/** Returns the exit code once the terminal is restored and the session log is whole. */
export async function runDashboard(of: DashboardRun): Promise<number> {
  const { scenario, opened, record, speed, ascii, color } = of;
  // The engine's thread and the screen's modules start at once, so that neither waits for the other.
  const opening = openRun({ scenario, text: opened.text, speed, record, engineVersion: VERSION });
  const screen = import('../tui/index.tsx');
  let run: LiveRun;
  try {
    run = await opening;
  } catch (error) {
    if (record === null) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.input;
  }
  const { openDashboard } = await screen;
  const dashboard = openDashboard({ run, file: opened.file, ascii, color });
  const signalled = endOnSignals(dashboard);
  const watched = of.watch ? watchScenario(of, run, dashboard) : null;
  const exit = await dashboard.exited;
  await (await watched)?.close();
  await run.close();
  return exitCode(exit, signalled());
}

function endOnSignals(dashboard: Dashboard): () => number | null {
  let code: number | null = null;
  const end = (exit: number) => {
    code ??= exit;
    dashboard.close();
  };
  for (const [signal, exit] of Object.entries(SIGNALS)) process.once(signal, () => end(exit));
  // The terminal is gone: it fails to take a frame, whether or not the signal for it comes through.
  process.stdout.once('error', () => end(EXIT.hangup));
  // Ink lets this signal end the program; the write that raised it fails too, and that is said on the screen.
  process.on('SIGXFSZ', () => {});
  process.once('uncaughtException', error => {
    dashboard.close();
    process.stderr.write(`trapline has failed: ${error.stack}\n`);
    process.exit(EXIT.fault);
  });
  return () => code;
}

function exitCode({ reason, error }: Exit, signalled: number | null): number {
  if (error !== null) process.stderr.write(`trapline has failed: ${error.stack ?? error.message}\n`);
  if (reason === 'error') return EXIT.fault;
  return reason === 'interrupt' ? EXIT.interrupt : (signalled ?? EXIT.fine);
}

/** A valid text goes into the run, a broken one is shown while the run goes on with the last good one. */
async function watchScenario(
  { opened, library, seed }: DashboardRun,
  run: LiveRun,
  dashboard: Dashboard,
): Promise<FileWatch> {
  // After the first frame, which does not need it.
  const { watchFile } = await import('./watch.ts');
  const parse = (text: string) => parseScenarioFile(opened.file, text, library, seed);
  const watched = watchFile(
    opened.file,
    opened.text,
    text => parse(text).scenario !== null,
    seen => show(seen).catch(error => dashboard.note(String(error))),
  );
  watched.ready.catch(error => dashboard.note(`edits are not followed: ${error}`));
  return watched;

  async function show(seen: Seen): Promise<void> {
    if (seen.state === 'unreadable') return dashboard.diagnostics([`${opened.file}: ${seen.reason}`]);
    const { scenario, text, formatted } = parse(seen.text);
    if (scenario === null) return dashboard.diagnostics(formatted);
    dashboard.reloaded(await run.apply(scenario, text));
    if (formatted.length > 0) dashboard.diagnostics(formatted);
  }
}
