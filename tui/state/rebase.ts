/**
 * Looks at a machine as it was before an edit, in terms of what it is now: everything that is compared by number then
 * compares a queue with itself, and a level. What is new had counted nothing; what is gone is left out.
 */
import type { LevelSnapshot, QueueSnapshot, Snapshot } from '../run.ts';
import { queueName } from './history.ts';
import type { Look } from './rates.ts';

/** Whether both have the same queues and levels under the same numbers. */
export function isAlike(a: Snapshot, b: Snapshot): boolean {
  return (
    a.queues.length === b.queues.length &&
    a.levels.length === b.levels.length &&
    a.queues.every((queue, index) => isSameQueue(queue, b.queues[index]!)) &&
    a.levels.every((level, index) => isSameLevel(level, b.levels[index]!))
  );
}

const isSameQueue = (a: QueueSnapshot, b: QueueSnapshot): boolean =>
  a.queue === b.queue && a.device === b.device && a.guest === b.guest;

const isSameLevel = (a: LevelSnapshot, b: LevelSnapshot): boolean =>
  a.name === b.name && a.sinceNs === b.sinceNs;

/** `look` with the queues and levels of `now`, under their numbers. */
export function rebased(look: Look, now: Snapshot): Look {
  const { snapshot } = look;
  if (isAlike(snapshot, now)) return look;
  const names = now.queues.map(queueName);
  const numbers = snapshot.queues.map(queue => names.indexOf(queueName(queue)));
  return {
    snapshot: {
      ...snapshot,
      queues: now.queues.map((queue, to) => snapshot.queues[numbers.indexOf(to)] ?? untouched(queue)),
      levels: now.levels.map(
        level =>
          snapshot.levels.find(({ name, sinceNs }) => name === level.name && sinceNs === level.sinceNs) ?? {
            ...level,
            exits: [],
            cycles: 0,
          },
      ),
    },
    latencies: look.latencies.flatMap(latency => {
      const queue = numbers[latency.queue]!;
      return queue < 0 ? [] : [{ ...latency, queue }];
    }),
  };
}

/** Before it was there. */
function untouched(queue: QueueSnapshot): QueueSnapshot {
  return {
    ...queue,
    ...{ occupancy: 0, inUse: 0, backlog: 0, lastAvailIdx: 0, usedIdx: 0, stalled: null },
    ...{ submitted: 0, completed: 0, lost: 0, refused: 0, dropped: 0, corruptions: 0, interrupts: 0 },
    ...{ kicks: 0, lostKicks: 0, misdirectedKicks: 0, suppressedKicks: 0 },
    ...{ meanLatencyNs: Number.NaN, stolenNs: 0 },
  };
}
