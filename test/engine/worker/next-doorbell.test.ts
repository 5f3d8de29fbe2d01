/** A key that switches doorbells, from the handle to the session log and back into a run. */
import { expect, test } from 'vitest';
import { queueName } from '../../../engine/run/queue-place.ts';
import type { Run } from '../../../engine/run/run.ts';
import type { SessionInput } from '../../../engine/session/payload.ts';
import { liveRun, until } from '../../helpers/live-runs.ts';
import { quietRun } from '../../helpers/runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';
import { sessionIn } from '../../helpers/session-in.ts';
import { freshPath } from '../../helpers/temporary.ts';

const text = bundledText('three-doorbells.yaml');

test('a queue that is stalled drains by the next doorbell, and an edit of what all ways cost puts its own back', async () => {
  const run = await liveRun(text);
  await until(run, ({ queues }) => queues[0]!.stalled !== null);
  run.nextDoorbell(0);
  const { queues } = await until(run, ({ queues: [v1] }) => v1!.stalled === null && v1!.completed > 1000);
  expect(queues[0]).toMatchObject({ doorbell: 'pio', backlog: expect.any(Number) });
  const dearer = text.replace('costs: zen-3', 'costs: { from: zen-3, exit: 3000 }');
  await run.apply(scenarioOf(dearer), dearer);
  await until(run, ({ queues: [v1] }) => v1!.doorbell === null && v1!.stalled !== null);
});

test('an index past the queues is nobody’s', async () => {
  const run = await liveRun(text);
  run.nextDoorbell(3);
  run.nextDoorbell(2);
  await until(run, ({ queues }) => queues[2]!.doorbell === 'hypercall' || queues[2]!.doorbell === null);
});

/** Brings a fresh run to where the recorded one took an input. */
function goTo(run: Run, { atNs, events }: Pick<SessionInput, 'atNs' | 'events'>): void {
  run.advance(Number.MAX_SAFE_INTEGER, events - run.events);
  if (run.now < atNs) run.advance(atNs, 1);
  expect([run.now, run.events]).toEqual([atNs, events]);
}

test('the log says which doorbell it was and when, so that a run with the same inputs is the same', async () => {
  const log = freshPath();
  const run = await liveRun(text, 'max', log);
  for (const [index, doorbell] of [
    [0, 'pio'],
    [1, 'hypercall'],
    [0, 'mmio'],
  ] as const) {
    const { completed } = run.snapshot().queues[2]!;
    await until(run, ({ queues }) => queues[2]!.completed > completed + 500);
    run.nextDoorbell(index);
    await until(run, ({ queues }) => [doorbell, null].includes(queues[index]!.doorbell as typeof doorbell));
  }
  await run.close();
  const { inputs, samples, missing } = sessionIn(log);
  expect(missing).toBeNull();
  expect(inputs).toMatchObject([
    { kind: 'doorbell', queue: 'G2.V1.tx', doorbell: 'pio' },
    { kind: 'doorbell', queue: 'G2.V2.tx', doorbell: 'hypercall' },
    { kind: 'doorbell', queue: 'G2.V1.tx', doorbell: 'mmio' },
  ]);
  const again = quietRun(scenarioOf(text));
  for (const input of inputs) {
    goTo(again, input);
    if (input.kind !== 'doorbell') throw new Error(input.kind);
    const index = again.queues.findIndex(({ place }) => queueName(place) === input.queue);
    again.switchDoorbell(index, input.doorbell);
  }
  const { atNs, counters } = [...samples].at(-1)!;
  goTo(again, { atNs, events: counters.events! });
  for (const queue of again.queues)
    for (const field of ['submitted', 'completed', 'kicks', 'lostKicks', 'interrupts'] as const)
      expect(queue[field]).toBe(counters[`${queueName(queue.place)}.${field}`]);
});
