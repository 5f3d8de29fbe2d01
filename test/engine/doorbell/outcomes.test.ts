/** The question of the mail: a guest's guest kicks a device of the host. What becomes of each doorbell? */
import { expect, test } from 'vitest';
import { type ExplainedRoute, explainScenario } from '../../../engine/run/explain.ts';
import type { DoorbellKind } from '../../../engine/scenario/scenario.ts';
import { doorbellsOf, type PassedThrough, passedThrough } from '../../helpers/stacks.ts';

const svm = { arch: 'svm', features: ['vgif', 'vls'] } as const;
const vmx = { arch: 'vmx', features: ['vmcs-shadowing'] } as const;
const arm64 = { arch: 'arm64', features: ['nv2'] } as const;
/** What an unknown hypercall returns: -KVM_ENOSYS, and PSCI's NOT_SUPPORTED. */
const UNKNOWN = { svm: -1000, vmx: -1000, arm64: -1 };
const cpus = [svm, vmx, arm64];
const stacks = cpus.flatMap(cpu => [2, 3].map(depth => ({ arch: cpu.arch, cpu, depth })));
const stacksWith = (doorbell: DoorbellKind) =>
  stacks.filter(({ arch }) => doorbellsOf(arch).includes(doorbell));

function kick(of: PassedThrough, doorbell: DoorbellKind): ExplainedRoute {
  const { routes } = explainScenario(passedThrough({ ...of, doorbells: [doorbell] }), false);
  expect(routes).toHaveLength(1);
  return routes[0]!;
}

test.each(stacksWith('hypercall'))(
  '$arch, L$depth: a hypercall goes to the next hypervisor, which knows no such token',
  of => {
    const route = kick(of, 'hypercall');
    expect(route).toMatchObject({ outcome: 'error', error: UNKNOWN[of.cpu.arch], reached: null });
    expect(route.hops[0]).toMatchObject({ level: of.depth, reflected: true, handledBy: of.depth - 1 });
  },
);

test.each(stacksWith('pio'))(
  '$arch, L$depth: a port write is reflected and reissued once at every level',
  of => {
    const route = kick(of, 'pio');
    expect(route).toMatchObject({ outcome: 'delivered', error: null, reached: 'H:V1' });
    const reason = route.hops[0]!.reason;
    const writes = route.hops.filter(hop => hop.reason === reason);
    const levels = Array.from({ length: of.depth }, (_, i) => of.depth - i);
    expect(writes.map(({ level, handledBy }) => [level, handledBy])).toEqual(levels.map(l => [l, l - 1]));
    expect(writes.map(hop => hop.reflected)).toEqual(levels.map(level => level > 1));
  },
);

test.each(stacksWith('mmio'))('$arch, L$depth: a store exits once, straight to the host', of => {
  const route = kick(of, 'mmio');
  expect(route).toMatchObject({ outcome: 'delivered', error: null, reached: 'H:V1', exits: 1 });
  expect(route.hops[0]).toMatchObject({ level: of.depth, handledBy: 0, reflected: false });
});

test.each(stacks)('$arch, L$depth: what is hidden is not found, and the others ring as before', of => {
  for (const hidden of doorbellsOf(of.arch)) {
    const { routes, missing } = explainScenario(passedThrough({ ...of, hide: [hidden] }), false);
    expect(missing.map(({ doorbell }) => doorbell)).toEqual([hidden]);
    expect(routes.map(({ doorbell }) => doorbell)).not.toContain(hidden);
    for (const { doorbell, order } of routes) expect(order).toEqual(kick(of, doorbell!).order);
  }
});

test.each(cpus)(
  '$arch: where G1 gave out the same token, its device hears the kick, and no error tells',
  cpu => {
    const route = kick({ cpu, depth: 2, ofG1: ['W1'] }, 'hypercall');
    expect(route).toMatchObject({ outcome: 'wrong-device', error: null, reached: 'G1:W1' });
  },
);

test.each(cpus)("$arch: another level's tokens are not in the way, they are asked of nobody", cpu => {
  const route = kick({ cpu, depth: 3, ofG1: ['W1'] }, 'hypercall');
  expect(route).toMatchObject({ outcome: 'error', error: UNKNOWN[cpu.arch], reached: null });
});

test.each([
  ['emulated', 'delivered'],
  ['none', 'corrupt'],
  ['identity', 'delivered'],
] as const)(
  "iommu %s: a kick's data is %s, at L2 and L3, by every doorbell that arrives",
  (iommu, outcome) => {
    for (const doorbell of ['pio', 'mmio'] as const)
      for (const { cpu, depth } of stacksWith(doorbell))
        expect(kick({ cpu, depth, iommu }, doorbell)).toMatchObject({
          outcome,
          error: null,
          reached: 'H:V1',
        });
  },
);

test('the guest of the host needs none of this: all its doorbells arrive with one exit', () => {
  for (const cpu of cpus)
    for (const doorbell of doorbellsOf(cpu.arch))
      expect(kick({ cpu, depth: 1 }, doorbell)).toMatchObject({ outcome: 'delivered', exits: 1 });
});
