/**
 * The live run as the main thread sees it: a handle on the engine's thread. Everything that moves is read from
 * shared memory, so a look at it costs the engine nothing; everything that changes the run is a message.
 */
import type { Route } from '../route/route.ts';
import type { ExitCount } from '../run/totals.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Simulated nanoseconds per wall nanosecond, or as fast as it goes. */
export type Speed = number | 'max';

export interface LevelSnapshot {
  readonly name: string;
  /** The hypervisor's profile name; null where the level is none. */
  readonly hypervisor: string | null;
  /** Exits that came from this level, one row for each reason and server, since the machine was built. */
  readonly exits: readonly ExitCount[];
}

export interface QueueSnapshot {
  /** Level of the guest whose driver owns the queue, and its name. */
  readonly level: number;
  readonly guest: string;
  readonly device: string;
  readonly queue: string;
  readonly size: number;
  /** The doorbell in use now; null where the driver found none that works. */
  readonly doorbell: string | null;
  /** Buffers made available and not used yet (avail.idx - used.idx), and how many of them the device has popped. */
  readonly occupancy: number;
  readonly inUse: number;
  /** Requests that wait for a free descriptor. */
  readonly backlog: number;
  readonly submitted: number;
  readonly completed: number;
  readonly lost: number;
  /** Requests turned away because too many waited already. */
  readonly refused: number;
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

export interface Recording {
  readonly file: string;
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

/** What a reload did, for the header: "in place: V1.tx arrivals", "rebuilt: level added". */
export interface Applied {
  readonly atNs: number;
  readonly rebuilt: boolean;
  readonly changes: readonly string[];
}

export interface LiveRun {
  snapshot(): Snapshot;
  /** The last executed routes, oldest first, at most `limit`; those overwritten meanwhile are left out. */
  tail(limit: number): Executed[];
  pause(): void;
  resume(): void;
  /** While paused: runs until one more kick has been executed. */
  step(): void;
  setSpeed(speed: Speed): void;
  /** Puts another scenario into the running engine, keeping what it can of the run. */
  apply(scenario: Scenario, text: string): Promise<Applied>;
  /** Resolves once the thread has ended and the session log, if any, is whole on disk. */
  close(): Promise<void>;
  /** Settles when the thread fails (a fault of ours): the screen shows it and the program ends with 70. */
  readonly failed: Promise<Error>;
}
