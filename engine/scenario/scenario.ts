/**
 * A scenario: the stack a run is built from, after every name has been resolved and every unit turned into
 * nanoseconds. The text form (scenarios/*.yaml) is read by parse.ts.
 */
import type { CostProfile } from '../cost/profile.ts';
import type { DoorbellKind } from '../machine/architecture.ts';
import type { Arch } from '../machine/architectures.ts';
import type { HypervisorProfile } from '../machine/profile.ts';

export type { DoorbellKind };

/** How an assigning hypervisor makes its guest's addresses mean something to the device below. */
export type IommuKind = 'emulated' | 'none' | 'identity';

/** virtio 1.2 device types that the engine lays out requests for. */
export type DeviceType = 'net' | 'blk';

/**
 * virtio 1.2 feature bits a device may offer here (section 6): VIRTIO_F_EVENT_IDX, VIRTIO_F_RING_PACKED,
 * VIRTIO_F_INDIRECT_DESC and VIRTIO_F_NOTIFICATION_DATA. A driver takes all of them.
 */
export type VirtioFeature = 'event-idx' | 'packed' | 'indirect' | 'notification-data';

/** A duration drawn anew each time: its mean in nanoseconds (> 0), fixed or exponentially distributed. */
export interface Duration {
  readonly kind: 'fixed' | 'exponential';
  readonly meanNs: number;
}

/** When requests come to a driver. */
export type Arrivals =
  | Duration
  /** A closed loop: so many are always under way, a new one takes the place of each that is done. */
  | { readonly kind: 'outstanding'; readonly count: number }
  /** The driver is the back end of that device, and its requests are those of that device's guest. */
  | { readonly kind: 'handed-on'; readonly front: string };

/** What a device does with a request: hands it on to a queue that the hypervisor which emulates it drives itself. */
export interface BackEndSpec {
  readonly device: string;
  readonly queue: string;
}

export interface QueueSpec {
  readonly name: string;
  /** A power of two, at most 32768 (virtio 1.2, 2.7). */
  readonly size: number;
}

/** One interrupt for several used buffers (virtio 1.2, 5.1.6.5.7): after so many, or so long after the first. */
export interface CoalesceSpec {
  readonly count: number;
  readonly timeNs: number;
}

export interface DeviceSpec {
  readonly id: string;
  /** Real hardware, which the host assigns to its guest instead of emulating it. */
  readonly physical: boolean;
  readonly type: DeviceType;
  readonly features: readonly VirtioFeature[];
  readonly queues: readonly QueueSpec[];
  readonly doorbells: readonly DoorbellKind[];
  /** null where a back end serves it. */
  readonly service: Duration | null;
  readonly backEnd: BackEndSpec | null;
  readonly coalesce: CoalesceSpec | null;
  /** Wrong on purpose: it asks for kicks again and does not look at the ring once more (2.7.10 tells it to). */
  readonly bug: 'no-recheck' | null;
}

export interface AssignmentSpec {
  /** Id of a device of any level below. */
  readonly device: string;
  readonly iommu: IommuKind;
  /** Doorbells whose advertisement the assigning hypervisor takes out of what its guest sees. */
  readonly hide: readonly DoorbellKind[];
}

export interface WorkloadSpec {
  readonly queue: string;
  readonly arrivals: Arrivals;
  /** Requests that arrive together (>= 1). */
  readonly batch: number;
}

export interface DriverSpec {
  readonly device: string;
  /** In order of preference; the driver falls back along it. */
  readonly doorbells: readonly DoorbellKind[];
  readonly workload: WorkloadSpec;
  /** Which of its guest's virtual processors it runs on, from 0. */
  readonly vcpu: number;
}

/** A guest, as far as it drives devices. */
export interface GuestSpec {
  readonly name: string;
  /** How many virtual processors it has (>= 1). */
  readonly vcpus: number;
  /** What it does while it has nothing to do. */
  readonly idle: 'poll' | 'halt';
  /** How it ends an interrupt: in the APIC's register, or in memory shared with its hypervisor. */
  readonly eoi: 'register' | 'paravirtual';
  readonly drivers: readonly DriverSpec[];
}

export interface LevelSpec extends GuestSpec {
  /** null only for the innermost level, which need not be a hypervisor. */
  readonly hypervisor: HypervisorProfile | null;
  readonly devices: readonly DeviceSpec[];
  readonly assign: readonly AssignmentSpec[];
  /** Further guests of the same hypervisor, which are none themselves. */
  readonly beside: readonly GuestSpec[];
}

/** `V1.tx.lost-kicks == 0`, taken apart. */
export interface Expectation {
  readonly expression: string;
  readonly device: string;
  readonly queue: string;
  readonly quantity: ExpectedQuantity;
  readonly comparison: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: number;
}

export type ExpectedQuantity =
  | 'kicks'
  | 'lost-kicks'
  | 'misdirected-kicks'
  | 'suppressed-kicks'
  | 'submitted'
  | 'completed'
  | 'lost'
  | 'corruptions'
  | 'interrupts'
  | 'stalled';

/** What happens to the machine while it runs, at a time from its start. */
export type EventSpec = { readonly atNs: number } & (
  | { readonly kind: 'mask' | 'unmask'; readonly device: string; readonly queue: string }
  /** The guest at `level` gives a device's BARs other addresses. */
  | { readonly kind: 'move-bar'; readonly level: number; readonly device: string }
  /** The hypervisor at `level` puts each device behind what its guest knows as the other. */
  | { readonly kind: 'swap'; readonly level: number; readonly device: string; readonly other: string }
);

/** A profile as a scenario names it, and what was read under that name. */
export type NamedProfile = { readonly name: string; readonly text: string } & (
  | { readonly kind: 'costs' }
  | { readonly kind: 'hypervisor'; readonly arch: Arch }
);

export interface Scenario {
  readonly title: string;
  /** 0 .. 2^32-1; the same seed gives the same run on every machine. */
  readonly seed: number;
  readonly arch: Arch;
  /** What the physical CPU offers, of its architecture's `features`. */
  readonly features: readonly string[];
  readonly costs: CostProfile;
  /** Physical processors; null for as many as there are virtual ones. */
  readonly cores: number | null;
  /** L0 .. Ln, at least one. */
  readonly levels: readonly LevelSpec[];
  /** In the order of their times. */
  readonly events: readonly EventSpec[];
  readonly expect: readonly Expectation[];
  /** Every profile in use, once, as it was read: a session log keeps them, because files change. */
  readonly profiles: readonly NamedProfile[];
}
