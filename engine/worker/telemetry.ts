/**
 * What the engine's thread shows the others, in shared memory: the counters, copied between two slices of work
 * under a sequence lock, and the tail of executed routes, written as they happen. Neither side waits for the other.
 */
import type { Route } from '../route/route.ts';
import type { Run } from '../run/run.ts';
import { allocateLatencies, LatencyReader, LatencyWriter } from './latencies.ts';
import type { Executed, Latency } from './live.ts';
import { type Clock, currentFields, type Numbers, placesFor, readNumbers, writeNumbers } from './numbers.ts';

/** Executed routes that the tail holds; at full speed it wraps in milliseconds, so readers check each record. */
const TAIL = 65536;

/** Route numbers that edits and events may add before the memory is laid out anew. */
export const SPARE_ROUTES = 1024;

/** The memory itself: handed to the other thread as it is. */
export interface TelemetryMemory {
  readonly queues: number;
  readonly routes: number;
  readonly lock: SharedArrayBuffer;
  readonly numbers: SharedArrayBuffer;
  readonly latencies: SharedArrayBuffer;
  readonly tailTimes: SharedArrayBuffer;
  readonly tailRoutes: SharedArrayBuffer;
}

/** `routes`: how many route numbers there is room for. `before`: whose tail goes on in the new memory. */
export function allocate(
  queues: number,
  routes: number,
  before: TelemetryMemory | null = null,
): TelemetryMemory {
  return {
    queues,
    routes,
    lock: new SharedArrayBuffer(4),
    numbers: new SharedArrayBuffer(8 * (placesFor(queues) + routes)),
    latencies: allocateLatencies(queues),
    // The last double is the number of records ever written.
    tailTimes: before?.tailTimes ?? new SharedArrayBuffer(8 * (TAIL + 1)),
    // Route number and sequence number, side by side.
    tailRoutes: before?.tailRoutes ?? new SharedArrayBuffer(4 * 2 * TAIL),
  };
}

/** The engine's side. */
export class TelemetryWriter {
  readonly memory: TelemetryMemory;
  readonly #lock: Int32Array;
  readonly #numbers: Float64Array;
  readonly #times: Float64Array;
  readonly #routes: Int32Array;
  readonly #latencies: LatencyWriter;
  #written: number;

  constructor(memory: TelemetryMemory) {
    this.memory = memory;
    this.#lock = new Int32Array(memory.lock);
    this.#numbers = new Float64Array(memory.numbers);
    this.#times = new Float64Array(memory.tailTimes);
    this.#routes = new Int32Array(memory.tailRoutes);
    this.#latencies = new LatencyWriter(memory.latencies, memory.queues);
    this.#written = this.#times[TAIL]!;
  }

  /** All that was published last. */
  get numbers(): Float64Array {
    return this.#numbers;
  }

  /** Hot: called for every executed route. */
  executed(clock: Float64Array, afterNs: number, route: number): void {
    const at = this.#written % TAIL;
    this.#times[at] = clock[0]! + afterNs;
    this.#routes[2 * at] = route;
    this.#routes[2 * at + 1] = this.#written | 0;
    this.#written++;
    this.#times[TAIL] = this.#written;
  }

  /** `stalls`: by queue, the number of the reason why it stands still; 0 for none. */
  publish(run: Run, clock: Omit<Clock, 'executed'>, stalls: readonly number[]): void {
    Atomics.add(this.#lock, 0, 1);
    writeNumbers(this.#numbers, run, { ...clock, executed: this.#written }, stalls);
    this.#latencies.publish(run.queues);
    Atomics.add(this.#lock, 0, 1);
  }
}

/** The screen's side. */
export class TelemetryReader {
  readonly #memory: TelemetryMemory;
  readonly #lock: Int32Array;
  readonly #shared: Float64Array;
  readonly #copy: Float64Array;
  readonly #times: Float64Array;
  readonly #routes: Int32Array;
  readonly #latencies: LatencyReader;

  constructor(memory: TelemetryMemory) {
    this.#memory = memory;
    this.#lock = new Int32Array(memory.lock);
    this.#shared = new Float64Array(memory.numbers);
    this.#copy = new Float64Array(this.#shared.length);
    this.#times = new Float64Array(memory.tailTimes);
    this.#routes = new Int32Array(memory.tailRoutes);
    this.#latencies = new LatencyReader(memory.latencies, memory.queues);
  }

  latencies(): Latency[] {
    return this.#atOneMoment(() => this.#latencies.read());
  }

  read(): Numbers {
    this.#atOneMoment(() => this.#copy.set(this.#shared));
    return readNumbers(this.#copy, currentFields, this.#memory.queues);
  }

  /** What `copy` takes belongs together: one moment of the run. */
  #atOneMoment<T>(copy: () => T): T {
    // A publication takes microseconds and comes every few milliseconds: the second try all but always holds.
    for (;;) {
      const before = Atomics.load(this.#lock, 0);
      if ((before & 1) === 1) continue;
      const copied = copy();
      if (Atomics.load(this.#lock, 0) === before) return copied;
    }
  }

  /** Routes executed since the machine was built. */
  get executed(): number {
    return this.#times[TAIL]!;
  }

  /**
   * The last records of wanted routes, oldest first, as far back as the tail goes; one that was overwritten while it
   * was read is left out. `wanted`: by route number, what is told of it.
   */
  tail(limit: number, wanted: readonly (Route | undefined)[]): Executed[] {
    const end = this.executed;
    const oldest = Math.max(0, end - TAIL);
    const records: Executed[] = [];
    for (let sequence = end - 1; sequence >= oldest && records.length < limit; sequence--) {
      const at = sequence % TAIL;
      const route = wanted[this.#routes[2 * at]!];
      if (route === undefined) continue;
      const record = { sequence, atNs: this.#times[at]!, route };
      if (this.#routes[2 * at + 1] === (sequence | 0) && this.executed - sequence < TAIL)
        records.push(record);
    }
    return records.reverse();
  }
}
