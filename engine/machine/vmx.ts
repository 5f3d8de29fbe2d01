/** Intel VMX. Basic exit reasons: SDM volume 3, appendix C; spelling: KVM's kvm_exit trace event. */
import type { Architecture } from './architecture.ts';

export const vmx: Architecture = {
  arch: 'vmx',
  tableName: 'EPT',
  hasPorts: true,
  interruptNeedsWindow: false,
  exits: {
    interrupt: { reason: 'EXTERNAL_INTERRUPT', code: 1, claim: 'host' },
    'interrupt-window': { reason: 'INTERRUPT_WINDOW', code: 7, claim: 'intercept' },
    cpuid: { reason: 'CPUID', code: 10, claim: 'owner' },
    hlt: { reason: 'HLT', code: 12, claim: 'intercept' },
    hypercall: { reason: 'VMCALL', code: 18, claim: 'owner' },
    pio: { reason: 'IO_INSTRUCTION', code: 30, claim: 'intercept' },
    msr: { reason: 'MSR_READ', code: 31, claim: 'intercept' },
    eoi: { reason: 'MSR_WRITE', code: 32, claim: 'intercept' },
    // KVM marks an emulated page with a reserved bit once it has seen it: from then on the walk ends in a
    // misconfiguration and not in a violation (SDM 29.3.3).
    mmio: { reason: 'EPT_MISCONFIG', code: 49, claim: 'tables' },
    'mmio-cold': { reason: 'EPT_VIOLATION', code: 48, claim: 'tables' },
    vmptrld: { reason: 'VMPTRLD', code: 21, claim: 'owner', virtualization: true },
    vmread: { reason: 'VMREAD', code: 23, claim: 'owner', virtualization: true },
    vmresume: { reason: 'VMRESUME', code: 24, claim: 'owner', virtualization: true, entry: true },
    vmwrite: { reason: 'VMWRITE', code: 25, claim: 'owner', virtualization: true },
    invept: { reason: 'INVEPT', code: 50, claim: 'owner', virtualization: true },
  },
};
