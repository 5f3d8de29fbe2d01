import { expect, test } from 'vitest';
import { type Exit, type Step, stepsOf } from '../../../engine/export/exits.ts';
import { Machines } from '../../../engine/export/machines.ts';
import type { Operation } from '../../../engine/export/operations.ts';
import { Totals } from '../../../engine/run/totals.ts';
import { Playback } from '../../../engine/session/playback.ts';
import { readSession } from '../../../engine/session/reader.ts';
import { counted, logOf, type RecordedLog } from '../../helpers/logs.ts';
import { layout, record, route } from '../../helpers/sessions.ts';

const NAMES = [
  'three-doorbells',
  'lab/09-cascades',
  'lab/08-three-levels',
  'xeon',
  'arm64',
  's390x',
  'physical',
  'rings',
];
const LOGS = NAMES.map(name => `${name}.yaml`);

const stepsIn = (log: RecordedLog): Step[] => [...stepsOf(log, new Machines(log))];
const isExit = (step: Step): step is Exit => step.kind === 'exit';

/** What the counters of the last look say. */
function countersOf({ session }: RecordedLog): Record<string, number> {
  const playback = new Playback(session);
  playback.goTo(session.looks.length - 1);
  const { layout, vector } = playback.seen;
  const totals = new Totals();
  for (const route of session.routes.values()) totals.add(route);
  const byLevel = totals.byLevel(
    vector.subarray(vector.length - layout.routes),
    layout.levels.map(({ sinceRoute }) => sinceRoute),
  );
  const rows = byLevel.flatMap(({ exits }, level) =>
    exits.map(({ reason, count, handledBy }) => [`${level}:${reason}>${handledBy}`, count] as const),
  );
  return Object.fromEntries(rows);
}

test.each(LOGS)("%s: the exits are those of the log's own counters", name => {
  const log = logOf(name);
  const names = stepsIn(log)
    .filter(isExit)
    .map(({ hop: { level, reason, handledBy } }) => `${level}:${reason}>${handledBy}`);
  expect(names.length).toBeGreaterThan(100);
  expect(counted(names)).toEqual(countersOf(log));
});

test.each(LOGS)('%s: steps come in the order of time, each operation begins and ends once', name => {
  const log = logOf(name, 5e6);
  const steps = stepsIn(log);
  const times = steps.map(({ atNs }) => atNs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const operations = [...log.session.kicks].length;
  expect(counted(steps.map(({ kind }) => kind))).toMatchObject({ begin: operations, end: operations });
});

test.each(LOGS)('%s: on a processor no two exits are at once, and what is in the middle ends first', name => {
  const ends = new Map<number, number>();
  const underway = new Map<number, number[]>();
  for (const step of stepsIn(logOf(name, 5e6))) {
    const { processor, sequence } = step.of;
    const stack = underway.get(processor.index) ?? [];
    underway.set(processor.index, stack);
    if (step.kind === 'begin') stack.push(sequence);
    else if (step.kind === 'end') expect(stack.pop()).toBe(sequence);
    else {
      expect(stack.at(-1)).toBe(sequence);
      expect(step.atNs).toBeGreaterThanOrEqual(ends.get(processor.index) ?? 0);
      expect(step.endNs).toBeGreaterThanOrEqual(step.atNs);
      ends.set(processor.index, step.endNs);
    }
  }
});

test("a back end's kick lies between the two halves of its guest's", () => {
  const steps = stepsIn(logOf('lab/09-cascades.yaml'));
  const begins = steps.filter(({ kind }) => kind === 'begin').map(({ of }) => of);
  const isInner = ({ next, sequence }: Operation) => next !== null && next.sequence < sequence;
  const outer = begins.find(of => of.route.cause.kind === 'kick' && isInner(of))!;
  const at = steps.findIndex(({ kind, of }) => kind === 'begin' && of === outer.next);
  const exits = (part: readonly Step[]) => part.filter(step => isExit(step) && step.of === outer).length;
  expect(outer.next!.route.level).toBeLessThan(outer.route.level);
  expect(exits(steps.slice(0, at))).toBe(outer.route.turn);
  expect(exits(steps.slice(at))).toBe(outer.route.hops.length - outer.route.turn!);
});

test('an operation takes its mean cost, but no longer than until the next one begins', () => {
  const session = readSession(
    record([
      { kind: 'executed', atNs: 100, routeId: 0 },
      { kind: 'executed', atNs: 200, routeId: 0 },
      { kind: 'look', vector: [300, 300, 0, 0, 2, 0, 0, 0, 0, 0], histogram: [1] },
    ]),
  );
  const log = { session, arch: 'svm' as const, hz: Number.NaN };
  const exits = [...stepsOf(log, new Machines(log))].filter(isExit);
  const whole = (route.hops[0]!.cycles / layout.hz!) * 1e9;
  expect(exits.map(({ atNs, endNs }) => [atNs, endNs])).toEqual([
    [100, 200],
    [200, 200 + whole],
  ]);
});

test('what runs on which processor is known of kicks, interrupts and back ends', () => {
  const log = logOf('lab/09-cascades.yaml');
  const known = new Set(
    stepsIn(log).map(({ of: { route, processor } }) =>
      'device' in route.cause
        ? `${route.guest}.${route.cause.device} on ${processor.guest}/${processor.vcpu}`
        : '',
    ),
  );
  expect([...known].toSorted()).toMatchInlineSnapshot(`
    [
      "G1.X on G3/0",
      "G2.W on G3/0",
      "G3.D on G3/1",
      "G3.V on G3/0",
    ]
  `);
});
