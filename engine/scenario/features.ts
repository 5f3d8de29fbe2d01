/** Whether an architecture has the CPU features that a text asks for. */
import { type Arch, architectures } from '../machine/architectures.ts';
import type { Complain } from './complain.ts';
import { didYouMean, oneOf } from './nearest.ts';
import type { Path } from './yaml.ts';

interface Cpu {
  readonly arch: Arch;
  readonly features: readonly string[];
}

/** Complains of every feature that CPUs of this architecture do not have; `at` is where the list stands. */
export function checkFeatures({ arch, features }: Cpu, at: Path, complain: Complain): void {
  const known = Object.keys(architectures[arch].features);
  for (const [i, feature] of features.entries()) {
    if (known.includes(feature)) continue;
    const expected = oneOf(known);
    const advice = { expected, ...didYouMean(feature, known) };
    complain([...at, i], 'unknown-feature', `${arch} has no feature \`${feature}\``, advice);
  }
}
