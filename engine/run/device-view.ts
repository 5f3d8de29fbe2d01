/** A device as people look at it: what each guest that has it finds, and where its drivers' addresses lead. */
import type { DeviceType, DoorbellKind, IommuKind } from '../scenario/scenario.ts';

/** Plain data; it is sent from one thread to the other. */
export interface DeviceView {
  readonly id: string;
  readonly type: DeviceType;
  /** Level of the hypervisor that emulates it, or that has it as hardware. */
  readonly level: number;
  readonly physical: boolean;
  /** virtio features that it offers, by the scenario's names. */
  readonly features: readonly string[];
  /** The queue that its requests are handed on to; null where it serves them itself. */
  readonly back: { readonly device: string; readonly queue: string } | null;
  /** By each guest that is given it, the lowest first. */
  readonly seen: readonly SeenDevice[];
  /** By each of its drivers: the way of its first buffer's address. */
  readonly map: readonly MappedAddress[];
}

/** What one guest reads in the device's config space. All addresses are the guest's own. */
export interface SeenDevice {
  readonly level: number;
  readonly guest: string;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly bars: readonly {
    readonly index: number;
    readonly kind: 'io' | 'memory';
    readonly address: number;
    /** Bytes. */
    readonly size: number;
  }[];
  /** In the order of the list. */
  readonly capabilities: readonly SeenCapability[];
  /** The hypercall numbers of its queues, from `base` on. */
  readonly token: { readonly base: number; readonly count: number } | null;
  /** Where queue 0 is notified, and the bytes from one queue's address to the next. */
  readonly notify: { readonly address: number; readonly multiplier: number } | null;
  /** The legacy port that all its queues are notified by. */
  readonly port: number | null;
  /** Entries of its MSI-X table, and those that are masked. */
  readonly vectors: number;
  readonly masked: readonly number[];
  /** What the hypervisor below takes out of what it shows. */
  readonly hidden: readonly DoorbellKind[];
  /** Of the assignment that brought it here; null for the first guest. */
  readonly iommu: IommuKind | null;
  /** `LEVEL:ID` of the device that its doorbells really lead to, another one after two assignments were swapped. */
  readonly leadsTo: string;
}

export interface SeenCapability {
  /** Offset of its first byte in config space. */
  readonly at: number;
  readonly id: number;
  /** "virtio notify", "MSI-X" ... */
  readonly name: string;
  readonly detail: string;
}

export interface MappedAddress {
  readonly guest: string;
  /** As the driver writes it into a descriptor. */
  readonly iova: number;
  /** What it is one level further down each, to host memory (level 0); null from where no memory is. */
  readonly stages: readonly { readonly level: number; readonly address: number | null }[];
  /** Whether the device reads the driver's memory by it, other memory, or none. */
  readonly ends: 'right' | 'wrong' | 'fault';
}
