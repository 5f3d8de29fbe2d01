/** Two runs beside each other: what is the same is nothing, and what is not has a sign. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, parseCondition } from '../../../engine/compare/condition.ts';
import { judge, whyUnknown } from '../../../engine/compare/judge.ts';
import { measureScenario, measureSession } from '../../../engine/compare/measure.ts';
import type { Measured } from '../../../engine/compare/measured.ts';
import { isDifferent, rowsOf } from '../../../engine/compare/rows.ts';
import { verdict } from '../../../engine/compare/verdict.ts';
import { report } from '../../../engine/run/report.ts';
import { formatDiagnostic } from '../../../engine/scenario/diagnostics.ts';
import { runHeadless } from '../../../engine/worker/headless.ts';
import { liveRun, until } from '../../helpers/live-runs.ts';
import { anyScenario } from '../../helpers/random-scenarios.ts';
import { MS, ranFor } from '../../helpers/runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';
import { sessionIn } from '../../helpers/session-in.ts';
import { freshPath } from '../../helpers/temporary.ts';

const measured = (name: string, forNs = 20 * MS, edit = (text: string) => text): Measured =>
  measureScenario(scenarioOf(edit(bundledText(name))), forNs);

const different = (a: Measured, b: Measured) => rowsOf(a, b).filter(isDifferent);

test('a scenario and the log of its run are the same, number for number', () => {
  for (const name of ['three-doorbells.yaml', 'rings.yaml', 'neighbours.yaml', 'lab/09-cascades.yaml']) {
    const text = bundledText(name);
    const record = freshPath('.tlog');
    const to = { file: record, mostBytes: null };
    runHeadless({ scenario: scenarioOf(text), text, forNs: 20 * MS, record: to, engineVersion: '0.0.0' });
    const log = measureSession(sessionIn(record));
    expect(different(measured(name), log)).toEqual([]);
    expect(verdict(measured(name), log)).toBe('no difference');
  }
});

test('what is measured is what a report says', () => {
  const { levels, devices } = report(ranFor(scenarioOf(bundledText('three-doorbells.yaml')), 20 * MS), 0);
  const of = measured('three-doorbells.yaml');
  expect(of.levels.map(({ name, exits }) => ({ name, exits: Object.fromEntries(exits) }))).toEqual(
    levels.map(({ name, exits }) => ({ name, exits })),
  );
  const rows = rowsOf(of, of);
  for (const { id, queues } of devices)
    for (const { name, guest, kicks, lostKicks, latencyNs } of queues) {
      const value = (row: string) =>
        rows.find(each => each.of === `${guest}.${id}.${name}` && each.name === row)!.a;
      expect(value('kicks')).toBe(kicks / 0.02);
      expect(value('lost-kicks')).toBe(lostKicks);
      expect([value('p50'), value('p99'), value('p999')]).toEqual([
        latencyNs.p50,
        latencyNs.p99,
        latencyNs.p999,
      ]);
      expect(value('mean') ?? 0).toBeCloseTo(latencyNs.mean ?? 0);
    }
});

test('a log that began in the midst of its run is added up over every machine and queue that its edits have made', async () => {
  const log = freshPath('.tlog');
  const text = bundledText('three-doorbells.yaml').replace(/\nexpect:[\s\S]*$/, '');
  const run = await liveRun(text, 'max');
  await until(run, ({ simulatedNs }) => simulatedNs > 20 * MS);
  expect(await run.record({ file: log, mostBytes: null })).toBeNull();
  const seeded = text.replace(/seed: \d+/, 'seed: 99');
  const without = seeded.replace(/ +- device: V3\n(?: {6,}.*\n)*/, '');
  expect(without).not.toBe(seeded);
  for (const next of [seeded, without, seeded]) {
    const { simulatedNs } = run.snapshot();
    await until(run, snapshot => snapshot.simulatedNs > simulatedNs + 20 * MS);
    await run.apply(scenarioOf(next), next);
  }
  await until(run, ({ queues }) => queues[2]!.kicks > 50);
  await run.close();
  const session = sessionIn(log);
  const { levels, queues, simulatedNs } = measureSession(session);
  const exits = levels.map(() => 0);
  const kicks = new Map<string, number>();
  for (const { routeId } of session.kicks) {
    const { hops, cause, guest } = session.routes.get(routeId)!;
    for (const { level } of hops) exits[level]! += 1;
    if (cause.kind !== 'kick') continue;
    const name = `${guest}.${cause.device}.${cause.queue}`;
    kicks.set(name, (kicks.get(name) ?? 0) + 1);
  }
  expect(levels.map(each => [...each.exits.values()].reduce((sum, count) => sum + count, 0))).toEqual(exits);
  // A kick that is under way when the machine is taken from it is executed and never over.
  for (const [name, { counts }] of queues)
    expect(Math.abs(counts.kicks - kicks.get(name)!)).toBeLessThanOrEqual(3);
  const [first, last] = [session.looks[0]!.atNs, session.looks.at(-1)!.atNs];
  expect(first).toBeGreaterThan(20 * MS);
  expect(simulatedNs).toBe(last - first);
});

test('A and B the other way round is every sign the other way round', () => {
  fc.assert(
    fc.property(anyScenario, anyScenario, (one, other) => {
      const [a, b] = [measureScenario(one, MS), measureScenario(other, MS)];
      const key = ({ of, name }: { of: string; name: string }) => `${of} ${name}`;
      const there = new Map(different(a, b).map(row => [key(row), row]));
      const back = different(b, a);
      expect(back.map(key).toSorted()).toEqual([...there.keys()].toSorted());
      for (const row of back) {
        const { a: left, b: right, difference } = there.get(key(row))!;
        expect([row.a, row.b]).toEqual([right, left]);
        expect(row.difference).toEqual(difference === null ? null : -difference);
      }
      expect(different(a, a)).toEqual([]);
    }),
    { numRuns: 6 },
  );
});

test.each([
  [
    'wheel-port-write.yaml',
    'wheel-memory-write.yaml',
    /^B makes \d.* fewer exits at H and p99 is .*us -> .*us$/,
  ],
  [
    'wheel-memory-write.yaml',
    'wheel-port-write.yaml',
    /^B makes \d.* more exits at H and p99 is .*us -> .*us$/,
  ],
  [
    'wheel-hypercall.yaml',
    'wheel-memory-write.yaml',
    /where A completes no request; B loses no kicks, A lost 1$/,
  ],
  ['wheel-memory-write.yaml', 'wheel-hypercall.yaml', /B completes no request; B loses 1 kick, A lost none$/],
])('%s and %s in one sentence', (a, b, says) => {
  expect(verdict(measured(a), measured(b))).toMatch(says);
});

const condition = (text: string): Condition => parseCondition(text) as Condition;

const [a, b] = [measured('wheel-port-write.yaml'), measured('wheel-memory-write.yaml')];
const none = measured('wheel-hypercall.yaml');

test.each<[string, Measured, Measured, boolean]>([
  ['exits > +5%', a, b, false],
  ['exits > +5%', b, a, true],
  ['exits < -10%', a, b, true],
  ['G1.exits > +1', b, a, true],
  ['L1.exits > +1', a, b, false],
  ['exits-per-kick > 1', a, b, true],
  ['V1.tx.lost-kicks > 0', a, b, false],
  ['lost-kicks > 0', a, none, true],
  ['lost-kicks > +0', none, a, false],
  ['p99 > +5%', a, a, false],
  ['p99 >= +0%', a, a, true],
  ['p99 > +1us', b, a, true],
  ['G2.V1.tx.p50 > 1s', a, b, false],
  ['mean > 1ns', a, b, true],
  ['p99 > +5%', none, none, false],
  ['p99 > +5%', a, none, true],
  ['p99 > 1s', a, none, true],
])('%s', (text, left, right, failed) => {
  expect(whyUnknown(condition(text), left, right)).toBeNull();
  expect(judge(condition(text), left, right)).toMatchObject({ expression: text, failed });
});

test.each([
  ['p9 > +5%', '^^', 'did you mean `p99`?'],
  ['V1.tx.lostKicks > 0', '      ^^^^^^^^^', 'did you mean `lost-kicks`?'],
  ['p99 > 5%', '      ^^', 'write it with its sign: `+5%`'],
  ['p99 > 5', '      ^', 'has no unit'],
  ['exits > +5us', '        ^^^^', 'exits has no unit'],
  ['p99', '^^^', 'is no condition'],
])('%s is no condition, and what is meant is said', (text, carets, says) => {
  const found = formatDiagnostic(
    parseCondition(text) as Exclude<ReturnType<typeof parseCondition>, Condition>,
    text,
  );
  expect(found).toContain(` | ${carets}\n`);
  expect(found).toContain(says);
});

test('a queue or a level that neither has is named, with what there is', () => {
  expect(whyUnknown(condition('V2.tx.p99 > 1us'), a, b)).toMatchObject({ hint: 'did you mean `V1.tx`?' });
  expect(whyUnknown(condition('L7.exits > 1'), a, b)).toMatchObject({ expected: 'one of H, G1, G2' });
});
