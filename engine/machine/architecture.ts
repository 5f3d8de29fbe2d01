/**
 * What one CPU architecture's virtualization extension says about exits: their names and numbers, and who is
 * asked first. An architecture is a folder of data; adding one touches nothing but the list in architectures.ts.
 */

/** How a guest tells its device that buffers are available. */
export const DOORBELLS = ['hypercall', 'pio', 'mmio'] as const;
export type DoorbellKind = (typeof DOORBELLS)[number];

/**
 * Who gets an exit of a nested guest.
 * - `host`: L0 always takes it first.
 * - `tables`: L0 walks the second-stage tables; the hypervisor whose table has nothing there gets it.
 * - `owner`: always the hypervisor of that guest.
 * - `lowest`: L0 serves it and never passes it on: what raises it is L0's own arming.
 * - `intercept`: the hypervisor of that guest if its control block asks for it (all profiles here do).
 */
export type Claim = 'host' | 'lowest' | 'tables' | 'owner' | 'intercept';

export interface ExitKind {
  /** As KVM's trace spells the reason. */
  readonly reason: string;
  /** The number in the manual: SVM EXITCODE, VMX basic exit reason. */
  readonly code: number;
  readonly claim: Claim;
  /** What the operation always touches, as a profile would name it: "write 0x80b". */
  readonly detail?: string;
  /** One of the extension's own instructions: what a guest hypervisor is made of. */
  readonly virtualization?: boolean;
  /** The instruction that enters a guest. */
  readonly entry?: boolean;
  /**
   * It names a field of the control structure. The CPU feature with which it does not trap, if the hypervisor
   * below keeps that field in a shadow (`shadowed` of its profile).
   */
  readonly shadowedBy?: string;
}

export interface Architecture {
  /** What people call it. */
  readonly title: string;
  /** What people call the guest's second-stage table: NPT, EPT. */
  readonly tableName: string;
  /** CPU features that change what a nested guest costs, each with what it saves. */
  readonly features: Readonly<Record<string, string>>;
  /** The doorbells of a device whose scenario names none. */
  readonly usualDoorbells: readonly DoorbellKind[];
  /** Doorbells that no device has there, and why, in a few words. */
  readonly lacks: Readonly<Partial<Record<DoorbellKind, string>>>;
  /**
   * A hypercall's number is an address of the architecture's own bus: an assigning hypervisor gives its guest one
   * of its own for it and calls again, as it translates a port. Else nobody knows how to hand a number on.
   */
  readonly nativeHypercall?: boolean;
  /**
   * Operation name to the exit it raises; what is not in it raises none. A store to an emulated page is `mmio` where the hardware walks into
   * an entry that L0 put there for it, `mmio-cold` where it finds nothing.
   */
  readonly exits: Readonly<Record<string, ExitKind>>;
  /**
   * A hypervisor that is entered because of an interrupt has interrupts off. SVM: L0 must wait for a window to
   * inject it. VMX: the exit itself acknowledged the vector (VM-exit control 15, SDM 25.7.1).
   */
  readonly interruptNeedsWindow: boolean;
  /** The CPU feature with which a guest's interrupts come, and are ended, without an exit. */
  readonly virtualInterrupts?: string;
  /**
   * KVM serves a store to an ioeventfd from the faulting address alone, without decoding the instruction, where
   * the exit tells an emulated page by itself (KVM_FAST_MMIO_BUS: EPT misconfigurations only, vmx.c).
   */
  readonly fastMmio?: boolean;
  /** Names of the control structure's fields, where instructions access them one by one. */
  readonly controlFields?: readonly string[];
}
