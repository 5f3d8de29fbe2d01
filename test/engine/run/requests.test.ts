/**
 * Whole requests of real drivers, one outstanding: what the host traced of a Linux guest of a Linux guest on SVM with
 * virtual VMLOAD/VMSAVE, ends of interrupts paravirtual, by where the back end is and when it is done.
 */
import { expect, test } from 'vitest';
import { type When, wholeRequests } from '../../../engine/run/request.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

const device = (id: string, served = 'service: { exponential: 5us }') =>
  `{ id: ${id}, queues: [{ name: tx, size: 16 }], doorbells: [mmio], ${served} }`;

function stackOf(h: string, g1: string, { idle = 'halt', eoi = 'paravirtual' } = {}): Scenario {
  return scenarioOf(`
version: 1
title: A whole request
cpu: { arch: svm, features: [vgif, vls], costs: zen-3 }
levels:
  - { name: H, hypervisor: kvm-6.1, devices: [${h}] }
  - { name: G1, hypervisor: kvm-6.1, eoi: ${eoi}, ${g1} }
  - name: G2
    idle: ${idle}
    eoi: ${eoi}
    drivers: [{ device: V1, workload: { queue: tx, arrivals: { poisson: 10k/s } } }]
`);
}

const assigned = (ways = {}) => stackOf(device('V1'), 'assign: [{ device: V1, iommu: emulated }]', ways);
const emulated = (ways = {}) => stackOf('', `devices: [${device('V1')}]`, ways);
const cascade = (ways = {}) =>
  stackOf(device('W1'), `devices: [${device('V1', 'back-end: { device: W1, queue: tx }')}]`, ways);

/** Every exit of one request in the order in which they happen. */
function oneRequest(scenario: Scenario, when: When): readonly string[] {
  const requests = wholeRequests(scenario);
  expect(requests.map(({ completes }) => completes)).toEqual(['at-once', 'later']);
  return requests.find(({ completes }) => completes === when)!.order;
}

test.each([
  ['assigned', assigned(), 'at-once', '2:npf 1:vintr 1:msr 1:vmrun'],
  ['assigned', assigned(), 'later', '2:npf 2:hlt>1 1:hlt 1:msr 1:vmrun'],
  ['emulated by G1', emulated(), 'at-once', '2:npf>1 1:msr 1:vmrun'],
  ['cascade', cascade(), 'at-once', '2:npf>1 1:npf 1:msr 1:vmrun'],
  ['cascade', cascade(), 'later', '2:npf>1 1:npf 1:msr 1:vmrun 2:hlt>1 1:hlt 1:msr 1:vmrun'],
] as const)('%s, done %s: the traced order', (_, scenario, when, order) => {
  expect(oneRequest(scenario, when)).toEqual(order.split(' '));
});

test('a direct kick saves a reflection only when the completion comes later', () => {
  const reflections = (scenario: Scenario, when: When) =>
    oneRequest(scenario, when).filter(each => each.includes('>') || each === '1:vintr').length;
  // At once: the interrupt for G1 is reflected in its turn, where for G1's own device it rides on the kick's round.
  expect([assigned(), emulated()].map(each => reflections(each, 'at-once'))).toEqual([1, 1]);
  expect([assigned(), emulated()].map(each => reflections(each, 'later'))).toEqual([1, 2]);
});

test('an end of interrupt by register is an exit of its own, and one more of G1 where G1 takes interrupts too', () => {
  const exits = (eoi: string) => oneRequest(assigned({ eoi }), 'at-once').length;
  expect(exits('register') - exits('paravirtual')).toBe(1 + 3);
});

test('a guest that polls is stopped by the interrupt instead of being woken', () => {
  expect(oneRequest(assigned({ idle: 'poll' }), 'later')).toEqual(
    '2:npf 2:interrupt>1 1:vintr 1:msr 1:vmrun'.split(' '),
  );
  expect(oneRequest(emulated({ idle: 'poll' }), 'later')).toEqual(
    '2:npf>1 1:msr 1:vmrun 2:interrupt>1 1:vintr 1:msr 1:vmrun'.split(' '),
  );
});

test('a driver whose kicks are lost has no request to tell of', () => {
  const lost = scenarioOf(bundledText('three-doorbells.yaml'));
  expect([...new Set(wholeRequests(lost).map(({ device: of }) => of))]).toEqual(['V2', 'V3']);
});
