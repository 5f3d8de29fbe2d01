import { expect, onTestFinished, test, vi } from 'vitest';
import { LEAST_SIZE } from '../../../engine/worker/recording.ts';
import { openReplay, type Replay } from '../../../engine/worker/replay.ts';
import { DEADLINE_MS } from '../../helpers/deadline.ts';
import { liveRun, paused, until } from '../../helpers/live-runs.ts';
import { bundledText, library, scenarioOf } from '../../helpers/scenarios.ts';
import { freshPath } from '../../helpers/temporary.ts';

const text = bundledText('three-doorbells.yaml');

/** A run that was edited once, in the middle, and what was seen of it at last. */
async function recorded() {
  const log = freshPath();
  const run = await liveRun(text, 1, log);
  await until(run, ({ simulatedNs }) => simulatedNs > 500e6);
  const edited = text.replace('poisson: 20k/s', 'poisson: 40k/s');
  await run.apply(scenarioOf(edited), edited);
  await until(run, ({ simulatedNs }) => simulatedNs > 1200e6);
  const last = await paused(run);
  const seen = { last, latencies: run.latencies(), devices: run.devices(), tail: run.tail(50) };
  await run.close();
  return { log, ...seen };
}

function replayOf(log: string): Replay {
  const replay = openReplay(log, library);
  onTestFinished(() => replay.close());
  return replay;
}

test('at its end a replay shows what the live run showed, and at its beginning what it began with', async () => {
  const { log, last, latencies, devices, tail } = await recorded();
  const replay = replayOf(log);
  replay.pause();
  replay.goTo(Number.POSITIVE_INFINITY);
  const { levels, queues, simulatedNs, title, executed, dma } = last;
  expect(replay.snapshot()).toMatchObject({ levels, queues, simulatedNs, title, executed, dma });
  expect(replay.latencies()).toEqual(latencies);
  expect(replay.devices()).toEqual(devices);
  const told = ({ atNs, route }: (typeof tail)[number]) => [Math.round(atNs), route];
  expect(replay.tail(50).map(told)).toEqual(tail.map(told));
  expect(replay.scenario.levels[2]!.drivers[0]!.workload.arrivals).toMatchObject({ meanNs: 25_000 });
  replay.goTo(0);
  expect(replay.snapshot()).toMatchObject({ simulatedNs: 0, executed: 0, state: 'paused' });
  expect(replay.scenario.levels[2]!.drivers[0]!.workload.arrivals).toMatchObject({ meanNs: 50_000 });
});

test('a replay goes on by itself at the pace of the session, and stops at its end', async () => {
  const { log, last } = await recorded();
  const begun = performance.now();
  const replay = replayOf(log);
  const snapshot = () => replay.snapshot();
  expect(snapshot().state).toBe('running');
  while (snapshot().simulatedNs < 600e6) await new Promise(resolve => setTimeout(resolve, 5));
  expect(performance.now() - begun).toBeGreaterThan(400);
  replay.setSpeed('max');
  expect(snapshot()).toMatchObject({ simulatedNs: last.simulatedNs, state: 'paused' });
});

test('a recording of bounded size is followed from file to file, but for who stands still in one', async () => {
  const file = freshPath();
  const run = await liveRun(text, 'max', { file, mostBytes: LEAST_SIZE });
  await until(run, ({ recording }) => recording !== null && recording.bytes > 100_000);
  const replay = openReplay(file, library, true);
  onTestFinished(() => replay.close());
  const looked = () => ({ ...replay.snapshot(), session: replay.session });
  const first = replay.session;
  await become(() => looked().session !== first);
  const second = replay.session;
  expect(Date.parse(second.header.recordedAt)).toBeGreaterThan(Date.parse(first.header.recordedAt));
  expect(looked().state).toBe('running');

  replay.pause();
  const { simulatedNs } = looked();
  await become(() => !second.readOn() && second.missing === null);
  expect(looked()).toMatchObject({ simulatedNs, state: 'paused', session: second });
  replay.resume();
  replay.setSpeed('max');
  await become(() => looked().session !== second);

  const last = await paused(run);
  await run.close();
  await become(() => looked().state === 'paused');
  expect(looked().simulatedNs).toBe(last.simulatedNs);
});

const become = (holds: () => boolean) => vi.waitUntil(holds, { timeout: DEADLINE_MS, interval: 5 });

test('what was before a moment comes in order and ends at the moment', async () => {
  const { log } = await recorded();
  const replay = replayOf(log);
  replay.pause();
  replay.goTo(9);
  const before = [...replay.before(5)].map(({ snapshot }) => snapshot.simulatedNs);
  expect(before).toEqual(replay.session.looks.slice(5, 10).map(({ atNs }) => atNs));
  expect([...replay.before(100)]).toHaveLength(10);
});
