/**
 * A cost profile: what the hardware and the software of one machine take, in cycles. Parameters are few and
 * physical; a route's cost is the sum over its exits and nothing is fitted per depth
 * (scenarios/profiles/costs/*.yaml, where every number stands beside its source).
 */
export interface CostProfile {
  readonly name: string;
  /** Cycles a second: turns cycles into simulated time. */
  readonly hz: number;
  /** Hardware exit, a trivial handler in L0, entry. */
  readonly exit: number;
  /** L0's software for one reflected exit and the emulated resume that ends it. */
  readonly reflect: number;
  /** An exit caused by a guest hypervisor's own virtualization instruction other than its resume. */
  readonly emulatedVmxExit: number;
  /** What an operation adds to `exit` where it is served, by operation name. */
  readonly handlers: Readonly<Record<string, number>>;
  /** Extra for the software walk and decode of a nested guest's store to an L0 device. */
  readonly directMmio: number;
  /** ... and for every level past the second. */
  readonly directMmioPerLevel: number;
  /** One hop into a VMM's user space and back. */
  readonly userspaceHop: number;
  /** Putting a virtual interrupt into a guest at its entry. */
  readonly inject: number;
  /** The same by the processor itself, without an exit or with the next entry. */
  readonly postedInterrupt: number;
  /** A hypervisor makes the blocked thread of its halted guest runnable, and the scheduler switches to it. */
  readonly wake: number;
  /**
   * How far ahead a vCPU's thread must be of a woken back end's for the scheduler to switch to that at once
   * (CFS: sched_wakeup_granularity_ns).
   */
  readonly preemption: number;
  /** A store to a page of a physical device: it leaves the processor and nobody waits for its arrival. */
  readonly postedWrite: number;
  readonly iotlbHit: number;
  readonly iotlbMiss: number;
  readonly dmaPerByte: number;
  /** How the cost of one kick or interrupt scatters around the sum of these. */
  readonly spread: CostSpread;
  /** Parameter name (YAML spelling, handlers as `handler.pio`) to where its number comes from. */
  readonly sources: Readonly<Record<string, string>>;
}

/** A log-normal body and a rare tail that is the body once more, dearer; the mean is the parameters' own. */
export interface CostSpread {
  /** Standard deviation of the body's logarithm (0 .. 1). */
  readonly sigma: number;
  /** How much is of the tail (0 .. 1). */
  readonly tailShare: number;
  /** How many times as dear the tail is (>= 1). */
  readonly tailFactor: number;
}
