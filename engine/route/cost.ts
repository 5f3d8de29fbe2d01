/** What one exit costs, in cycles: a sum of the profile's parameters, and never of the depth. */

import type { CostProfile } from '../cost/profile.ts';
import type { Architecture, ExitKind } from '../machine/architecture.ts';
import type { Target } from '../machine/machine.ts';

export interface Serving {
  /** L0 gives it to a guest hypervisor. */
  readonly reflected: boolean;
  /** Operation name, as in `handler.OP`; a store that finds nothing yet costs what a store costs. */
  readonly operation: string;
  readonly userSpace: boolean;
  /** False where the handler itself decodes no instruction: fast MMIO, or `direct-mmio` pays for that. */
  readonly decoded: boolean;
  /** Levels above L1 of a guest whose store L0 has to walk and decode in software; 0 where it need not. */
  readonly directLevels: number;
}

/** A store to an emulated page, as far as it decides which way its handler goes. */
interface Store {
  readonly level: number;
  /** The hypervisor that serves it. */
  readonly at: number;
  readonly reason: string;
  readonly target: Target | null;
}

/** The whole exit: H's part, and what the serving hypervisor adds. */
export function hopCycles(costs: CostProfile, kind: ExitKind, serving: Serving): number {
  // L0 emulates a guest hypervisor's own instruction at a price of its own. A resume is part of `reflect`, and
  // an instruction that is reflected in its turn is a plain exit to L0.
  const emulated = kind.virtualization === true && kind.entry !== true && !serving.reflected;
  let cycles = emulated ? costs.emulatedVmxExit : costs.exit;
  if (serving.directLevels > 0)
    cycles += costs.directMmio + (serving.directLevels - 1) * costs.directMmioPerLevel;
  return cycles + servedCycles(costs, serving) + (serving.reflected ? costs.reflect : 0);
}

/** What the hypervisor that serves the exit adds, in its own handler and its own user space. */
export function servedCycles(costs: CostProfile, serving: Serving): number {
  const operation = serving.operation === 'mmio-cold' ? 'mmio' : serving.operation;
  const undecoded = serving.decoded ? undefined : costs.handlers[`${operation}-fast`];
  const cycles = undecoded ?? costs.handlers[operation] ?? 0;
  return cycles + (serving.userSpace ? costs.userspaceHop : 0);
}

/** What is left of an exit when its handler has signalled: the way back into the guest, half of `exit`. */
export function entryCycles(costs: CostProfile): number {
  return costs.exit / 2;
}

/**
 * Does L0 serve a store at an ioeventfd from the address alone? Not for a nested guest: in guest mode the exit
 * holds an address of that guest and not one that L0 knows its devices by (vmx.c, handle_ept_misconfig). And a
 * guest hypervisor decodes the instruction even so, since nobody promises it the instruction's length.
 */
export function takesFastPath(
  { fastMmio = false, exits }: Architecture,
  { level, at, reason, target }: Store,
): boolean {
  const eventfd = target?.kind === 'device' && target.served === 'ioeventfd';
  return fastMmio && eventfd && level === 1 && at === 0 && reason === exits.mmio?.reason;
}
