/** What a guest does that traps, and what becomes of it. */
import type { Doorbell, Target } from '../machine/machine.ts';

export type GuestAction =
  /** `operation` names a row of the architecture's exits; `userSpace`: the VMM, not the kernel, serves it. */
  | {
      readonly kind: 'instruction';
      readonly operation: string;
      readonly detail: string | null;
      readonly userSpace: boolean;
    }
  | { readonly kind: 'hypercall'; readonly number: number }
  | { readonly kind: 'port-write'; readonly port: number; readonly value: number }
  | { readonly kind: 'store'; readonly address: number; readonly value: number }
  /** Not the guest's doing: an interrupt that makes it exit. `to`: the level that it is for, at most this one. */
  | { readonly kind: 'interrupt'; readonly to: number };

/** How it ended: the doorbell that rang, if any, and what a hypercall returned. */
export interface Ending {
  readonly bell: Doorbell | null;
  readonly returned: number | null;
}

export const NOTHING: Ending = { bell: null, returned: null };

export function instruction(operation: string, detail: string | null = null, userSpace = false): GuestAction {
  return { kind: 'instruction', operation, detail, userSpace };
}

export const END_OF_INTERRUPT = instruction('eoi');

export const SEND_IPI = instruction('ipi');

/** A reissue is always the VMM's doing; a device may be served in the kernel. */
export function inUserSpace(action: GuestAction, target: Target | null): boolean {
  if (action.kind === 'instruction') return action.userSpace;
  return target !== null && (target.kind === 'reissue' || target.served === 'user-space');
}
