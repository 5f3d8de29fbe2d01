/** The model against published numbers: NEVE (Lim et al., SOSP 2017), traps and cycles of a hypercall. */
import { expect, test } from 'vitest';
import { arm64 } from '../../../engine/machine/architectures/arm64/arm64.ts';
import { operationNames, walkOperation, whyNoOperation } from '../../../engine/run/operations.ts';
import { bareStack, warm } from '../../helpers/stacks.ts';

const stack = (depth: number, ...features: string[]) => bareStack({ arch: 'arm64', features }, depth);
const hypercall = (depth: number, ...features: string[]) => warm(stack(depth, ...features), 'hypercall');
const reasons = (operation: string) => warm(stack(2), operation).hops.map(({ reason }) => reason);

test('one hypercall of L2 makes 126 traps, and 82 where the guest hypervisor has VHE', () => {
  expect(hypercall(1).hops).toHaveLength(1);
  expect(hypercall(2).hops).toHaveLength(126);
  expect(hypercall(2, 'vhe').hops).toHaveLength(82);
});

test('FEAT_NV2 leaves 18 without VHE and 23 with it, of which 4 and 2 enter or leave the guest hypervisor', () => {
  const [plain, vhe] = [hypercall(2, 'nv2'), hypercall(2, 'nv2', 'vhe')];
  expect(plain.hops).toHaveLength(18);
  expect(vhe.hops).toHaveLength(23);
  const ofReturns = ({ hops }: typeof plain) => hops.filter(({ reason }) => /HVC64|ERET/.test(reason));
  expect([ofReturns(plain).length, ofReturns(vhe).length]).toEqual([4, 2]);
});

test('a guest hypervisor that is not offered VHE does without, though the CPU has it', () => {
  const { levels, ...rest } = stack(2, 'vhe');
  const [h, ...others] = levels;
  const without = { ...h!, hypervisor: { ...h!.hypervisor!, offers: ['nv2'] } };
  expect(warm({ ...rest, levels: [without, ...others] }, 'hypercall').hops).toHaveLength(126);
});

test('what FEAT_NV2 leaves are registers that are not in its page, calls, returns and the GIC', () => {
  const left = hypercall(2, 'nv2').hops.filter(({ level }) => level === 1);
  expect(new Set(left.map(({ reason, detail }) => detail ?? reason))).toEqual(
    new Set(['CPTR_EL2', 'CNTHCTL_EL2', 'MDCR_EL2', 'PMUSERENR_EL0', 'GICH_VMCR', 'HVC64', 'ERET']),
  );
});

test('the two cycle counts that the profile is calibrated on are met, the third is within two percent', () => {
  expect(hypercall(1).cycles).toBe(2729);
  expect(hypercall(2).cycles).toBe(422_720);
  expect(Math.abs(hypercall(2, 'vhe').cycles / 307_363 - 1)).toBeLessThan(0.02);
});

test("a store to the host's device is one exit from L2 and L3, with or without any feature", () => {
  for (const depth of [2, 3])
    for (const features of [[], ['vhe'], ['nv2']])
      expect(warm(stack(depth, ...features), 'assigned-mmio-eventfd').hops).toMatchObject([
        { reason: 'DABT_LOW', level: depth, handledBy: 0 },
      ]);
});

test('a data abort is called the same, cold and warm: no misconfiguration marks an emulated page', () => {
  const cold = walkOperation(stack(1), 'mmio', { owner: 0, cold: true });
  expect([...cold.hops.map(({ reason }) => reason), ...reasons('assigned-mmio')]).toEqual([
    'DABT_LOW',
    'DABT_LOW',
  ]);
});

test('there is no port I/O to explain, and the virtual timer is armed without an exit', () => {
  const missing = operationNames.filter(name => whyNoOperation(stack(1), name) !== null);
  expect(missing).toEqual(operationNames.filter(name => /^(pio|request|timer)/.test(name)));
  expect(whyNoOperation(stack(1), 'pio')).toBe('ARM64 has no port I/O');
});

test('exception classes are those of ESR_ELx.EC (Arm ARM, ESR_EL2)', () => {
  const codes = Object.fromEntries(Object.values(arm64.exits).map(({ reason, code }) => [reason, code]));
  expect(codes).toEqual({ IRQ: 0, WFx: 0x01, HVC64: 0x16, SYS64: 0x18, ERET: 0x1a, DABT_LOW: 0x24 });
});
