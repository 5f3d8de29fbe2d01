/** Where a queue is: whose driver has it, and which of which device it is. */
import type { DeviceSpec, DriverSpec, GuestSpec } from '../scenario/scenario.ts';

export interface QueuePlace {
  /** Level of the driver. */
  readonly guest: number;
  /** The driver's guest, and which of the guests beside each other: 0 for the one on a level of its own. */
  readonly spec: GuestSpec;
  readonly branch: number;
  /** The processor that it runs on: of which level's guest, and which of that one's. Its own, but for a back end's. */
  readonly innermost: number;
  readonly vcpu: number;
  /** Level of the hypervisor that emulates the device. */
  readonly owner: number;
  readonly device: DeviceSpec;
  readonly driver: DriverSpec;
  /** Index of the queue in its device, and so also of its MSI-X vector. */
  readonly index: number;
}

/** `GUEST.DEVICE.QUEUE` of the driver's guest: a queue's name in session logs, and over edits. */
export const queueName = ({ spec, device, driver }: QueuePlace): string =>
  `${spec.name}.${device.id}.${driver.workload.queue}`;
