/** CPU features that change what a nested guest costs, by architecture. */
import type { Arch } from '../machine/profile.ts';

/**
 * vgif, vls: virtual GIF, virtual VMLOAD/VMSAVE (APM volume 2, 15.33). vmcs-shadowing: SDM volume 3, 25.6.8;
 * apicv: APIC-register virtualization and posted interrupts, SDM volume 3, 30.4 to 30.6.
 */
export const CPU_FEATURES: Readonly<Record<Arch, readonly string[]>> = {
  svm: ['vgif', 'vls'],
  vmx: ['vmcs-shadowing', 'apicv'],
};
