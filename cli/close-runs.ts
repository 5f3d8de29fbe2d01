/** The end of the runs: their session logs are closed and packed, and what became of them is said. */
import { type LiveRun, printable } from '../engine/index.ts';
import { endingSignal } from './ending.ts';

/** Milliseconds for which somebody who has said Ctrl-C, or a system that shuts down, is held up. */
const PATIENCE_MS = 1500;
/** From then on one wants to know what is waited for. */
const SAID_AFTER_MS = 500;

/** `hurry`: a signal ends us, or Ctrl-C. Returns whether every log is as it should be. */
export async function closeRuns(runs: readonly LiveRun[], hurry: boolean): Promise<boolean> {
  const another = endingSignal(() => false);
  // A terminal that is gone cannot be told.
  process.stderr.on('error', () => {});
  const enough = hurry ? AbortSignal.any([another, AbortSignal.timeout(PATIENCE_MS)]) : another;
  const said = setTimeout(say, SAID_AFTER_MS, 'packing the session log; Ctrl-C leaves it as it is');
  const logs = await Promise.all(runs.map(run => run.close(enough)));
  clearTimeout(said);
  const failed = runs.map(run => run.snapshot().recording).filter(recording => recording?.failed);
  for (const recording of failed) say(`${recording!.file}: recording stopped: ${recording!.failed}`);
  for (const { file, unpacked } of logs.flat())
    if (unpacked !== null) say(`${file} is whole and not packed: ${unpacked}`);
  return failed.length === 0;
}

const say = (line: string): void => void process.stderr.write(`${printable(line)}\n`);
