/** Whatever an edit does to the machine: no request is lost unseen, and whom it does not concern does not notice. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { type Consequence, consequenceText } from '../../../engine/run/consequence.ts';
import { edit } from '../../../engine/run/edit.ts';
import { COUNTERS, Queue } from '../../../engine/run/queue.ts';
import { queueName } from '../../../engine/run/queue-place.ts';
import type { Report } from '../../../engine/run/report.ts';
import { Run } from '../../../engine/run/run.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { anyCascades, anyEdits, cascades } from '../../helpers/random-edits.ts';
import { MS, reportOf } from '../../helpers/runs.ts';
import { scenarioOf, wheelText } from '../../helpers/scenarios.ts';

const NEVER = Number.MAX_SAFE_INTEGER;
const build = (scenario: Scenario, startNs = 0): Run =>
  new Run(scenario, { route: () => {}, executed: () => {} }, startNs);

const anySequence = fc.oneof(anyEdits, anyCascades).chain(scenarios =>
  fc.record({
    scenarios: fc.constant(scenarios),
    events: fc.array(fc.integer({ min: 0, max: 400 }), {
      minLength: scenarios.length,
      maxLength: scenarios.length,
    }),
  }),
);
type Sequence = typeof anySequence extends fc.Arbitrary<infer T> ? T : never;

/** Runs so many events with each scenario; `look` sees the run before and after each edit, and what was done. */
function play(
  { scenarios, events }: Sequence,
  look?: (run: Run, done: readonly Consequence[] | null) => void,
) {
  let run = build(scenarios[0]!);
  for (const [i, scenario] of scenarios.entries()) {
    if (i > 0) {
      const done = edit(run, scenario, build);
      run = done.run;
      look?.(run, done.consequences);
    }
    run.advance(NEVER, events[i]!);
    look?.(run, null);
  }
  return run;
}

const names = ({ queues }: Run): string[] => queues.map(({ place }) => queueName(place));

const { arrive } = Queue.prototype;
afterEach(() => {
  Queue.prototype.arrive = arrive;
});

test('arrived = completed + lost + refused + dropped + under way, for every queue, over all edits', () => {
  let arrived = new Map<string, number>();
  Queue.prototype.arrive = function count(this: Queue, clock) {
    const name = queueName(this.place);
    arrived.set(name, (arrived.get(name) ?? 0) + 1);
    arrive.call(this, clock);
  };
  fc.assert(
    fc.property(anySequence, sequence => {
      arrived = new Map();
      play(sequence, (run, done) => {
        if (done?.some(({ force }) => force === 'anew')) arrived.clear();
        for (const name of arrived.keys()) if (!names(run).includes(name)) arrived.delete(name);
        for (const queue of run.queues) {
          const { submitted, completed, lost, refused, dropped, underWay, driver, device, place } = queue;
          const all = completed + lost + refused + dropped + underWay;
          expect(arrived.get(queueName(place)) ?? 0).toBe(all);
          expect(submitted).toBe(completed + lost + driver.outstanding);
          expect(device.occupancy).toBeLessThanOrEqual(queue.size);
        }
      });
    }),
    { numRuns: 20 },
  );
});

test('what an edit says that it dropped and submitted again is what was under way before and is not after', () => {
  fc.assert(
    fc.property(anySequence, sequence => {
      let before = new Map<string, Queue>();
      play(sequence, (run, done) => {
        if (done !== null) {
          const gone = [...before].filter(([name]) => !names(run).includes(name)).map(([, queue]) => queue);
          const dropped =
            run.queues.reduce((sum, { dropped }) => sum + dropped, 0) -
            [...before.values()].reduce((sum, { dropped }) => sum + dropped, 0) +
            gone.reduce((sum, queue) => sum + queue.dropped + queue.underWay, 0);
          expect(done.reduce((sum, each) => sum + each.dropped, 0)).toBe(dropped);
        }
        before = new Map(run.queues.map(queue => [queueName(queue.place), queue]));
      });
    }),
    { numRuns: 20 },
  );
});

test('counters never go back, but that of what is submitted', () => {
  fc.assert(
    fc.property(anySequence, sequence => {
      let before = new Map<string, number>();
      play(sequence, run => {
        const now = new Map(
          run.queues.flatMap(queue =>
            COUNTERS.filter(counter => counter !== 'submitted').map(
              counter => [`${queueName(queue.place)} ${counter}`, queue[counter]] as const,
            ),
          ),
        );
        for (const [name, count] of now) expect(count).toBeGreaterThanOrEqual(before.get(name) ?? 0);
        before = now;
      });
    }),
    { numRuns: 20 },
  );
});

test('the same edits at the same events give the same run', () => {
  fc.assert(
    fc.property(anySequence, sequence => {
      expect(reportOf(play(sequence))).toEqual(reportOf(play(sequence)));
    }),
    { numRuns: 20 },
  );
});

test('after the last edit the machine goes on: every driver of a cascade and beside it has requests completed', () => {
  const step = fc.record({ scenario: fc.nat(cascades.length - 1), events: fc.nat(300) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), steps => {
      const run = play({
        scenarios: steps.map(({ scenario }) => cascades[scenario]!),
        events: steps.map(({ events }) => events),
      });
      const before = run.queues.map(({ completed }) => completed);
      run.advance(run.now + 20 * MS, NEVER);
      for (const [i, { completed }] of run.queues.entries()) expect(completed).toBeGreaterThan(before[i]!);
    }),
    { numRuns: 20 },
  );
});

/** H's V1 and V2, driven by G1 on a processor each. */
const two = ({
  size = 64,
  type = 'net',
  features = '[event-idx]',
  v2 = true,
  arrivals = 'poisson: 100k/s',
} = {}) =>
  scenarioOf(`
version: 1
title: Two devices
cpu: { arch: svm, features: [vgif, vls], costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - { id: V1, queues: [{ name: tx, size: 64 }], doorbells: [mmio], service: { exponential: 9us } }
      ${v2 ? `- { id: V2, type: ${type}, features: ${features}, queues: [{ name: tx, size: ${size} }], doorbells: [mmio], service: { exponential: 9us } }` : ''}
  - name: G1
    vcpus: 2
    drivers:
      - { device: V1, workload: { queue: tx, arrivals: { poisson: 100k/s } } }
      ${v2 ? `- { device: V2, vcpu: 1, workload: { queue: tx, arrivals: { ${arrivals} } } }` : ''}
`);

/** A run of `before` with the edit after so long, then as long again; and one without it. */
function withAndWithout(
  before: Scenario,
  after: Scenario,
): { run: Run; without: Run; done: readonly Consequence[] } {
  const [run, without] = [build(before), build(before)];
  run.advance(5 * MS, NEVER);
  const { run: same, consequences: done } = edit(run, after, build);
  expect(same).toBe(run);
  for (const each of [run, without]) each.advance(10 * MS, NEVER);
  return { run, without, done };
}

const countersOf = (queue: Queue) => [
  ...COUNTERS.map(counter => queue[counter]),
  queue.underWay,
  queue.occupancy.count,
  queue.meanLatencyNs,
];

test.each([
  ['plugged in', two({ v2: false }), two()],
  ['plugged out', two(), two({ v2: false })],
  ['resized', two(), two({ size: 128 })],
  ['offering something else', two(), two({ features: '[packed]' })],
  ['replaced', two(), two({ type: 'blk' })],
  ['given another load', two(), two({ arrivals: 'every: 5us' })],
])(
  'a device %s: its neighbour on another processor counts what it would have without',
  (_, before, after) => {
    const { run, without } = withAndWithout(before, after);
    expect(countersOf(run.queues[0]!)).toEqual(countersOf(without.queues[0]!));
    expect(run.queues[0]!.completed).toBeGreaterThan(500);
  },
);

test('a reset device has all submitted again, and counters, latencies and random numbers go on', () => {
  const { run, without, done } = withAndWithout(two(), two({ size: 128, features: '[packed, event-idx]' }));
  const queue = run.queues[1]!;
  expect(queue).toMatchObject({ size: 128, dropped: 0, lost: 0 });
  expect(done).toHaveLength(1);
  expect(done[0]).toMatchObject({ force: 'reset', whom: 'V2', dropped: 0 });
  expect(done[0]!.because).toEqual([
    'V2 features: event-idx -> packed, event-idx',
    'V2 queues: tx of 64 -> tx of 128',
  ]);
  // The same have arrived, and none was lost on the way.
  const arrived = (each: Queue) => each.completed + each.underWay + each.refused;
  expect(arrived(queue)).toBe(arrived(without.queues[1]!));
  expect(queue.latency.count).toBe(queue.completed);
});

test('without event-idx the device is reset, since features are negotiated at no other time (virtio 1.2, 2.2)', () => {
  const { done } = withAndWithout(two(), two({ features: '[]' }));
  const [text] = done.map(consequenceText);
  expect(text).toMatch(/^V2 reset: features: event-idx -> none(; \d+ requests? submitted again)?$/);
});

test('requests for another type of device, or for one that is gone, are dropped and counted', () => {
  const { run, done } = withAndWithout(two(), two({ type: 'blk' }));
  expect(run.queues[1]!.dropped).toBe(done[0]!.dropped);
  expect(done[0]).toMatchObject({ force: 'replace', whom: 'V2', resubmitted: 0 });
  expect(done[0]!.dropped).toBeGreaterThan(0);
  const gone = withAndWithout(two(), two({ v2: false })).done;
  expect(gone).toHaveLength(1);
  expect(gone[0]).toMatchObject({ force: 'plug', dropped: done[0]!.dropped });
});

test('a level innermost leaves all that is below; one in between restarts the guest above, and the host counts on', () => {
  const text = wheelText();
  const level = (name: string) =>
    `  - name: ${name}\n    hypervisor: kvm-6.1\n    assign: [{ device: V1, iommu: emulated }]\n`;
  const between = scenarioOf(text.replace('  - name: G2', `${level('GX')}  - name: G2`));
  const run = build(scenarioOf(text));
  run.advance(20 * MS, NEVER);
  const before = reportOf(run);
  const { consequences } = edit(run, between, build);
  expect(run.levels.map(({ ns }) => ns)).toEqual([0, 0, 20 * MS, 20 * MS]);
  expect(consequences[0]).toMatchObject({ force: 'restart', whom: 'G2', resubmitted: 0 });
  const dropped = consequences.reduce((sum, each) => sum + each.dropped, 0);
  expect(run.queues[0]).toMatchObject({ dropped, submitted: run.queues[0]!.completed });
  run.advance(40 * MS, NEVER);
  const after = reportOf(run);
  const exits = (of: Report, at: number) => Object.values(of.levels[at]!.exits).reduce((a, b) => a + b, 0);
  expect(exits(after, 1)).toBeGreaterThan(exits(before, 1));
  expect(after.devices[0]!.queues[0]!.completed).toBeGreaterThan(before.devices[0]!.queues[0]!.completed);
});

test('what a guest has no room for is a machine built anew, and said to be', () => {
  const wide = (size: number) =>
    scenarioOf(`
version: 1
title: A driver in the middle
cpu: { arch: svm, features: [vgif, vls], costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices: [{ id: V1, queues: [{ name: tx, size: ${size} }], service: { fixed: 1us } }, { id: V2, service: { fixed: 1us }, queues: [{ name: tx, size: 4 }] }]
  - name: G1
    hypervisor: kvm-6.1
    assign: [{ device: V2, iommu: emulated }]
    drivers: [{ device: V1, workload: { queue: tx, arrivals: { every: 9us } } }]
  - { name: G2, drivers: [{ device: V2, workload: { queue: tx, arrivals: { every: 9us } } }] }
`);
  const run = build(wide(4));
  run.advance(MS, NEVER);
  expect(edit(run, wide(64), build).run).toBe(run);
  const { run: anew, consequences } = edit(run, wide(32768), build);
  expect(anew).not.toBe(run);
  expect(consequences.map(consequenceText)).toEqual([
    expect.stringMatching(/^built anew: V1 queues: tx of 64 -> tx of 32768, the memory of a guest is full/),
  ]);
});
