/**
 * ARM64 with FEAT_NV. Numbers: exception classes, ESR_ELx.EC of the Arm ARM; spelling: KVM's kvm_exit trace event
 * (arch/arm64/include/asm/kvm_arm.h, kvm_arm_exception_class). An interrupt has no class; KVM's own code is 0.
 */
import type { Architecture, ExitKind } from '../../architecture.ts';

/** HCR_EL2.NV traps a guest hypervisor's own accesses and returns; they belong to the hypervisor below it. */
const OF_HYPERVISOR = { claim: 'owner', virtualization: true } as const;
const SYSTEM_REGISTER: ExitKind = { ...OF_HYPERVISOR, reason: 'SYS64', code: 0x18 };

export const arm64: Architecture = {
  title: 'ARM64',
  tableName: 'stage 2',
  features: {
    vhe: "FEAT_VHE: a guest hypervisor's kernel runs at EL2 and moves fewer registers.",
    nv2: 'FEAT_NV2: a page in memory stands for most of the registers that trap.',
  },
  usualDoorbells: ['mmio'],
  lacks: { pio: 'ARM64 has no port I/O' },
  interruptNeedsWindow: false,
  // No row for the end of an interrupt: the GIC's virtual CPU interface takes it without an exit.
  exits: {
    interrupt: { reason: 'IRQ', code: 0, claim: 'host' },
    hypercall: { reason: 'HVC64', code: 0x16, claim: 'owner' },
    hlt: { reason: 'WFx', code: 0x01, claim: 'intercept' },
    // What x86 asks CPUID for stands in ID registers, which trap by HCR_EL2.TID3.
    cpuid: { reason: 'SYS64', code: 0x18, claim: 'intercept' },
    // GICv2: a store to GICD_SGIR of the emulated distributor.
    ipi: { reason: 'DABT_LOW', code: 0x24, claim: 'intercept' },
    mmio: { reason: 'DABT_LOW', code: 0x24, claim: 'tables' },
    'mmio-cold': { reason: 'DABT_LOW', code: 0x24, claim: 'tables' },
    mrs: SYSTEM_REGISTER,
    msr: SYSTEM_REGISTER,
    // GICv2's virtual interface control registers are memory, which a guest hypervisor finds emulated.
    gich: { ...OF_HYPERVISOR, reason: 'DABT_LOW', code: 0x24 },
    // Without VHE a hypervisor is two: its kernel at EL1 calls its part at EL2, which returns there or to a guest.
    'call-el2': { ...OF_HYPERVISOR, reason: 'HVC64', code: 0x16 },
    'eret-to-kernel': { ...OF_HYPERVISOR, reason: 'ERET', code: 0x1a },
    eret: { ...OF_HYPERVISOR, reason: 'ERET', code: 0x1a, entry: true },
  },
};
