/**
 * A route: one operation's whole way through the levels, walked once and then executed, explained, drawn and
 * checked from this one value.
 */
import type { DoorbellKind } from '../scenario/scenario.ts';

/** One exit at H, in the order in which they happen. */
export interface Hop {
  /** The level that the exit comes from (1 ..). */
  readonly level: number;
  /** As KVM's trace spells it for that architecture: npf, io, msr, vmrun; EPT_MISCONFIG, VMCALL, VMRESUME. */
  readonly reason: string;
  /** What exactly was touched, where that says more than the reason: "read 0x1d9". */
  readonly detail: string | null;
  /** The level of the hypervisor that served it. */
  readonly handledBy: number;
  /** H did not want it and gave it to a guest hypervisor. */
  readonly reflected: boolean;
  /** How many exits deep the cause of this one is: 0 for the guest's own, 1 for one its handler made ... */
  readonly depth: number;
  readonly cycles: number;
  /** How many of these cycles the hypervisor that served it spent; the rest is the hardware's and H's. */
  readonly servedCycles: number;
  /** One sentence, for a person. */
  readonly why: string;
}

/** What becomes of a kick. */
export type Outcome = 'delivered' | 'error' | 'wrong-device' | 'dma-fault' | 'corrupt';

/** What the guest did: rang a doorbell, took an interrupt, or executed one operation of `explain --op`. */
export type Cause =
  | {
      readonly kind: 'kick';
      readonly device: string;
      readonly queue: string;
      readonly doorbell: DoorbellKind;
    }
  | { readonly kind: 'interrupt'; readonly device: string; readonly queue: string; readonly vector: number }
  /** It has nothing to do; then something of its own to do again. */
  | { readonly kind: 'halt' }
  | { readonly kind: 'timer' }
  | { readonly kind: 'operation'; readonly name: string };

export interface Route {
  readonly guest: string;
  readonly level: number;
  readonly cause: Cause;
  /** cold: some table had to be filled on the way; the next walk is warm. */
  readonly state: 'cold' | 'warm';
  readonly outcome: Outcome;
  /** What the guest got back, where the outcome is `error`: -1000 is -KVM_ENOSYS. */
  readonly error: number | null;
  /** The device that heard the kick: `LEVEL:ID`, null where none did. */
  readonly reached: string | null;
  readonly hops: readonly Hop[];
  /**
   * How many of them come before its turn: the doorbell rang, or a back end took the interrupt. What that one does
   * lies between them and the rest. null where nothing turns.
   */
  readonly turn: number | null;
  /** Sum over the hops; for an interrupt that no exit announced also what came before the first. */
  readonly cycles: number;
}

/** Exits of a route by the level they come from and by reason. */
export function exitsByLevel(route: Pick<Route, 'hops'>): Record<string, Record<string, number>> {
  const byLevel: Record<string, Record<string, number>> = {};
  for (const hop of route.hops) {
    byLevel[hop.level] ??= {};
    const row = byLevel[hop.level]!;
    row[hop.reason] = (row[hop.reason] ?? 0) + 1;
  }
  return byLevel;
}

/** The way in one line a trace reader knows: `2:npf>1 1:msr 1:vmrun`. */
export function inOrder(route: Route): string[] {
  return route.hops.map(hop => `${hop.level}:${hop.reason}${hop.reflected ? `>${hop.handledBy}` : ''}`);
}
