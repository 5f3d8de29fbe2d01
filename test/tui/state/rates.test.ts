import { expect, test } from 'vitest';
import { exitRates, kickRate, meanLatencyNs, since, stolenShare } from '../../../tui/state/rates.ts';
import { FakeRun, queue } from '../../helpers/fake-run.ts';

/** Looks before and after a hundred kicks, a simulated millisecond each. */
function interval() {
  const run = new FakeRun();
  for (let kick = 0; kick < 50; kick++) run.advance();
  const from = run.snapshot();
  for (let kick = 0; kick < 100; kick++) run.advance();
  return { from, to: run.snapshot() };
}

test('an exit rate is per simulated second, its total since the machine was built', () => {
  const [npf] = exitRates(2, interval(), null);
  expect(npf).toMatchObject({ reason: 'npf', handledBy: 0, reflected: false, perSecond: 1000, total: 150 });
});

test('a baseline moves the totals and leaves the rates', () => {
  const both = interval();
  const [npf] = exitRates(2, both, both.from);
  expect(npf).toMatchObject({ perSecond: 1000, total: 100 });
});

test('the same reason handled by two levels is two rows, the busiest first', () => {
  const { from, to } = interval();
  const exits = [
    { reason: 'io', handledBy: 0, reflected: false, count: 3 },
    { reason: 'io', handledBy: 1, reflected: true, count: 7 },
  ];
  const level = { name: 'G2', hypervisor: null, sinceNs: 0, exits, cycles: 0 };
  const rows = exitRates(0, { from: { ...from, levels: [] }, to: { ...to, levels: [level] } }, null);
  expect(rows.map(row => [row.handledBy, row.total])).toEqual([
    [1, 7],
    [0, 3],
  ]);
});

test('over no simulated time a rate is unknown', () => {
  const { to } = interval();
  expect(kickRate(0, { from: to, to })).toBeNaN();
  expect(kickRate(0, interval())).toBe(1000);
});

test('latency since a baseline is of the requests completed since', () => {
  const before = { ...queue, completed: 10, meanLatencyNs: 100 };
  const after = { ...queue, completed: 30, meanLatencyNs: 300, lostKicks: 4 };
  expect(meanLatencyNs(after, before)).toBe(400);
  expect(meanLatencyNs(after, undefined)).toBe(300);
  expect(meanLatencyNs(before, before)).toBeNaN();
  expect(since(after, before, 'lostKicks')).toBe(4);
});

test('stolen time is a share of the simulated time between two looks', () => {
  const { from, to } = interval();
  const waited = { ...to, queues: to.queues.map(each => ({ ...each, stolenNs: 2.5e7 })) };
  expect(stolenShare(0, { from, to: waited })).toBeCloseTo(0.25);
  expect(stolenShare(0, { from, to })).toBe(0);
});
