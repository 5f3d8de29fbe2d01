/** Two runs in two threads with one clock. */
import { expect, test } from 'vitest';
import { Run } from '../../../engine/run/run.ts';
import type { LiveRun } from '../../../engine/worker/live.ts';
import { newLockstep, STRIDE_NS } from '../../../engine/worker/lockstep.ts';
import { liveRun, paused, until } from '../../helpers/live-runs.ts';
import { MS } from '../../helpers/runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';
import { sessionIn } from '../../helpers/session-in.ts';
import { freshPath } from '../../helpers/temporary.ts';

/** Some hundred times as many requests as the other one has in the same simulated time. */
const busy = bundledText('three-doorbells.yaml').replaceAll('k/s', '0k/s');
const idle = bundledText('three-doorbells.yaml').replace(/poisson: \d+k/g, 'poisson: 1k');

async function sideBySide(texts: readonly string[], logs: readonly string[] = []): Promise<LiveRun[]> {
  const lockstep = newLockstep(texts.length);
  return Promise.all(texts.map((text, i) => liveRun(text, 'max', logs[i] ?? null, lockstep)));
}

const nowOf = (run: LiveRun): number => run.snapshot().simulatedNs;

/** Each is looked at after the other in its turn, so that what it is held by has only grown. */
function expectTogether([a, b]: readonly LiveRun[]): void {
  const [first, second, again] = [nowOf(a!), nowOf(b!), nowOf(a!)];
  expect(first - second).toBeLessThanOrEqual(STRIDE_NS);
  expect(second - again).toBeLessThanOrEqual(STRIDE_NS);
}

test('at full speed the fast one is never more than a stride ahead of the slow one', async () => {
  const runs = await sideBySide([busy, idle]);
  for (let looks = 0; looks < 300; looks++) {
    expectTogether(runs);
    await new Promise(setImmediate);
  }
  await until(runs[0]!, ({ simulatedNs }) => simulatedNs > 200 * MS);
  expectTogether(runs);
});

test('one that is paused holds up nobody, and is waited for when it goes on', async () => {
  const [a, b] = (await sideBySide([busy, idle])) as [LiveRun, LiveRun];
  const { simulatedNs: stopped } = await paused(a);
  await until(b, ({ simulatedNs }) => simulatedNs > stopped + 20 * STRIDE_NS);
  a.resume();
  await until(a, ({ state }) => state === 'running');
  const ahead = nowOf(b);
  await until(a, ({ simulatedNs }) => simulatedNs > ahead + STRIDE_NS);
  expectTogether([a, b]);
});

test('one that ends, fails to open or is built anew holds up nobody', async () => {
  const lockstep = newLockstep(3);
  const a = await liveRun(idle, 'max', null, lockstep);
  const b = await liveRun(idle, 'max', null, lockstep);
  for (const run of [a, b]) await until(run, ({ simulatedNs }) => simulatedNs === STRIDE_NS);
  await expect(liveRun(idle, 'max', '/nowhere/at/all', lockstep)).rejects.toThrow('ENOENT');
  await until(a, ({ simulatedNs }) => simulatedNs > 10 * STRIDE_NS);
  const seeded = idle.replace(/seed: \d+/, 'seed: 99');
  expect(await b.apply(scenarioOf(seeded), seeded)).toMatchObject({ consequences: [{ force: 'anew' }] });
  const rebuilt = nowOf(a);
  await until(b, ({ simulatedNs }) => simulatedNs > rebuilt + 10 * STRIDE_NS);
  expectTogether([a, b]);
  await b.close();
  const alone = nowOf(a);
  await until(a, ({ simulatedNs }) => simulatedNs > alone + 10 * STRIDE_NS);
});

test('at a speed too, and where one cannot keep up the other waits for it', async () => {
  const runs = await sideBySide([busy, idle]);
  for (const run of runs) run.setSpeed(20);
  const [start] = runs.map(nowOf);
  await until(runs[1]!, ({ simulatedNs }) => simulatedNs > start! + 20 * STRIDE_NS);
  expectTogether(runs);
});

test('what each executes, and when, is what it executes alone', async () => {
  const logs = [freshPath(), freshPath()];
  const runs = await sideBySide([busy, idle], logs);
  await until(runs[1]!, ({ simulatedNs }) => simulatedNs > 100 * MS);
  for (const run of runs) await run.close();
  for (const [i, text] of [busy, idle].entries()) {
    const { kicks } = sessionIn(logs[i]!);
    const beside = [...kicks].map(({ atNs, routeId }) => ({ atNs, routeId }));
    expect(beside.length).toBeGreaterThan(200);
    expect(executedAlone(text, beside.length)).toEqual(beside);
  }
});

/** The first routes that a run of its own executes. */
function executedAlone(text: string, many: number): { atNs: number; routeId: number }[] {
  const executed: { atNs: number; routeId: number }[] = [];
  const run = new Run(scenarioOf(text), {
    route: () => {},
    executed: (clock, afterNs, routeId) => executed.push({ atNs: Math.round(clock[0]! + afterNs), routeId }),
  });
  while (executed.length < many) run.advance(Number.MAX_SAFE_INTEGER, 1);
  return executed.slice(0, many);
}
