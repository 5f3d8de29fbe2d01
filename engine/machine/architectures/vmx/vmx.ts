/** Intel VMX. Basic exit reasons: SDM volume 3, appendix C; spelling: KVM's kvm_exit trace event. */
import type { Architecture } from '../../architecture.ts';
import { VMCS_FIELDS } from './vmcs-fields.ts';

const VMCS_ACCESS = { claim: 'owner', virtualization: true, shadowedBy: 'vmcs-shadowing' } as const;

export const vmx: Architecture = {
  title: 'Intel VMX',
  tableName: 'EPT',
  // SDM volume 3, 25.6.8 and 30.4 to 30.6.
  features: {
    'vmcs-shadowing': "A guest hypervisor's VMREAD and VMWRITE of a shadowed field do not exit.",
    apicv:
      "APIC-register virtualization and posted interrupts: a guest's interrupts come and end without an exit.",
  },
  usualDoorbells: ['pio', 'mmio'],
  lacks: {},
  interruptNeedsWindow: false,
  virtualInterrupts: 'apicv',
  fastMmio: true,
  controlFields: VMCS_FIELDS,
  exits: {
    interrupt: { reason: 'EXTERNAL_INTERRUPT', code: 1, claim: 'host' },
    'interrupt-window': { reason: 'INTERRUPT_WINDOW', code: 7, claim: 'intercept' },
    cpuid: { reason: 'CPUID', code: 10, claim: 'owner' },
    hlt: { reason: 'HLT', code: 12, claim: 'intercept' },
    hypercall: { reason: 'VMCALL', code: 18, claim: 'owner' },
    pio: { reason: 'IO_INSTRUCTION', code: 30, claim: 'intercept' },
    msr: { reason: 'MSR_READ', code: 31, claim: 'intercept' },
    // x2APIC's EOI register (SDM 11.12.1.2).
    eoi: { reason: 'MSR_WRITE', code: 32, claim: 'intercept', detail: 'write 0x80b' },
    // KVM marks an emulated page with a reserved bit once it has seen it: from then on the walk ends in a
    // misconfiguration and not in a violation (SDM 29.3.3).
    mmio: { reason: 'EPT_MISCONFIG', code: 49, claim: 'tables' },
    'mmio-cold': { reason: 'EPT_VIOLATION', code: 48, claim: 'tables' },
    // The guest hypervisor's own instructions trap always; with VMCS shadowing, all fields but the shadowed ones.
    vmclear: { reason: 'VMCLEAR', code: 19, claim: 'owner', virtualization: true },
    vmlaunch: { reason: 'VMLAUNCH', code: 20, claim: 'owner', virtualization: true, entry: true },
    vmptrld: { reason: 'VMPTRLD', code: 21, claim: 'owner', virtualization: true },
    vmptrst: { reason: 'VMPTRST', code: 22, claim: 'owner', virtualization: true },
    vmread: { ...VMCS_ACCESS, reason: 'VMREAD', code: 23 },
    vmresume: { reason: 'VMRESUME', code: 24, claim: 'owner', virtualization: true, entry: true },
    vmwrite: { ...VMCS_ACCESS, reason: 'VMWRITE', code: 25 },
    vmxoff: { reason: 'VMOFF', code: 26, claim: 'owner', virtualization: true },
    vmxon: { reason: 'VMON', code: 27, claim: 'owner', virtualization: true },
    invept: { reason: 'INVEPT', code: 50, claim: 'owner', virtualization: true },
    invvpid: { reason: 'INVVPID', code: 53, claim: 'owner', virtualization: true },
    // Subject to a control bit or a bitmap of the guest hypervisor.
    'msr-write': { reason: 'MSR_WRITE', code: 32, claim: 'intercept' },
    // IA32_TSC_DEADLINE, and x2APIC's interrupt command register (SDM 11.5.4.1, 11.12.9).
    ipi: { reason: 'MSR_WRITE', code: 32, claim: 'intercept', detail: 'write 0x830' },
    timer: { reason: 'MSR_WRITE', code: 32, claim: 'intercept', detail: 'write 0x6e0' },
    'cr-access': { reason: 'CR_ACCESS', code: 28, claim: 'intercept' },
    mwait: { reason: 'MWAIT_INSTRUCTION', code: 36, claim: 'intercept' },
    pause: { reason: 'PAUSE_INSTRUCTION', code: 40, claim: 'intercept' },
    'triple-fault': { reason: 'TRIPLE_FAULT', code: 2, claim: 'owner' },
    // KVM gives L1 these three: their controls come from vmcs12 alone.
    'apic-access': { reason: 'APIC_ACCESS', code: 44, claim: 'owner' },
    'eoi-induced': { reason: 'EOI_INDUCED', code: 45, claim: 'owner' },
    'apic-write': { reason: 'APIC_WRITE', code: 56, claim: 'owner' },
    // What L0 arms for itself: it emulates the timer, VM functions and page-modification log of L1.
    'preemption-timer': { reason: 'PREEMPTION_TIMER', code: 52, claim: 'lowest' },
    vmfunc: { reason: 'VMFUNC', code: 59, claim: 'lowest' },
    'pml-full': { reason: 'PML_FULL', code: 62, claim: 'lowest' },
  },
};
