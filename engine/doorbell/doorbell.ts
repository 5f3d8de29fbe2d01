/**
 * The three doorbells. Each file tells one whole: how the hypervisor that emulates a device offers it, what an
 * assigning hypervisor can do to pass it on, and what the innermost driver does to ring it. To add one, write
 * such a file and put it into this table.
 */
import type { Machine } from '../machine/machine.ts';
import type { ConfigSpace } from '../pci/config-space.ts';
import type { Discovered } from '../pci/virtio-function.ts';
import type { GuestAction } from '../route/action.ts';
import type { DoorbellKind } from '../scenario/scenario.ts';
import { hypercall } from './hypercall.ts';
import { mmio } from './mmio.ts';
import { pio } from './pio.ts';

/** A device as its hypervisor makes it: `config` is what its first guest sees, BARs placed. */
export interface Offer {
  readonly machine: Machine;
  /** Level of the hypervisor that emulates it. */
  readonly level: number;
  readonly device: string;
  readonly queues: number;
  readonly config: ConfigSpace;
  readonly token: number | null;
  /** Real hardware of the bare machine: its hypervisor, the host, assigns it. */
  readonly physical: boolean;
}

/** A device that the hypervisor below `guest` hands on: as that hypervisor sees it, and as it shows it. */
export interface Handover {
  readonly machine: Machine;
  readonly guest: number;
  readonly seen: ConfigSpace;
  readonly shown: ConfigSpace;
}

export interface DoorbellMechanism {
  offer(offer: Offer): void;
  handOver(handover: Handover): void;
  /**
   * What the driver does to kick `queue`; null where it found no such doorbell in config space. `notification`: the
   * queue's index, or what stands in its place with VIRTIO_F_NOTIFICATION_DATA (virtio 1.2, 4.1.5.2).
   */
  ring(found: Discovered, queue: number, notification: number): GuestAction | null;
}

export const doorbells: Readonly<Record<DoorbellKind, DoorbellMechanism>> = { hypercall, pio, mmio };
