/**
 * What exists: the levels L0..Ln, each with the world its hypervisor shows it, and the CPU below them all.
 * Nothing here decides anything; run/build.ts puts it together and route/nested.ts walks it.
 */
import type { CostProfile } from '../cost/profile.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { SecondStage } from '../memory/second-stage.ts';
import type { Architecture } from './architecture.ts';
import type { HypervisorProfile } from './profile.ts';

/** A device where it is emulated. */
export interface DeviceAt {
  /** Level of the hypervisor that emulates it. */
  readonly level: number;
  readonly device: string;
}

/** A virtqueue's doorbell at the device that owns it. */
export interface Doorbell extends DeviceAt {
  readonly queue: number;
}

/** What answers a port, a trapped page or a token in the hypervisor that keeps it. */
export type Target =
  /**
   * Its own device: in the kernel by an ioeventfd, or in the VMM's user space. A write of a queue's index to
   * `bell` kicks that queue (virtio 1.2, 4.1.5.2); null for a register that is no doorbell. `wakes`: its back end
   * sleeps on another vCPU, which has to be interrupted for it to run.
   */
  | {
      readonly kind: 'device';
      readonly served: 'ioeventfd' | 'user-space';
      readonly bell: DeviceAt | null;
      readonly wakes?: boolean;
    }
  /** A device of its own machine: the VMM executes the access again; the range starts there at `base`. */
  | { readonly kind: 'reissue'; readonly base: number };

/** What a hypercall number stands for in the hypervisor that gave it out. */
export type Token = Doorbell | Extract<Target, { kind: 'reissue' }>;

export interface Level {
  readonly index: number;
  readonly name: string;
  readonly hypervisor: HypervisorProfile | null;
  /** CPU features that this level was offered: L0 the hardware's, others what every level below passes on. */
  readonly features: ReadonlySet<string>;
  /** As a guest it ends an interrupt in memory shared with its hypervisor (KVM_FEATURE_PV_EOI), not in a register. */
  readonly paravirtualEoi: boolean;
  /** The guest-physical world of this level, kept by the hypervisor one level down. L0's is the bare machine. */
  readonly memory: AddressSpace<Target>;
  readonly ports: AddressSpace<Target>;
  /** Hypercall numbers that this level's hypervisor has handed out. Another hypervisor's mean nothing here. */
  readonly tokens: Map<number, Token>;
  /** Native hypercalls that its guest has made: the answer brought a cookie, with which the next needs no search. */
  readonly cookies: Set<number>;
  /** The second-stage table that this level's hypervisor runs guest Lk on, by k. */
  readonly tables: Map<number, SecondStage>;
}

export interface Machine {
  readonly architecture: Architecture;
  readonly costs: CostProfile;
  readonly levels: readonly Level[];
}

/** The table that hypervisor `level` runs guest `guest` on; made empty at the first look. */
export function tableOf(level: Level, guest: number): SecondStage {
  let table = level.tables.get(guest);
  if (table === undefined) {
    table = new SecondStage();
    level.tables.set(guest, table);
  }
  return table;
}
