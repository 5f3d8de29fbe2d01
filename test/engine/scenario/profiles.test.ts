import { expect, test } from 'vitest';
import type { HypervisorProfile, Instruction } from '../../../engine/machine/profile.ts';
import { formatInstruction } from '../../../engine/scenario/instruction.ts';
import { bundledText, library, scenarioOf } from '../../helpers/scenarios.ts';

const xeon = scenarioOf(bundledText('xeon.yaml'));
const bare = scenarioOf(bundledText('bare.yaml'));
const s390x = scenarioOf(bundledText('s390x.yaml'));
const arm64 = scenarioOf(bundledText('arm64.yaml'));

test('hypervisors are known by the name and architecture they give themselves, costs by their name', () => {
  for (const [name, byArch] of library.hypervisors)
    for (const [arch, { text }] of byArch) {
      expect(text).toMatch(new RegExp(`^hypervisor: ${name}$`, 'm'));
      expect(text).toMatch(new RegExp(`^arch: ${arch}$`, 'm'));
    }
  for (const [name, { text }] of library.costs) expect(text).toMatch(new RegExp(`^costs: ${name}$`, 'm'));
});

test('one name stands for a profile on each architecture', () => {
  expect([...library.hypervisors.get('kvm-6.1')!.keys()].toSorted()).toEqual(['s390x', 'svm', 'vmx']);
});

test('Linux 6.1 on SVM executes what the traces show, in their order', () => {
  const { enter, userSpace, resume } = bare.levels[0]!.hypervisor!;
  const ops = [...enter, ...userSpace, ...resume].map(each => each.op);
  expect(ops).toEqual(['vmsave', 'vmload', 'stgi', 'vmsave', 'msr', 'clgi', 'vmload', 'vmrun']);
  expect(resume.map(formatInstruction)[0]).toBe('msr: read 0x1d9');
});

const kvm418 = xeon.levels[0]!.hypervisor!;
const kvm61 = hypervisorOf('kvm-6.1', ['vmcs-shadowing']);

function hypervisorOf(hypervisor: string, features: readonly string[]): HypervisorProfile {
  const levels = [{ name: 'H', hypervisor }, { name: 'G1', hypervisor }, { name: 'G2' }];
  const cpu = { arch: 'vmx', features, costs: 'dvh-xeon-4114' };
  return scenarioOf(JSON.stringify({ version: 1, title: 'a test', cpu, levels })).levels[0]!.hypervisor!;
}

/** Accesses to VMCS fields, other instructions than the resume, and how many of both shadowing leaves. */
function counted(profile: HypervisorProfile, path: readonly Instruction[]): readonly [number, number] {
  const own = path.filter(({ op }) => op !== 'vmresume');
  const left = own.filter(({ op, detail }) => profile.shadowed[op]?.has(detail ?? '') !== true);
  const vmx = (each: Instruction) => each.op.startsWith('vm') || each.op.startsWith('inv');
  return [own.filter(vmx).length, left.filter(vmx).length];
}

const around = (profile: HypervisorProfile, op: string) =>
  counted(profile, [...profile.enter, ...profile.handlers[op]!, ...profile.resume]);

// DVH counts 12, 10, 13 and 12 accesses, and 1 of a hypercall's not shadowed. The source has one less for a timer.
test.each([
  ['hypercall', 12, 1],
  ['ipi', 10, 0],
  ['timer', 12, 2],
  ['mmio', 12, 1],
])('Linux 4.18 accesses the VMCS for %s %i times, %i of them not shadowed', (op, all, left) => {
  expect(around(kvm418, op)).toEqual([all, left]);
});

test('Linux 4.18 as a guest hypervisor makes 90 and 18 VMX operations that shadowing does not cover', () => {
  expect(counted(kvm418, kvm418.reflect)[1]).toBe(90);
  expect(counted(kvm418, kvm418.nestedEntry)[1]).toBe(18);
});

test('Linux 4.18 emulates an access to its guest VMCS with two that shadowing does not cover', () => {
  expect(around(kvm418, 'vmread')[1]).toBe(2);
  expect(around(kvm418, 'vmwrite')[1]).toBe(2);
});

test('Linux 6.1 shadows all that it accesses for a hypercall, an IPI, a timer and a notification', () => {
  for (const op of ['hypercall', 'ipi', 'timer', 'mmio']) expect(around(kvm61, op)[1]).toBe(0);
  expect(counted(kvm61, kvm61.reflect)[1]).toBeLessThan(90);
  expect(counted(kvm61, kvm61.nestedEntry)[1]).toBeLessThan(18);
});

test('a field that is only read is not shadowed for a write', () => {
  for (const { shadowed } of [kvm418, kvm61]) {
    expect(shadowed.vmread!.has('VM_EXIT_REASON')).toBe(true);
    expect(shadowed.vmwrite!.has('VM_EXIT_REASON')).toBe(false);
    for (const field of shadowed.vmwrite!) expect(shadowed.vmread!.has(field)).toBe(true);
  }
});

test('the Xeon profile holds the published numbers', () => {
  const { exit, handlers, directMmio, directMmioPerLevel, hz } = xeon.costs;
  expect({ hz, exit }).toEqual({ hz: 2.2e9, exit: 1575 });
  expect([handlers['mmio-fast']! + exit, handlers.timer! + exit, handlers.ipi! + exit]).toEqual([
    4984, 2005, 3273,
  ]);
  expect(exit + handlers['mmio-fast']! + directMmio).toBe(13815);
  expect(exit + handlers['mmio-fast']! + directMmio + directMmioPerLevel).toBe(15150);
});

test('every parameter names its source, and an unpublished one says that it is an estimate', () => {
  for (const { costs } of [xeon, bare, arm64, s390x]) {
    const numbers = Object.keys(costs).filter(key => !['name', 'handlers', 'sources', 'hz'].includes(key));
    expect(Object.keys(costs.sources)).toHaveLength(numbers.length + Object.keys(costs.handlers).length + 1);
    for (const source of Object.values(costs.sources)) {
      expect(source).toMatch(
        /^(estimate: |calibrated on |assumed |part of |DVH, |NEVE, |Intel: |AMD: |HP: |IBM: |kvm list )/,
      );
    }
  }
});
