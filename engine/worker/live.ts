/**
 * The live run as the main thread sees it: a handle on the engine's thread. Everything that moves is read from
 * shared memory, so a look at it costs the engine nothing; everything that changes the run is a message.
 */
import type { Route } from '../route/route.ts';
import type { Consequence } from '../run/consequence.ts';
import type { DeviceView } from '../run/device-view.ts';
import type { ExitCount } from '../run/totals.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';

/** Simulated nanoseconds per wall nanosecond, or as fast as it goes. */
export type Speed = number | 'max';

export interface LevelSnapshot {
  readonly name: string;
  /** The hypervisor's profile name; null where the level is none. */
  readonly hypervisor: string | null;
  /** When its exits began to be counted, in simulated nanoseconds: an edit may have added it, or restarted it. */
  readonly sinceNs: number;
  /** Exits that came from this level, one row for each reason and server, since then. */
  readonly exits: readonly ExitCount[];
  /** What this level's hypervisor spent on exits since then; L0's are all that no other one spent. */
  readonly cycles: number;
}

export interface QueueSnapshot {
  /** Level of the guest whose driver owns the queue, and its name. */
  readonly level: number;
  readonly guest: string;
  readonly device: string;
  readonly queue: string;
  readonly size: number;
  /** The doorbell in use now; null where the driver found none that works. */
  readonly doorbell: DoorbellKind | null;
  /** Every doorbell that the driver's guest finds in config space now: its own preference first, then the others. */
  readonly doorbells: readonly DoorbellKind[];
  /** Buffers made available and not used yet (avail.idx - used.idx), and how many of them the device has popped. */
  readonly occupancy: number;
  readonly inUse: number;
  /**
   * Where the device goes on, in 16 bits as QEMU names and keeps them: what it takes next, and what it gives back
   * next. Split ring: free-running indices. Packed: an offset, with its lap's wrap counter in bit 15.
   */
  readonly lastAvailIdx: number;
  readonly usedIdx: number;
  /** Requests that wait for a free descriptor. */
  readonly backlog: number;
  /** Made available, and not taken back by a driver that has reset its device since. */
  readonly submitted: number;
  readonly completed: number;
  readonly lost: number;
  /** Requests turned away because too many waited already. */
  readonly refused: number;
  /** Requests under way that an edit took the ring away from. */
  readonly dropped: number;
  readonly kicks: number;
  readonly lostKicks: number;
  readonly misdirectedKicks: number;
  readonly suppressedKicks: number;
  readonly interrupts: number;
  readonly corruptions: number;
  /** Why the queue holds buffers and moves no more, in one sentence; null while it moves. */
  readonly stalled: string | null;
  /** Arrival to completion, mean since the machine was built, in nanoseconds; NaN before the first. */
  readonly meanLatencyNs: number;
  /** How long its driver's processor has waited for a physical one. */
  readonly stolenNs: number;
}

export interface Snapshot {
  /** Counts up whenever the machine was built anew, and with it every counter began at zero. */
  readonly generation: number;
  readonly title: string;
  readonly simulatedNs: number;
  /** Cycles a second, of the cost profile: what turns cycles into time. */
  readonly hz: number;
  /** Wall time that the engine spent not paused, in nanoseconds. */
  readonly wallNs: number;
  readonly speed: Speed;
  readonly state: 'running' | 'paused' | 'failed';
  readonly levels: readonly LevelSnapshot[];
  readonly queues: readonly QueueSnapshot[];
  readonly dma: {
    readonly faults: number;
    readonly corruptions: number;
    readonly iotlbHits: number;
    readonly iotlbMisses: number;
  };
  /** Routes executed since the machine was built: the trap log's length. */
  readonly executed: number;
  readonly recording: Recording | null;
}

/** Where a log goes. */
export interface RecordTo {
  readonly file: string;
  /** Bytes that it may take of the disk, LEAST_SIZE or more; null for as many as there are. */
  readonly mostBytes: number | null;
}

/** A log that is closed. */
export interface Ended {
  readonly file: string;
  /** On the disk, with FILE.1. */
  readonly bytes: number;
  /** Why it is not packed; null where it is. */
  readonly unpacked: string | null;
}

/** A log that is being written. */
export interface Recording {
  readonly file: string;
  /** On the disk, with what was rotated away. */
  readonly bytes: number;
  /** Why it stopped by itself (no space left ...), null while it goes on. */
  readonly failed: string | null;
}

/** One executed route, the unit of the trap log; its hops are expanded only where somebody looks. */
export interface Executed {
  /** Counts up by one from 0. */
  readonly sequence: number;
  /** When it began, in simulated nanoseconds. */
  readonly atNs: number;
  readonly route: Route;
}

/** How long the requests of one queue took that completed while its driver used one doorbell. */
export interface Latency {
  /** Index into the snapshot's `queues`. */
  readonly queue: number;
  /** null where the driver had none left. */
  readonly doorbell: DoorbellKind | null;
  /**
   * Requests by bucket since the machine was built, up to the largest latency: `quantileOf` and `bucketEdge` say what
   * that means. It grows longer as latencies do; `countsSince` takes one from a later one.
   */
  readonly counts: Float64Array;
}

/** What an edit did. */
export interface Applied {
  /** Simulated time, in nanoseconds. */
  readonly atNs: number;
  /** The weightiest first; none where the scenario is as it was. */
  readonly consequences: readonly Consequence[];
}

/** What a screen looks at: a run that goes on, or one that a session log tells of. */
export interface RunView {
  snapshot(): Snapshot;
  /** Of every queue and doorbell that has completed a request; the arrays are the caller's to keep. */
  latencies(): readonly Latency[];
  /** Every device of the scenario that runs, as it stood when the machine last changed. */
  devices(): readonly DeviceView[];
  /** The scenario that runs: the last one that was applied. */
  readonly scenario: Scenario;
  /**
   * The last executed routes, oldest first, at most `limit`; those overwritten meanwhile are left out. Of `wanted` ones
   * only, it goes back as far as any are kept.
   */
  tail(limit: number, wanted?: (route: Route) => boolean): Executed[];
  pause(): void;
  resume(): void;
  setSpeed(speed: Speed): void;
  /** Settles when the run fails (a fault of ours): the screen shows it and the program ends with 70. */
  readonly failed: Promise<Error>;
}

export interface LiveRun extends RunView {
  /** While paused: runs until one more kick has been executed. */
  step(): void;
  /**
   * The driver of a queue (an index into the snapshot's `queues`) goes on to the next of its `doorbells`, after the
   * last one to the first; it kicks again if it waits. An edit of its device's doorbells, or of what all ways are made of,
   * puts the scenario's own preference back.
   */
  nextDoorbell(queue: number): void;
  /** Puts another scenario into the running engine, keeping what it can of the run. */
  apply(scenario: Scenario, text: string): Promise<Applied>;
  /**
   * Begins a session log that is complete in itself, however long the run has gone on. Resolves with why it cannot be,
   * null where it has begun; one is written at a time.
   */
  record(to: RecordTo): Promise<string | null>;
  /** Resolves once the log is closed and packed; null where none was being written, or the end of it could not be. */
  endRecording(): Promise<Ended | null>;
  /**
   * Resolves once the thread has ended and every session log is whole on the disk: with those that were not packed
   * before. Where that is `enough`, they stay as they are.
   */
  close(enough?: AbortSignal): Promise<readonly Ended[]>;
}
