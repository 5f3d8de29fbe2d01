/** The same scenario, seed and edits give the same numbers, however the run is cut into pieces. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { anyEditedScenario, anyScenario } from '../../helpers/random-scenarios.ts';
import { advanceTo, MS, quietRun, ranFor, reportOf } from '../../helpers/runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

const END = 2 * MS;
const slice = fc.integer({ min: 1, max: 500 });

test('the report does not depend on how many events run at a time', () => {
  fc.assert(
    fc.property(anyScenario, slice, slice, (scenario, a, b) => {
      const [one, other] = [a, b].map(events => {
        const run = quietRun(scenario);
        advanceTo(run, END, events);
        return reportOf(run);
      });
      expect(one).toEqual(other);
    }),
    { numRuns: 15 },
  );
});

test('nor on where it stops to be looked at', () => {
  fc.assert(
    fc.property(anyScenario, fc.array(fc.nat(END), { maxLength: 8 }), (scenario, stops) => {
      const run = quietRun(scenario);
      for (const stop of [...stops.toSorted((a, b) => a - b), END]) {
        advanceTo(run, stop);
        reportOf(run);
      }
      expect(reportOf(run)).toEqual(reportOf(ranFor(scenario, END)));
    }),
    { numRuns: 15 },
  );
});

test('nor on whether a stretch of it went kick by kick', () => {
  fc.assert(
    fc.property(anyScenario, fc.nat(40), (scenario, kicks) => {
      const run = quietRun(scenario);
      for (let i = 0; i < kicks; i++) run.advanceOneKick(50);
      const end = run.now + MS;
      advanceTo(run, end);
      expect(reportOf(run)).toEqual(reportOf(ranFor(scenario, end)));
    }),
    { numRuns: 15 },
  );
});

test('an edit at the same simulated time has the same consequences', () => {
  fc.assert(
    fc.property(anyEditedScenario, fc.nat(END), slice, ({ before, after }, at, events) => {
      const [one, other] = [1_000_000, events].map(each => {
        const run = quietRun(before);
        advanceTo(run, at, each);
        run.adopt(after);
        advanceTo(run, END, each);
        return reportOf(run);
      });
      expect(one).toEqual(other);
    }),
    { numRuns: 15 },
  );
});

test('another seed is another run', () => {
  const scenario = scenarioOf(bundledText('square-wheel.yaml'));
  const withSeed = (seed: number): Scenario => ({ ...scenario, seed });
  const [a, b, again] = [1, 2, 1].map(seed => reportOf(ranFor(withSeed(seed), 10 * MS)).devices);
  expect(a).toEqual(again);
  expect(a).not.toEqual(b);
});

test('one step is exactly one kick', () => {
  const run = quietRun(scenarioOf(bundledText('three-doorbells.yaml')));
  for (let kicks = 1; kicks <= 50; kicks++) {
    run.advanceOneKick(10_000);
    expect(run.kicks).toBe(kicks);
  }
});
