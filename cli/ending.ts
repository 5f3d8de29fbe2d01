/** How a dashboard ends, whatever ends it: a key, a signal, a terminal that is gone, a fault. */
import { SessionError } from '../engine/index.ts';
import type { Dashboard, Exit } from '../tui/index.ts';
import { EXIT } from './exit-codes.ts';
import { sentenceOf } from './faulty-input.ts';

/** Signals that end a program and leave its terminal to somebody else. */
const SIGNALS = { SIGTERM: EXIT.terminated, SIGHUP: EXIT.hangup, SIGINT: EXIT.interrupt } as const;

/**
 * Aborts at the first signal that ends the program, its reason being the exit code; heard from now on. `isLent`: somebody
 * else has the terminal.
 */
export function endingSignal(isLent: () => boolean): AbortSignal {
  const ending = new AbortController();
  // Not once: Ink, which listens later, ends the program where it finds itself the only one that does.
  for (const [signal, exit] of Object.entries(SIGNALS))
    process.on(signal, () => {
      // Ctrl-C in the editor comes to everybody on the terminal, and is not meant for us.
      if (signal !== 'SIGINT' || !isLent()) ending.abort(exit);
    });
  // The terminal is gone: it fails to take a frame, whether or not the signal for it comes through.
  process.stdout.once('error', () => ending.abort(EXIT.hangup));
  // Ink lets this signal end the program; the write that raised it fails too, and that is said on the screen.
  process.on('SIGXFSZ', () => {});
  return ending.signal;
}

/** `close`: called once or more, and closes the dashboard. */
export function closeOn(ended: AbortSignal, dashboard: Dashboard, close: () => void): void {
  if (ended.aborted) close();
  ended.addEventListener('abort', close);
  process.once('uncaughtException', error => {
    dashboard.close();
    process.stderr.write(`trapline has failed: ${error.stack}\n`);
    process.exit(EXIT.fault);
  });
}

export function exitCode({ reason, error }: Exit, signalled: number | null): number {
  if (error instanceof SessionError) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    return EXIT.input;
  }
  if (error !== null) process.stderr.write(`trapline has failed: ${error.stack ?? error.message}\n`);
  if (reason === 'error') return EXIT.fault;
  return reason === 'interrupt' ? EXIT.interrupt : (signalled ?? EXIT.fine);
}
