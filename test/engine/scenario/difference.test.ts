import { expect, test } from 'vitest';
import { difference } from '../../../engine/scenario/difference.ts';
import { bundledNames, bundledText, scenarioOf, wheelText } from '../../helpers/scenarios.ts';

const WHEEL = wheelText();
const before = scenarioOf(WHEEL);

function edit(from: string, to: string) {
  expect(WHEEL).toContain(from);
  return difference(before, scenarioOf(WHEEL.replace(from, to)));
}

test.each(bundledNames)('%s does not differ from itself', name => {
  const text = bundledText(name);
  expect(difference(scenarioOf(text), scenarioOf(text))).toEqual({ structural: false, changes: [] });
});

test.each([
  ['poisson: 50k/s', 'poisson: 10k/s', 'V1.tx arrivals: poisson 50k/s -> poisson 10k/s'],
  ['poisson: 50k/s', 'every: 10us', 'V1.tx arrivals: poisson 50k/s -> every 10us'],
  ['batch: 1', 'batch: 4', 'V1.tx batch: 1 -> 4'],
  ['exponential: 2us', 'fixed: 2us', 'V1 service: exponential 2us -> fixed 2us'],
  ['[hypercall, mmio, pio]', '[mmio]', 'V1.tx driver doorbells: hypercall, mmio, pio -> mmio'],
  [
    '[hypercall, pio, mmio]',
    '[hypercall, mmio, pio]',
    'V1 doorbells: hypercall, pio, mmio -> hypercall, mmio, pio',
  ],
  ['hide: []', 'hide: [hypercall]', 'V1 hidden by G1: none -> hypercall'],
  ['iommu: emulated', 'iommu: none', 'V1 iommu in G1: emulated -> none'],
  ['[vgif, vls]', '[vgif]', 'cpu features: vgif, vls -> vgif'],
  ['costs: zen-3', 'costs: dvh-xeon-4114', 'costs: zen-3 -> dvh-xeon-4114'],
  ['costs: zen-3', 'costs: { from: zen-3, exit: 1188 }', 'cost exit: 2528 -> 1188'],
  [
    'costs: zen-3',
    'costs: { from: zen-3, spread: { sigma: 0.1145, tail-share: 0.5, tail-factor: 1.345 } }',
    'cost spread tail-share: 0.02 -> 0.5',
  ],
  ['kvm-6.1', '{ from: kvm-6.1, user-space: [] }', 'H user-space: [vmsave unless vls] -> []'],
  ['The square wheel\nseed', 'A round one\nseed', 'title: The square wheel -> A round one'],
])('in place: %s -> %s', (from, to, change) => {
  expect(edit(from, to)).toEqual({ structural: false, changes: [change] });
});

test.each([
  ['seed: 42', 'seed: 43', 'seed: 42 -> 43'],
  ['size: 256', 'size: 128', 'V1 queues: tx of 256 -> tx of 128'],
  ['type: net', 'type: blk', 'V1 type: net -> blk'],
  ['type: net', 'features: []', 'V1 features: event-idx -> none'],
  ['name: G2', 'name: G3', 'levels: H, G1, G2 -> H, G1, G3'],
  ['iommu: emulated', 'iommu: identity', 'V1 iommu in G1: emulated -> identity'],
])('built anew: %s -> %s', (from, to, change) => {
  const { structural, changes } = edit(from, to);
  expect(structural).toBe(true);
  expect(changes).toContain(change);
});

test('a driver that goes takes its settings with it in one line', () => {
  const without = scenarioOf(WHEEL.slice(0, WHEEL.indexOf('    drivers:')));
  expect(difference(before, without)).toEqual({ structural: true, changes: ['G2 drives: V1.tx -> none'] });
});

test('a change too small to be shown is still a change', () => {
  expect(edit('exponential: 2us', 'exponential: 2.00000001us').changes).toHaveLength(1);
});
