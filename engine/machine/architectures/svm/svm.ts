/** AMD SVM. Exit codes: APM volume 2, appendix C; spelling: KVM's kvm_exit trace event. */
import type { Architecture } from '../../architecture.ts';

export const svm: Architecture = {
  title: 'AMD SVM',
  tableName: 'NPT',
  // APM volume 2, 15.33.
  features: {
    vgif: "Virtual GIF: a guest hypervisor's CLGI and STGI do not exit.",
    vls: "Virtual VMLOAD and VMSAVE: a guest hypervisor's do not exit.",
  },
  usualDoorbells: ['pio', 'mmio'],
  lacks: {},
  interruptNeedsWindow: true,
  exits: {
    interrupt: { reason: 'interrupt', code: 0x60, claim: 'host' },
    'interrupt-window': { reason: 'vintr', code: 0x64, claim: 'intercept' },
    cpuid: { reason: 'cpuid', code: 0x72, claim: 'intercept' },
    hlt: { reason: 'hlt', code: 0x78, claim: 'intercept' },
    pio: { reason: 'io', code: 0x7b, claim: 'intercept' },
    msr: { reason: 'msr', code: 0x7c, claim: 'intercept' },
    // TSC_DEADLINE, and x2APIC's interrupt command and EOI registers (APM 16.11, SDM 11.12): MSRs like any other.
    timer: { reason: 'msr', code: 0x7c, claim: 'intercept', detail: 'write 0x6e0' },
    ipi: { reason: 'msr', code: 0x7c, claim: 'intercept', detail: 'write 0x830' },
    eoi: { reason: 'msr', code: 0x7c, claim: 'intercept', detail: 'write 0x80b' },
    hypercall: { reason: 'hypercall', code: 0x81, claim: 'owner' },
    // Every fault of the nested walk is one code; KVM tells an emulated page by the reserved bit it put there.
    mmio: { reason: 'npf', code: 0x400, claim: 'tables' },
    'mmio-cold': { reason: 'npf', code: 0x400, claim: 'tables' },
    vmrun: { reason: 'vmrun', code: 0x80, claim: 'owner', virtualization: true, entry: true },
    vmload: { reason: 'vmload', code: 0x82, claim: 'owner', virtualization: true },
    vmsave: { reason: 'vmsave', code: 0x83, claim: 'owner', virtualization: true },
    stgi: { reason: 'stgi', code: 0x84, claim: 'owner', virtualization: true },
    clgi: { reason: 'clgi', code: 0x85, claim: 'owner', virtualization: true },
  },
};
