import { expect, test } from 'vitest';
import { liveRun, paused, until } from '../../helpers/live-runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

const bundled = bundledText('three-doorbells.yaml');

test.each([
  [
    'three-doorbells.yaml',
    [
      ['hypercall', 'pio', 'mmio'],
      ['pio', 'hypercall', 'mmio'],
      ['mmio', 'hypercall', 'pio'],
    ],
  ],
  ['hidden-hypercall.yaml', [['mmio', 'pio']]],
])(
  '%s: a driver’s own doorbells come first, then the others that its guest finds',
  async (name, doorbells) => {
    const run = await liveRun(bundledText(name));
    expect(run.snapshot().queues.map(queue => queue.doorbells)).toEqual(doorbells);
  },
);

test('the device’s indices are apart by what it has in use', async () => {
  const run = await liveRun(bundled);
  await until(run, ({ queues }) => queues[2]!.completed > 2000);
  const { queues } = await paused(run);
  for (const { lastAvailIdx, usedIdx, inUse, completed } of queues) {
    expect((lastAvailIdx - usedIdx) & 0xffff).toBe(inUse);
    // What is used and not taken by the driver yet is at most the ring.
    expect((usedIdx - completed) & 0xffff).toBeLessThanOrEqual(64);
  }
});

test('what the levels’ hypervisors spent is the time of all routes, in cycles', async () => {
  const run = await liveRun(bundled);
  await until(run, ({ queues }) => queues[1]!.kicks > 1000);
  const { levels, hz, simulatedNs } = await paused(run);
  const [h, g1, g2] = levels.map(({ cycles }) => cycles);
  expect(g2).toBe(0);
  expect(h).toBeGreaterThan(g1!);
  expect(g1).toBeGreaterThan(0);
  expect(((h! + g1!) / hz) * 1e9).toBeLessThan(simulatedNs);
});

test('an edit in place is the scenario that runs, with its title and its costs', async () => {
  const run = await liveRun(bundled);
  const edited = bundled.replace('title: Three doorbells', 'title: Edited');
  const scenario = scenarioOf(edited);
  expect(await run.apply(scenario, edited)).toMatchObject({ consequences: [{ force: 'nothing' }] });
  expect(run.snapshot().title).toBe('Edited');
  expect(run.scenario).toEqual(scenario);
});

test('of wanted routes the tail goes back as far as it holds any', async () => {
  const run = await liveRun(bundled);
  await until(run, ({ executed }) => executed > 5000);
  await paused(run);
  const newest = run.tail(10);
  expect(newest).toHaveLength(10);
  // V1's only kick, a hypercall, was the first thing that happened.
  const calls = run.tail(10, ({ cause }) => cause.kind === 'kick' && cause.doorbell === 'hypercall');
  expect(calls).toHaveLength(1);
  expect(calls[0]!.sequence).toBeLessThan(newest[0]!.sequence - 1000);
  expect(run.tail(10, () => false)).toEqual([]);
});
