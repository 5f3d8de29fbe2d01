import { expect, test } from 'vitest';
import { type Change, difference } from '../../../engine/scenario/difference.ts';
import { FORCES, type Force } from '../../../engine/scenario/facts.ts';
import { bundledNames, bundledText, scenarioOf, wheelText } from '../../helpers/scenarios.ts';

const WHEEL = wheelText();
const before = scenarioOf(WHEEL);

function edit(from: string, to: string): Change[] {
  expect(WHEEL).toContain(from);
  return difference(before, scenarioOf(WHEEL.replace(from, to)));
}

/** What people are told of changes, and the most that any of them forces. */
function told(changes: readonly Change[]): { force: Force; texts: string[] } {
  const forces = changes.map(({ force }) => force);
  const texts = changes.filter(change => change.told).map(({ text }) => text);
  return { force: FORCES.findLast(force => forces.includes(force)) ?? 'nothing', texts };
}

test.each(bundledNames)('%s does not differ from itself', name => {
  const text = bundledText(name);
  expect(difference(scenarioOf(text), scenarioOf(text))).toEqual([]);
});

test.each([
  ['poisson: 50k/s', 'poisson: 10k/s', 'V1.tx arrivals: poisson 50k/s -> poisson 10k/s'],
  ['poisson: 50k/s', 'every: 10us', 'V1.tx arrivals: poisson 50k/s -> every 10us'],
  ['poisson: 50k/s', 'outstanding: 4', 'V1.tx arrivals: poisson 50k/s -> 4 outstanding'],
  ['batch: 1', 'batch: 4', 'V1.tx batch: 1 -> 4'],
  ['exponential: 2us', 'fixed: 2us', 'V1 service: exponential 2us -> fixed 2us'],
  [
    'costs: zen-3',
    'costs: { from: zen-3, spread: { sigma: 0.1145, tail-share: 0.5, tail-factor: 1.345 } }',
    'cost spread tail-share: 0.02 -> 0.5',
  ],
  ['The square wheel\nseed', 'A round one\nseed', 'title: The square wheel -> A round one'],
  ['costs: zen-3', 'costs: zen-3, cores: 2', 'cores: none -> 2'],
  ['- name: G2', '- name: G2\n    vcpus: 2', 'G2 vcpus: 1 -> 2'],
])('nobody else notices: %s -> %s', (from, to, change) => {
  expect(told(edit(from, to))).toEqual({ force: 'nothing', texts: [change] });
});

test.each([
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
  ['kvm-6.1', '{ from: kvm-6.1, user-space: [] }', 'H user-space: [vmsave unless vls] -> []'],
])('walked anew: %s -> %s', (from, to, change) => {
  expect(told(edit(from, to))).toEqual({ force: 'way', texts: [change] });
});

test.each<[string, string, Force, string, string]>([
  ['size: 256', 'size: 128', 'reset', 'V1', 'V1 queues: tx of 256 -> tx of 128'],
  ['type: net', 'features: []', 'reset', 'V1', 'V1 features: event-idx -> none'],
  ['type: net', 'type: blk', 'replace', 'V1', 'V1 type: net -> blk'],
  ['iommu: emulated', 'iommu: identity', 'restart', 'G2', 'G2 runs on: H, G1 -> H, G1 (identity)'],
  ['seed: 42', 'seed: 43', 'anew', '', 'seed: 42 -> 43'],
  ['name: H', 'name: Z', 'anew', '', 'levels: H, G1, G2 -> Z, G1, G2'],
])('%s -> %s forces a %s upon %s', (from, to, force, whom, change) => {
  const changes = edit(from, to);
  const { force: most, texts } = told(changes);
  expect(most).toBe(force);
  expect(texts).toContain(change);
  expect(changes).toContainEqual(expect.objectContaining({ force, whom }));
});

test('a level between two restarts the guests above it and none below', () => {
  const between = WHEEL.replace(
    '  - name: G2',
    '  - name: GX\n    hypervisor: kvm-6.1\n    assign: [{ device: V1, iommu: emulated }]\n  - name: G2',
  );
  const changes = difference(before, scenarioOf(between));
  const restarted = changes.filter(({ force }) => force === 'restart').map(({ text }) => text);
  expect(restarted).toEqual(['G2 runs on: H, G1 -> H, G1, GX']);
  expect(told(changes).force).toBe('restart');
});

test('a level added innermost, and a driver that goes, are plugged in and out', () => {
  const without = scenarioOf(WHEEL.slice(0, WHEEL.indexOf('    drivers:')));
  expect(told(difference(before, without))).toEqual({
    force: 'plug',
    texts: ['G2 drives: V1.tx -> none'],
  });
  expect(told(difference(without, before)).force).toBe('plug');
});

test('a change too small to be shown is still a change', () => {
  expect(edit('exponential: 2us', 'exponential: 2.00000001us')).toHaveLength(1);
});
