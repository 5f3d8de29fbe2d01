/** Which slot of the timeline is whose. In order of priority at equal times: what devices do comes first. */

/** The first slot of each kind; a device's service has those from 0, one a queue. */
export interface Slots {
  /** Doorbells on their way to a device, by queue. */
  readonly hear: number;
  /** What is under way on a processor. */
  readonly vcpu: number;
  /** Requests that come by themselves, by queue. */
  readonly arrival: number;
  /** Slices of physical processors. */
  readonly core: number;
  /** Interrupts that a device holds back, by queue. */
  readonly coalesce: number;
  /** The scenario's next event. */
  readonly event: number;
}

/** How many there are of each. */
export interface Counts {
  readonly queues: number;
  readonly vcpus: number;
  readonly cores: number;
}

export function slotsOf({ queues, vcpus, cores }: Counts): Slots {
  const arrival = 2 * queues + vcpus;
  const core = arrival + queues;
  const coalesce = core + cores;
  return { hear: queues, vcpu: 2 * queues, arrival, core, coalesce, event: coalesce + queues };
}
