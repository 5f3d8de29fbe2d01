/** Whatever the stack and whatever is done to it: no request appears from nowhere, and none is lost unseen. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Queue } from '../../../engine/run/queue.ts';
import type { Run } from '../../../engine/run/run.ts';
import { anyEditedScenario, anyScenario } from '../../helpers/random-scenarios.ts';
import { quietRun } from '../../helpers/runs.ts';

const BACKLOG = 4096;
const NEVER = Number.MAX_SAFE_INTEGER;
const slices = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 25 });

function isConserved(queue: Queue): boolean {
  const { submitted, completed, lost, inRing, kicks, lostKicks, misdirectedKicks } = queue;
  const { inUse, occupancy } = queue.device;
  return (
    submitted === completed + inRing + inUse + lost &&
    inRing >= 0 &&
    // One chain at a time, and none that is forgotten.
    inUse === (queue.serving < 0 ? 0 : 1) &&
    occupancy <= queue.size &&
    inUse <= occupancy &&
    kicks >= lostKicks + misdirectedKicks &&
    queue.backlog <= BACKLOG
  );
}

function expectConserved({ queues }: Run): void {
  expect(queues.filter(queue => !isConserved(queue))).toEqual([]);
}

test('submitted = completed + in the ring + in the device + lost, whenever one looks', () => {
  fc.assert(
    fc.property(anyScenario, slices, (scenario, stops) => {
      const run = quietRun(scenario);
      for (const events of stops) {
        run.advance(NEVER, events);
        expectConserved(run);
      }
    }),
    { numRuns: 40 },
  );
});

test('an edit in place loses nothing and makes nothing up', () => {
  fc.assert(
    fc.property(anyEditedScenario, slices, ({ before, after }, stops) => {
      const run = quietRun(before);
      for (const [i, events] of stops.entries()) {
        run.advance(NEVER, events);
        run.adopt(i % 2 === 0 ? after : before);
        expectConserved(run);
      }
    }),
    { numRuns: 40 },
  );
});

test('a driver that is switched from doorbell to doorbell loses nothing and makes nothing up', () => {
  fc.assert(
    fc.property(anyScenario, slices, (scenario, stops) => {
      const run = quietRun(scenario);
      for (const [i, events] of stops.entries()) {
        run.advance(NEVER, events);
        const index = i % run.queues.length;
        const doorbell = run.nextDoorbell(index);
        if (doorbell !== null) run.switchDoorbell(index, doorbell);
        expectConserved(run);
      }
    }),
    { numRuns: 40 },
  );
});

/** Everything that has arrived, turned away or not. */
const arrived = ({ submitted, backlog, refused }: Queue): number => submitted + backlog + refused;

test('a request is turned away only where the backlog is full', () => {
  fc.assert(
    fc.property(anyScenario, fc.integer({ min: 1, max: 2000 }), (scenario, events) => {
      const run = quietRun(scenario);
      for (let i = 0; i < events; i++) {
        const before = run.queues.map(queue => ({
          backlog: queue.backlog,
          refused: queue.refused,
          all: arrived(queue),
        }));
        run.advance(NEVER, 1);
        for (const [index, queue] of run.queues.entries()) {
          const { backlog, refused, all } = before[index]!;
          const more = arrived(queue) - all;
          const turnedAway = queue.refused - refused;
          if (turnedAway !== Math.max(0, backlog + more - BACKLOG))
            expect.fail(`${turnedAway} turned away of ${more}, ${backlog} were waiting`);
        }
      }
    }),
    { numRuns: 20 },
  );
});
