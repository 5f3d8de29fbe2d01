/**
 * A hypervisor profile: which privileged instructions one hypervisor, of one kernel version, executes around
 * an exit of its guest. It is data (scenarios/profiles/hypervisors/*.yaml, each list with its source); the
 * recursion in route/nested.ts walks the lists and nothing else decides a count.
 */
export type Arch = 'svm' | 'vmx';

/** One instruction of a path, or a run of equal ones. */
export interface Instruction {
  /** The exit it raises where it traps, named as the profile names it: vmsave, msr, vmread, vmrun ... */
  readonly op: string;
  /** What it touches, for the reader: "read 0x1d9". */
  readonly detail: string | null;
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
  /** What an unknown hypercall number returns to the guest: -KVM_ENOSYS is -1000. */
  readonly unknownHypercall: number;
}
