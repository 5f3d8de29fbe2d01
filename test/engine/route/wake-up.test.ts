/** A kick's other end: the back end that sleeps on another vCPU, and the IPI that its hypervisor sends for it. */
import { expect, test } from 'vitest';
import { type Hop, inOrder, type Route } from '../../../engine/route/route.ts';
import { bareStack, warm } from '../../helpers/stacks.ts';

const svm = { arch: 'svm', features: ['vgif', 'vls'] } as const;
const vmx = { arch: 'vmx', features: ['vmcs-shadowing'] } as const;
const isIpi = ({ detail }: Hop) => detail === 'write 0x830';
const withoutIpi = (route: Route) => route.hops.filter(hop => !isIpi(hop)).map(hop => hop.reason);

test("H's own back end is woken without any exit", () => {
  for (const cpu of [svm, vmx])
    expect(warm(bareStack(cpu, 1), 'notify').hops).toEqual(warm(bareStack(cpu, 1), 'mmio-eventfd').hops);
});

test("G1's is woken by one IPI of G1, after its handler and before it resumes", () => {
  expect(inOrder(warm(bareStack(svm, 2), 'notify'))).toEqual(['2:npf>1', '1:msr', '1:msr', '1:vmrun']);
  expect(inOrder(warm(bareStack(vmx, 2), 'notify'))).toEqual([
    '2:EPT_VIOLATION>1',
    '1:VMREAD',
    '1:MSR_WRITE',
    '1:VMRESUME',
  ]);
  for (const cpu of [svm, vmx]) {
    const route = warm(bareStack(cpu, 2), 'notify');
    const plain = warm(bareStack(cpu, 2), 'mmio-eventfd');
    expect(withoutIpi(route)).toEqual(plain.hops.map(hop => hop.reason));
    expect(route.cycles - plain.cycles).toBe(warm(bareStack(cpu, 1), 'ipi').cycles);
    expect(route.hops[0]!.why).toContain('wakes its back end by an IPI');
  }
});

test("G2's IPI is reflected to G1, which sends one in its turn", () => {
  for (const cpu of [svm, vmx]) {
    const ipis = warm(bareStack(cpu, 3), 'notify').hops.filter(isIpi);
    expect(ipis.map(({ level, handledBy }) => [level, handledBy])).toEqual([
      [2, 1],
      [1, 0],
    ]);
  }
});

test('what user space serves wakes nobody: the thread that does it is the one that left the guest', () => {
  for (const cpu of [svm, vmx]) expect(warm(bareStack(cpu, 2), 'mmio').hops.filter(isIpi)).toEqual([]);
});

test.each(['timer', 'ipi'])('SVM: %s is the write of an MSR, for the hypervisor of that guest', operation => {
  for (const level of [1, 2, 3])
    expect(warm(bareStack(svm, level), operation).hops[0]).toMatchObject({
      reason: 'msr',
      handledBy: level - 1,
    });
});
