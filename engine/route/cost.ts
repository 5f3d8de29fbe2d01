/** What one exit costs, in cycles: a sum of the profile's parameters, and never of the depth. */

import type { CostProfile } from '../cost/profile.ts';
import type { ExitKind } from '../machine/architecture.ts';

export interface Passing {
  readonly reflected: boolean;
  /** A virtual interrupt is put into the guest on the way back. */
  readonly injects: boolean;
}

export interface Serving extends Passing {
  /** Operation name, as in `handler.OP`; a store that finds nothing yet costs what a store costs. */
  readonly operation: string;
  readonly userSpace: boolean;
  /** Levels above L1 of a guest whose store L0 has to walk and decode in software; 0 where it need not. */
  readonly directLevels: number;
}

/** The whole exit: H's part, and what the serving hypervisor adds. */
export function hopCycles(costs: CostProfile, kind: ExitKind, serving: Serving): number {
  // L0 emulates a guest hypervisor's own instruction at a price of its own. A resume is part of `reflect`, and
  // an instruction that is reflected in its turn is a plain exit to L0.
  const emulated = kind.virtualization === true && kind.entry !== true && !serving.reflected;
  let cycles = emulated ? costs.emulatedVmxExit : costs.exit;
  if (serving.directLevels > 0)
    cycles += costs.directMmio + (serving.directLevels - 1) * costs.directMmioPerLevel;
  return cycles + servedCycles(costs, serving) + passingCycles(costs, serving);
}

/** What the hypervisor that serves the exit adds, in its own handler and its own user space. */
export function servedCycles(costs: CostProfile, serving: Serving): number {
  const operation = serving.operation === 'mmio-cold' ? 'mmio' : serving.operation;
  return (costs.handlers[operation] ?? 0) + (serving.userSpace ? costs.userspaceHop : 0);
}

/** What H does in software to pass something on, with or without an exit that announced it. */
export function passingCycles(costs: CostProfile, passing: Passing): number {
  return (passing.reflected ? costs.reflect : 0) + (passing.injects ? costs.inject : 0);
}
