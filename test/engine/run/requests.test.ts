/**
 * Whole requests of real drivers, one outstanding: what the host traced of a Linux guest of a Linux guest on SVM with
 * virtual VMLOAD/VMSAVE, ends of interrupts paravirtual, by where the back end is and when it is done.
 */
import { expect, test } from 'vitest';
import { inOrder, type Route } from '../../../engine/route/route.ts';
import { Run } from '../../../engine/run/run.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { advanceTo, MS } from '../../helpers/runs.ts';
import { scenarioOf } from '../../helpers/scenarios.ts';

/** Well before H lets its guest go on, and long after all have halted. */
const AT_ONCE = '{ fixed: 10ns }';
const LATER = '{ fixed: 200us }';

const device = (id: string, more: string) =>
  `{ id: ${id}, queues: [{ name: tx, size: 16 }], doorbells: [mmio], ${more} }`;

const served = (service: string) => `service: ${service}`;

/** G2 has one request of V1 under way at a time. */
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
    drivers: [{ device: V1, workload: { queue: tx, arrivals: { outstanding: 1 } } }]
`);
}

const assigned = (service: string, ways = {}) =>
  stackOf(device('V1', served(service)), 'assign: [{ device: V1, iommu: emulated }]', ways);
const emulated = (service: string, ways = {}) =>
  stackOf('', `devices: [${device('V1', served(service))}]`, ways);
const cascade = (service: string, ways = {}) =>
  stackOf(
    device('W1', served(service)),
    `devices: [${device('V1', 'back-end: { device: W1, queue: tx }')}]`,
    ways,
  );

interface Done {
  readonly route: Route;
  readonly beganNs: number;
  readonly order: readonly string[];
}

/** What a back end did in the middle of something stands at the turn of that. */
function around(inner: readonly Done[], route: Route): string[] {
  const own = inOrder(route);
  const turn = route.turn ?? own.length;
  return [...own.slice(0, turn), ...inner.flatMap(({ order }) => order), ...own.slice(turn)];
}

/** Every exit of one request in the order in which they happened, long after the first. */
function oneRequest(scenario: Scenario): string[] {
  const done: Done[] = [];
  const routes: Route[] = [];
  const run = new Run(scenario, {
    route: (id, route) => {
      routes[id] = route;
    },
    // Told when it is over: what began later and was over before is a part of it.
    executed: (clock, afterNs, id) => {
      const beganNs = clock[0]! + afterNs;
      const inner = done.splice(done.findLastIndex(each => each.beganNs < beganNs) + 1);
      done.push({ route: routes[id]!, beganNs, order: around(inner, routes[id]!) });
    },
  });
  advanceTo(run, 5 * MS);
  expect(run.queues.find(({ place }) => place.device.id === 'V1')!.completed).toBeGreaterThan(10);
  const kicks = [...done.entries()].filter(
    ([, { route }]) => route.level === 2 && route.cause.kind === 'kick',
  );
  const [from, to] = kicks.slice(-2).map(([at]) => at);
  return done.slice(from, to).flatMap(({ order }) => order);
}

const MODES = [
  ['assigned', 'at once', assigned(AT_ONCE), '2:npf 1:vintr 1:msr 1:vmrun'],
  ['assigned', 'later, G2 halts', assigned(LATER), '2:npf 2:hlt>1 1:hlt 1:msr 1:vmrun'],
  ['emulated by G1', 'at once', emulated(AT_ONCE), '2:npf>1 1:msr 1:vmrun'],
  ['cascade', 'at once', cascade(AT_ONCE), '2:npf>1 1:npf 1:msr 1:vmrun'],
  ['cascade', 'later, G2 halts', cascade(LATER), '2:npf>1 1:npf 1:msr 1:vmrun 2:hlt>1 1:hlt 1:msr 1:vmrun'],
] as const;

test.each(MODES)('%s, done %s: the traced order', (_, __, scenario, order) => {
  expect(oneRequest(scenario)).toEqual(order.split(' '));
});

test('a direct kick saves a reflection only when the completion comes later', () => {
  const reflections = (scenario: Scenario) =>
    oneRequest(scenario).filter(each => each.includes('>') || each === '1:vintr').length;
  // At once: the interrupt for G1 is reflected in its turn, where for G1's own device it rides on the kick's round.
  expect([assigned(AT_ONCE), emulated(AT_ONCE)].map(reflections)).toEqual([1, 1]);
  expect([assigned(LATER), emulated(LATER)].map(reflections)).toEqual([1, 2]);
});

test('an end of interrupt by register is an exit of its own, and one more of G1 where G1 takes interrupts too', () => {
  const exits = (eoi: string) => oneRequest(assigned(AT_ONCE, { eoi })).length;
  expect(exits('register') - exits('paravirtual')).toBe(1 + 3);
});

test('a guest that polls is stopped by the interrupt instead of being woken', () => {
  expect(oneRequest(assigned(LATER, { idle: 'poll' }))).toEqual(
    '2:npf 2:interrupt>1 1:vintr 1:msr 1:vmrun'.split(' '),
  );
  expect(oneRequest(emulated(LATER, { idle: 'poll' }))).toEqual(
    '2:npf>1 1:msr 1:vmrun 2:interrupt>1 1:vintr 1:msr 1:vmrun'.split(' '),
  );
});
