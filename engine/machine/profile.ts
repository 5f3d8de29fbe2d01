/**
 * A hypervisor profile: which privileged instructions one hypervisor, of one kernel version, executes around
 * an exit of its guest. It is data (scenarios/profiles/hypervisors/*.yaml, each list with its source); the
 * recursion in route/nested.ts walks the lists and nothing else decides a count.
 */
import type { Arch } from './architectures.ts';

/** One instruction of a path, or a run of equal ones. */
export interface Instruction {
  /** The exit it raises where it traps, named as the profile names it: vmsave, msr, vmread, vmrun ... */
  readonly op: string;
  /** What it touches: "read 0x1d9", or the field of the control structure: "GUEST_RIP". */
  readonly detail: string | null;
  /** Executed only where the hypervisor itself was, or was not, offered this CPU feature; null: always. */
  readonly when: { readonly feature: string; readonly offered: boolean } | null;
  /** It does not trap where the hypervisor was offered one of these CPU features. */
  readonly unless: readonly string[];
  /** How many equal ones in a row (>= 1). */
  readonly times: number;
}

export interface HypervisorProfile {
  readonly name: string;
  readonly arch: Arch;
  /** Where the lists come from. */
  readonly source: string;
  /** Virtualization features that it passes on to its own guest, if it was offered them itself. */
  readonly offers: readonly string[];
  /**
   * Fields of the guest hypervisor's control structure that it keeps in a shadow for the hardware to access, by
   * the operation that then does not trap (vmread, vmwrite). It is the hypervisor below that sets the bitmaps
   * (SDM 25.6.15), so the list belongs to its profile and not to that of the one that reads.
   */
  readonly shadowed: Readonly<Record<string, ReadonlySet<string>>>;
  /** From its guest's exit until interrupts are on again. */
  readonly enter: readonly Instruction[];
  /** Added when its user space (the VMM) served the exit: on the way back from there. */
  readonly userSpace: readonly Instruction[];
  /** From the handler's end until its guest runs. */
  readonly resume: readonly Instruction[];
  /** Added when it reflects an exit to a guest hypervisor of its own. */
  readonly reflect: readonly Instruction[];
  /** Added when it emulates a guest hypervisor's own vmrun / vmresume. */
  readonly nestedEntry: readonly Instruction[];
  /** Added by the handler of one kind of exit, by operation name (hypercall, pio, mmio, vmread ...). */
  readonly handlers: Readonly<Record<string, readonly Instruction[]>>;
  /** Hypercall numbers that it serves itself, whatever tokens others have given out (at least one). */
  readonly knownHypercalls: ReadonlySet<number>;
  /** What an unknown hypercall number returns to the guest: -KVM_ENOSYS is -1000. */
  readonly unknownHypercall: number;
}
