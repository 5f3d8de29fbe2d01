/**
 * s390x and its SIE instruction. Names and numbers: KVM's traces (arch/s390/include/uapi/asm/sie.h: intercepted
 * instructions by their operation code, everything else by its interception code; a fault is kvm_s390_sie_fault,
 * numbered by the program interruption).
 */
import type { Architecture } from '../../architecture.ts';

export const s390x: Architecture = {
  title: 's390x',
  tableName: 'gmap',
  features: {},
  usualDoorbells: ['hypercall'],
  lacks: {
    pio: 's390x has no port I/O',
    mmio: 's390x has no doorbell pages: virtio-ccw notifies by DIAGNOSE 0x500 (virtio 1.2, 4.3.3.2)',
  },
  nativeHypercall: true,
  interruptNeedsWindow: false,
  // No row for the end of an interrupt: the guest loads its old PSW and is done.
  exits: {
    interrupt: { reason: 'Host interruption', code: 0x00, claim: 'host' },
    hypercall: { reason: 'DIAG (0x500)', code: 0x83, claim: 'owner' },
    hlt: { reason: 'Wait state', code: 0x1c, claim: 'intercept' },
    cpuid: { reason: 'STIDP', code: 0xb202, claim: 'owner' },
    ipi: { reason: 'SIGP', code: 0xae, claim: 'intercept' },
    'mmio-cold': { reason: 'sie_fault', code: 0x11, claim: 'tables' },
    sie: { reason: 'SIE', code: 0xb214, claim: 'owner', virtualization: true, entry: true },
  },
};
