/** What is seen of an edit that brings or takes parts of the machine, from the other thread. */
import { expect, test } from 'vitest';
import { liveRun, paused, until } from '../../helpers/live-runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';
import { sessionIn } from '../../helpers/session-in.ts';
import { freshPath } from '../../helpers/temporary.ts';

const text = bundledText('three-doorbells.yaml');
const without = text
  .replace(/ {6}- id: V1\n( {8}.*\n)+/, '')
  .replace(/ {6}- \{ device: V1.*\n/, '')
  .replace(/ {6}- device: V1\n( {8}.*\n)+/, '')
  .replace(/ {2}- V1\..*\n/g, '');

test('a device plugged out leaves the trap log, the counters and the machine of the others', async () => {
  const run = await liveRun(text);
  await until(run, ({ queues }) => queues[1]!.completed > 2000);
  const before = await paused(run);
  const { consequences } = await run.apply(scenarioOf(without), without);
  expect(consequences[0]).toMatchObject({ force: 'plug', dropped: before.queues[0]!.backlog + 64 });
  const after = run.snapshot();
  expect(after.generation).toBe(before.generation);
  expect(after.executed).toBeGreaterThanOrEqual(before.executed);
  expect(after.queues).toEqual(before.queues.slice(1));
  expect(after.levels).toEqual(before.levels);
  expect(run.tail(10).map(({ sequence }) => sequence)).toHaveLength(10);
  run.resume();
  await until(run, ({ queues }) => queues[0]!.completed > before.queues[1]!.completed + 1000);
  const again = run.latencies().map(({ queue }) => queue);
  expect(Math.max(...again)).toBe(1);
});

test('the log has the edit, and what was dropped among the counters of its samples', async () => {
  const log = freshPath();
  const run = await liveRun(text, 'max', log);
  await until(run, ({ queues }) => queues[1]!.completed > 500);
  const retyped = text.replace('- id: V2\n', '- id: V2\n        type: blk\n');
  expect(retyped).not.toBe(text);
  const { consequences } = await run.apply(scenarioOf(retyped), retyped);
  const { dropped } = run.snapshot().queues[1]!;
  expect(consequences).toMatchObject([{ force: 'replace', whom: 'V2', dropped }]);
  await run.close();
  const { inputs, samples } = sessionIn(log);
  expect(inputs).toMatchObject([{ kind: 'edit', text: retyped }]);
  expect([...samples].at(-1)!.counters['G2.V2.tx.dropped']).toBe(dropped);
});
