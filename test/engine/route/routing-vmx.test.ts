/**
 * Who gets an exit on Intel VMX, rule by rule: L0 first, else the guest hypervisor (Linux KVM's nested VMX,
 * nested_vmx_exit_reflected; reasons as in SDM volume 3, appendix C).
 */
import { expect, test } from 'vitest';
import type { Claim } from '../../../engine/machine/architecture.ts';
import { vmx } from '../../../engine/machine/architectures/vmx/vmx.ts';
import { instruction } from '../../../engine/route/action.ts';
import { Walk } from '../../../engine/route/nested.ts';
import { buildLevels, layOutMemory, roomsFor } from '../../../engine/run/levels.ts';
import { walkOperation } from '../../../engine/run/operations.ts';
import { bareStack, warm } from '../../helpers/stacks.ts';

const cpu = { arch: 'vmx', features: ['vmcs-shadowing'] } as const;

function walkAt(level: number): Walk {
  const stack = bareStack(cpu, level);
  return new Walk(buildLevels(stack, layOutMemory(stack, roomsFor(stack.levels.map(() => 0)))));
}

/** Reason, and the level of the hypervisor that serves it, of what the guest at `level` executes. */
function routed(level: number, operation: string): readonly [string, number] {
  const walk = walkAt(level);
  walk.act(level, instruction(operation));
  const { reason, handledBy } = walk.hops[0]!;
  return [reason, handledBy];
}

/** Level of the hypervisor that serves a guest at L2, and one at L3. */
const SERVED_BY: Readonly<Partial<Record<Claim, readonly [number, number]>>> = {
  owner: [1, 2],
  intercept: [1, 2],
  lowest: [0, 0],
};

test.each([
  ['TRIPLE_FAULT', 2, 'triple-fault', 'owner'],
  ['INTERRUPT_WINDOW', 7, 'interrupt-window', 'intercept'],
  ['CPUID', 10, 'cpuid', 'owner'],
  ['HLT', 12, 'hlt', 'intercept'],
  ['VMCLEAR', 19, 'vmclear', 'owner'],
  ['VMLAUNCH', 20, 'vmlaunch', 'owner'],
  ['VMPTRLD', 21, 'vmptrld', 'owner'],
  ['VMPTRST', 22, 'vmptrst', 'owner'],
  ['VMREAD', 23, 'vmread', 'owner'],
  ['VMRESUME', 24, 'vmresume', 'owner'],
  ['VMWRITE', 25, 'vmwrite', 'owner'],
  ['VMOFF', 26, 'vmxoff', 'owner'],
  ['VMON', 27, 'vmxon', 'owner'],
  ['CR_ACCESS', 28, 'cr-access', 'intercept'],
  ['MSR_READ', 31, 'msr', 'intercept'],
  ['MSR_WRITE', 32, 'msr-write', 'intercept'],
  ['MWAIT_INSTRUCTION', 36, 'mwait', 'intercept'],
  ['PAUSE_INSTRUCTION', 40, 'pause', 'intercept'],
  ['APIC_ACCESS', 44, 'apic-access', 'owner'],
  ['EOI_INDUCED', 45, 'eoi-induced', 'owner'],
  ['INVEPT', 50, 'invept', 'owner'],
  ['PREEMPTION_TIMER', 52, 'preemption-timer', 'lowest'],
  ['INVVPID', 53, 'invvpid', 'owner'],
  ['APIC_WRITE', 56, 'apic-write', 'owner'],
  ['VMFUNC', 59, 'vmfunc', 'lowest'],
  ['PML_FULL', 62, 'pml-full', 'lowest'],
] as const)('%s (%i): %s goes by the rule `%s`', (reason, code, operation, claim) => {
  expect(vmx.exits[operation]).toMatchObject({ reason, code, claim });
  const [atL2, atL3] = SERVED_BY[claim]!;
  expect(routed(1, operation)).toEqual([reason, 0]);
  expect(routed(2, operation)).toEqual([reason, atL2]);
  expect(routed(3, operation)).toEqual([reason, atL3]);
});

test('VMCALL (18): the hypervisor of that guest always gets it', () => {
  for (const level of [1, 2, 3])
    expect(warm(bareStack(cpu, level), 'hypercall').hops[0]).toMatchObject({
      reason: 'VMCALL',
      handledBy: level - 1,
    });
});

test.each([
  ['timer', 'write 0x6e0'],
  ['ipi', 'write 0x830'],
])('MSR_WRITE (32): the hypervisor whose bitmap has the MSR gets a %s', (operation, detail) => {
  for (const level of [1, 2, 3])
    expect(warm(bareStack(cpu, level), operation).hops[0]).toMatchObject({
      reason: 'MSR_WRITE',
      detail,
      handledBy: level - 1,
    });
});

test('IO_INSTRUCTION (30): the hypervisor whose bitmap has the port gets it', () => {
  for (const level of [1, 2, 3])
    expect(warm(bareStack(cpu, level), 'pio').hops[0]).toMatchObject({
      reason: 'IO_INSTRUCTION',
      handledBy: level - 1,
    });
});

test('EXTERNAL_INTERRUPT (1): L0 takes it first, and each hypervisor passes it on to its guest', () => {
  for (const level of [1, 2, 3]) {
    const walk = walkAt(level);
    walk.interrupt(level, level);
    expect(walk.hops[0]).toMatchObject({
      level,
      reason: 'EXTERNAL_INTERRUPT',
      handledBy: level - 1,
      reflected: level > 1,
    });
  }
});

test("EPT_MISCONFIG (49): L0 serves its own page, which it marked in the guest's table", () => {
  expect(vmx.exits.mmio).toMatchObject({ reason: 'EPT_MISCONFIG', code: 49, claim: 'tables' });
  for (const level of [1, 2, 3])
    expect(warm(bareStack(cpu, level), 'assigned-mmio', 0).hops[0]).toMatchObject({
      reason: 'EPT_MISCONFIG',
      handledBy: 0,
    });
});

test('EPT_VIOLATION (48): the walk of the tables ends at the hypervisor that has nothing there', () => {
  expect(vmx.exits['mmio-cold']).toMatchObject({ reason: 'EPT_VIOLATION', code: 48, claim: 'tables' });
  // L0 marks only its own pages, so to the hardware a page that G1 or G2 emulates is missing every time.
  for (const [level, owner] of [
    [2, 1],
    [3, 1],
    [3, 2],
  ] as const)
    expect(warm(bareStack(cpu, level), 'assigned-mmio', owner).hops[0]).toMatchObject({
      reason: 'EPT_VIOLATION',
      handledBy: owner,
    });
});

test('to the guest hypervisor that marked the page itself the same exit is an EPT_MISCONFIG', () => {
  const fields = (cold: boolean) =>
    walkOperation(bareStack({ arch: 'vmx', features: [] }, 2), 'mmio', { owner: 0, cold })
      .hops.filter(({ level }) => level === 1)
      .map(({ detail }) => detail);
  // handle_ept_violation asks what kind of access it was, handle_ept_misconfig does not.
  expect(fields(true)).toContain('EXIT_QUALIFICATION');
  expect(fields(false)).not.toContain('EXIT_QUALIFICATION');
  expect(fields(false)).toContain('GUEST_PHYSICAL_ADDRESS');
});

test("every one of the architecture's exits stands in a rule above", () => {
  const elsewhere = ['interrupt', 'hypercall', 'pio', 'eoi', 'ipi', 'timer', 'mmio', 'mmio-cold'];
  const untested = Object.entries(vmx.exits).filter(
    ([operation, { claim }]) => SERVED_BY[claim] === undefined && !elsewhere.includes(operation),
  );
  expect(untested).toEqual([]);
});
