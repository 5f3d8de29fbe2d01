/** What a run keeps of the tables it walked, and what an edit throws away. */
import { expect, test } from 'vitest';
import type { Run } from '../../../engine/run/run.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { advanceTo, MS, ranFor } from '../../helpers/runs.ts';
import { passedThrough } from '../../helpers/stacks.ts';

const cpu = { arch: 'svm', features: ['vgif', 'vls'] } as const;
const stack = passedThrough({ cpu, depth: 3, doorbells: ['mmio'] });

/** Its innermost guest has one of its own, which does nothing. */
function withGuestInside({ levels, ...rest }: Scenario): Scenario {
  const innermost = levels.at(-1)!;
  const { hypervisor } = levels[0]!;
  const inside = { ...innermost, name: 'G4', drivers: [] };
  return { ...rest, levels: [...levels.slice(0, -1), { ...innermost, hypervisor }, inside] };
}

/** How often a kick was cold, and how often warm. */
function kicksByState({ routes }: Run): { cold: number; warm: number } {
  const counts = { cold: 0, warm: 0 };
  for (let id = 0; id < routes.length; id++) {
    const { cause, state } = routes.at(id);
    if (cause.kind === 'kick') counts[state] += routes.counts[id]!;
  }
  return counts;
}

test('the first kick fills the tables, and all others find them full', () => {
  const run = ranFor(stack, 10 * MS);
  expect(kicksByState(run)).toEqual({ cold: 1, warm: run.kicks - 1 });
  expect(run.kicks).toBeGreaterThan(100);
});

test.each([
  ['that is dearer', { ...stack, costs: { ...stack.costs, exit: 1 } }],
  ['with another device', passedThrough({ cpu, depth: 3, doorbells: ['mmio'], ofG1: ['V2'] })],
  ['with another level', withGuestInside(stack)],
])('an edit to a stack %s leaves the tables: no slot of memory is gone', (_, edited) => {
  const run = ranFor(stack, 10 * MS);
  run.adopt(edited);
  advanceTo(run, 20 * MS);
  expect(kicksByState(run).cold).toBe(1);
});

test('where a page is gone all tables of its guest are: the next kick is cold once more', () => {
  const devices = passedThrough({ cpu, depth: 3, doorbells: ['mmio'], ofG1: ['V2'] });
  const run = ranFor(devices, 10 * MS);
  run.adopt(stack);
  advanceTo(run, 20 * MS);
  expect(kicksByState(run).cold).toBe(2);
});

test('every request of the device is one look into the IOTLB, counted through an edit', () => {
  const run = ranFor(stack, 10 * MS);
  const before = run.iotlb;
  run.adopt({ ...stack, costs: { ...stack.costs, exit: 1 } });
  expect(run.iotlb).toEqual(before);
  advanceTo(run, 20 * MS);
  const { device, submitted } = run.queues[0]!;
  const { hits, misses } = run.iotlb;
  expect(hits + misses).toBe(submitted - (device.occupancy - device.inUse));
  // The edit flushed it, so pages that it held are looked up again.
  expect(misses).toBeGreaterThan(before.misses);
});
