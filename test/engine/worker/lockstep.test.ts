import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newLockstep, reachOf, Seat, STRIDE_NS, takeSeat } from '../../../engine/worker/lockstep.ts';

const seatsFor = (runs: number): Seat[] => {
  const lockstep = newLockstep(runs);
  return Array.from({ length: runs }, () => new Seat(takeSeat(lockstep)));
};

test('the slowest is the measure, and who is away is none', () => {
  expect(reachOf(Float64Array.of(3e6, 7e6))).toBe(3e6 + STRIDE_NS);
  expect(reachOf(Float64Array.of(Number.POSITIVE_INFINITY, 7e6))).toBe(7e6 + STRIDE_NS);
  expect(reachOf(Float64Array.of(Number.POSITIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
});

test('there are as many seats as runs', () => {
  const lockstep = newLockstep(2);
  expect([takeSeat(lockstep).seat, takeSeat(lockstep).seat]).toEqual([0, 1]);
  expect(() => takeSeat(lockstep)).toThrow('2 runs has no seat for another');
});

test('one that is not opened yet holds the others at the start', () => {
  const lockstep = newLockstep(2);
  const first = new Seat(takeSeat(lockstep));
  first.stand(STRIDE_NS);
  expect(first.reach).toBe(STRIDE_NS);
  new Seat(takeSeat(lockstep)).stand(1e6);
  expect(first.reach).toBe(1e6 + STRIDE_NS);
});

/** What happens to one seat: its run goes on by so much where it may, goes away, or comes back. */
const turn = fc.record({
  seat: fc.nat(3),
  does: fc.constantFrom('go', 'go', 'go', 'leave', 'return'),
  ns: fc.integer({ min: 1, max: 2 * STRIDE_NS }),
});

test('nobody gets further than a stride ahead, and somebody may always go on', () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 200 }), turns => {
      const runs = seatsFor(4).map(seat => ({ seat, ns: 0, away: false }));
      for (const { seat: index, does, ns } of turns) {
        const run = runs[index]!;
        if (does === 'go' && !run.away) {
          const before = run.ns;
          run.ns = Math.max(before, Math.min(before + ns, run.seat.reach));
          const slowest = Math.min(...runs.filter(({ away }) => !away).map(each => each.ns));
          if (run.ns > before) expect(run.ns - slowest).toBeLessThanOrEqual(STRIDE_NS);
        } else if (does !== 'go') run.away = does === 'leave';
        if (run.away) run.seat.leave();
        else run.seat.stand(run.ns);
        const there = runs.filter(({ away }) => !away);
        if (there.length > 0) expect(there.some(each => each.seat.reach > each.ns)).toBe(true);
      }
    }),
  );
});

test('who may go on waits for nothing, who may not for the others to move', async () => {
  const [fast, slow] = seatsFor(2) as [Seat, Seat];
  await fast.mayGoOn(STRIDE_NS - 1);
  fast.stand(STRIDE_NS);
  const order: string[] = [];
  const waiting = fast.mayGoOn(STRIDE_NS).then(() => order.push('goes on'));
  await Promise.resolve();
  order.push('moves');
  slow.stand(1);
  await waiting;
  expect(order).toEqual(['moves', 'goes on']);
});
