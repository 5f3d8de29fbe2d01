/** Runs in a thread of their own, as the dashboard has them. */
import { onTestFinished, vi } from 'vitest';
import type { LiveRun, RecordTo, Snapshot, Speed } from '../../engine/worker/live.ts';
import type { Lockstep } from '../../engine/worker/lockstep.ts';
import { openRun } from '../../engine/worker/open.ts';
import { DEADLINE_MS } from './deadline.ts';
import { scenarioOf } from './scenarios.ts';

/** Closed when the test is over. */
export async function liveRun(
  text: string,
  speed: Speed = 'max',
  record: string | RecordTo | null = null,
  lockstep: Lockstep | null = null,
): Promise<LiveRun> {
  const to = typeof record === 'string' ? { file: record, mostBytes: null } : record;
  const of = { scenario: scenarioOf(text), text, speed, record: to, engineVersion: '0.0.0' };
  const run = await openRun({ ...of, ...(lockstep && { lockstep }) });
  onTestFinished(async () => void (await run.close()));
  return run;
}

/** The first snapshot that is as wanted. */
export async function until(run: LiveRun, wanted: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  let snapshot = run.snapshot();
  await vi.waitUntil(
    () => {
      snapshot = run.snapshot();
      return wanted(snapshot);
    },
    { timeout: DEADLINE_MS, interval: 2 },
  );
  return snapshot;
}

export async function paused(run: LiveRun): Promise<Snapshot> {
  run.pause();
  return until(run, ({ state }) => state === 'paused');
}
