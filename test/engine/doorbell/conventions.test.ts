/** Which numbers mean something, and what the others return, is each hypervisor's own. */
import { expect, test } from 'vitest';
import { explainScenario } from '../../../engine/run/explain.ts';
import { walkOperation } from '../../../engine/run/operations.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

const mixed = scenarioOf(bundledText('kvm-xen-kvm.yaml'));

test("a token is refused by whoever is asked: Xen's -ENOSYS is not KVM's", () => {
  const { routes } = explainScenario(mixed, false);
  const calls = routes.filter(({ doorbell }) => doorbell === 'hypercall');
  expect(calls.map(({ device, guest, outcome, error }) => [device, guest, outcome, error])).toEqual([
    ['A1', 'G1', 'delivered', null],
    ['V2', 'G2', 'error', -38],
    ['V3', 'G3', 'error', -1000],
  ]);
});

test('a store does not care whose hypervisors it crosses', () => {
  const stores = explainScenario(mixed, false).routes.filter(({ doorbell }) => doorbell === 'mmio');
  expect(stores.map(({ device, exits, outcome }) => [device, exits, outcome])).toEqual([
    ['V2', 1, 'delivered'],
    ['V3', 1, 'delivered'],
  ]);
});

test('a number that the hypervisor serves itself is no token, and no error either', () => {
  const text = bundledText('kvm-xen-kvm.yaml').replace(
    'hypervisor: xen',
    'hypervisor: { from: xen, known-hypercalls: [4096, 4097, 4098] }',
  );
  const { routes } = explainScenario(scenarioOf(text), false);
  const call = routes.find(({ device, doorbell }) => device === 'V2' && doorbell === 'hypercall');
  expect(call).toMatchObject({ outcome: 'error', error: 0, reached: null });
  expect(call!.hops[0]!.why).toMatch(/xen serves it: it means something else there/);
});

test('what a guest hypervisor executes around an exit is its own: Xen three instructions, this KVM seven', () => {
  const exits = (hypervisor: string) => {
    const levels = `[{ name: H, hypervisor: kvm-6.1 }, { name: G1, hypervisor: ${hypervisor} }, { name: G2 }]`;
    const cpu = '{ arch: svm, features: [], costs: zen-3 }';
    const stack = scenarioOf(`version: 1\ntitle: t\ncpu: ${cpu}\nlevels: ${levels}`);
    return walkOperation(stack, 'hypercall', { owner: 0, cold: false }).hops.map(({ reason }) => reason);
  };
  expect(exits('xen')).toEqual(['hypercall', 'stgi', 'clgi', 'vmrun']);
  expect(exits('kvm-6.1')).toHaveLength(8);
});
