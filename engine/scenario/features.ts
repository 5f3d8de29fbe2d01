/** CPU features that change what a nested guest costs, by architecture. */
import type { Arch } from '../machine/profile.ts';
import { didYouMean } from './nearest.ts';
import type { Complain } from './shape.ts';
import type { Path } from './yaml.ts';

/**
 * vgif, vls: virtual GIF, virtual VMLOAD/VMSAVE (APM volume 2, 15.33). vmcs-shadowing: SDM volume 3, 25.6.8;
 * apicv: APIC-register virtualization and posted interrupts, SDM volume 3, 30.4 to 30.6.
 */
export const CPU_FEATURES: Readonly<Record<Arch, readonly string[]>> = {
  svm: ['vgif', 'vls'],
  vmx: ['vmcs-shadowing', 'apicv'],
};

interface Cpu {
  readonly arch: Arch;
  readonly features: readonly string[];
}

/** Complains of every feature that CPUs of this architecture do not have; `at` is where the list stands. */
export function checkFeatures({ arch, features }: Cpu, at: Path, complain: Complain): void {
  const known = CPU_FEATURES[arch];
  for (const [i, feature] of features.entries()) {
    if (known.includes(feature)) continue;
    const advice = { expected: `one of ${known.join(', ')}`, hint: didYouMean(feature, known) };
    complain([...at, i], `${arch} has no feature \`${feature}\``, advice);
  }
}
