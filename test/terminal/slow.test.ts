/** A terminal that reads nothing for a while, and one that is gone. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DEADLINE_MS } from '../helpers/deadline.ts';
import { sessionIn } from '../helpers/session-in.ts';
import { freshPath } from '../helpers/temporary.ts';
import { Terminal } from '../helpers/terminal.ts';

const onLinux = test.runIf(existsSync('/proc/self/status'));

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

/** Of a process that is waited for by nobody, too. */
function hasEnded(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`still not so: ${condition}`);
    await delay(10);
  }
}

const simulatedSeconds = (terminal: Terminal): number =>
  Number(/simulated ([\d.]+)s/.exec(terminal.text())?.[1]);

onLinux('while nobody reads the run goes on and no frame is kept, and then the newest comes', async () => {
  const log = freshPath('.traplog');
  await using terminal = new Terminal([
    'dist/trapline.js',
    'run',
    'scenarios/three-doorbells.yaml',
    '--record',
    log,
  ]);
  await terminal.waitFor(() => simulatedSeconds(terminal) >= 2);
  const pid = terminal.programId();
  const [before, resident, written] = [simulatedSeconds(terminal), residentMb(pid), statSync(log).size];
  terminal.stopReading();
  // The engine's thread is another, and what it records tells how far it is: here some four seconds.
  await until(() => statSync(log).size > written * 3);
  expect(residentMb(pid)).toBeLessThan(resident * 1.1);
  const read = terminal.raw.length;
  terminal.readOn();
  await terminal.waitFor(() => simulatedSeconds(terminal) > before + 3);
  // What the kernel held back, and a frame or two.
  expect(terminal.raw.length - read).toBeLessThan(40_000);
});

onLinux('where the terminal is gone, the program ends, and the session log is whole', async () => {
  const log = freshPath('.traplog');
  const terminal = new Terminal([
    'dist/trapline.js',
    'run',
    'scenarios/three-doorbells.yaml',
    '--record',
    log,
  ]);
  // The first frame comes before the program listens to signals.
  await terminal.waitFor(() => simulatedSeconds(terminal) >= 1);
  const pid = terminal.programId();
  terminal.hangUp();
  await until(() => hasEnded(pid));
  expect(sessionIn(log).missing).toBeNull();
});
