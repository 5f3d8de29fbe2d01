/**
 * What the engine's thread shows the others, in shared memory: the counters, copied between two slices of work
 * under a sequence lock, and the tail of executed routes, written as they happen. Neither side waits for the other.
 */
import { IN_USE } from '../run/queue.ts';
import type { Run } from '../run/run.ts';
import type { DoorbellKind } from '../scenario/scenario.ts';
import { allocateLatencies, LatencyReader, LatencyWriter } from './latencies.ts';
import type { Latency } from './live.ts';

/** Executed routes that the tail holds; at full speed it wraps in milliseconds, so readers check each record. */
const TAIL = 65536;

/** One double each, in this order, for the whole run and then for every queue. */
const RUN_FIELDS = [
  'simulatedNs',
  'wallNs',
  'speed',
  'paused',
  'dmaFaults',
  'iotlbHits',
  'iotlbMisses',
  'recorded',
] as const;
const QUEUE_FIELDS = [
  'doorbell',
  'doorbells',
  'occupancy',
  'inUse',
  'lastAvailIdx',
  'usedIdx',
  'backlog',
  'submitted',
  'completed',
  'lost',
  'refused',
  'dropped',
  'kicks',
  'lostKicks',
  'misdirectedKicks',
  'suppressedKicks',
  'interrupts',
  'corruptions',
  'meanLatencyNs',
  'stolenNs',
] as const;

export type RunNumbers = Record<(typeof RUN_FIELDS)[number], number>;
type QueueField = (typeof QUEUE_FIELDS)[number];
export type QueueNumbers = Record<Exclude<QueueField, 'doorbell' | 'doorbells'>, number> & {
  doorbell: DoorbellKind | null;
  doorbells: DoorbellKind[];
};

export interface Numbers {
  readonly run: RunNumbers;
  readonly queues: readonly QueueNumbers[];
  /** Executions by route number. */
  readonly counts: Float64Array;
}

export interface TailRecord {
  readonly sequence: number;
  readonly atNs: number;
  readonly route: number;
}

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
    numbers: new SharedArrayBuffer(8 * (RUN_FIELDS.length + queues * QUEUE_FIELDS.length + routes)),
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

  /** Hot: called for every executed route. */
  executed(clock: Float64Array, afterNs: number, route: number): void {
    const at = this.#written % TAIL;
    this.#times[at] = clock[0]! + afterNs;
    this.#routes[2 * at] = route;
    this.#routes[2 * at + 1] = this.#written | 0;
    this.#written++;
    this.#times[TAIL] = this.#written;
  }

  publish(run: Run, clock: Pick<RunNumbers, 'wallNs' | 'speed' | 'paused' | 'recorded'>): void {
    Atomics.add(this.#lock, 0, 1);
    const { hits, misses } = run.iotlb;
    const dmaFaults = run.queues.reduce((sum, queue) => sum + queue.dmaFaults, 0);
    const values: RunNumbers = {
      simulatedNs: run.now,
      dmaFaults,
      iotlbHits: hits,
      iotlbMisses: misses,
      ...clock,
    };
    let at = 0;
    for (const field of RUN_FIELDS) this.#numbers[at++] = values[field];
    for (const [index, queue] of run.queues.entries()) {
      const { device } = queue;
      const way = run.ways[index]!;
      const numbers: Record<QueueField, number> = {
        ...pick(queue),
        doorbell: IN_USE.indexOf(way.doorbell),
        doorbells: packed(way.doorbells),
        occupancy: device.occupancy,
        inUse: device.inUse,
        lastAvailIdx: device.lastAvailIdx,
        usedIdx: device.usedIdx,
        meanLatencyNs: queue.meanLatencyNs,
        stolenNs: run.stolenNs(index),
      };
      for (const field of QUEUE_FIELDS) this.#numbers[at++] = numbers[field];
    }
    this.#numbers.set(run.routes.counts.subarray(0, Math.min(run.routes.length, this.memory.routes)), at);
    this.#latencies.publish(run.queues);
    Atomics.add(this.#lock, 0, 1);
  }
}

/** Several doorbells in one number: a digit each, the first one the lowest. */
const packed = (doorbells: readonly DoorbellKind[]): number =>
  doorbells.reduceRight((digits, doorbell) => digits * IN_USE.length + IN_USE.indexOf(doorbell), 0);

function unpacked(digits: number): DoorbellKind[] {
  const doorbell = IN_USE[digits % IN_USE.length] ?? null;
  return doorbell === null ? [] : [doorbell, ...unpacked(Math.floor(digits / IN_USE.length))];
}

type Counted = Exclude<
  QueueField,
  'doorbell' | 'doorbells' | 'occupancy' | 'inUse' | 'lastAvailIdx' | 'usedIdx' | 'meanLatencyNs' | 'stolenNs'
>;

function pick(queue: Record<Counted, number>): Record<Counted, number> {
  const { backlog, submitted, completed, lost, refused, dropped, kicks, lostKicks } = queue;
  const { misdirectedKicks, suppressedKicks, interrupts, corruptions } = queue;
  return {
    ...{ backlog, submitted, completed, lost, refused, dropped, kicks, lostKicks },
    ...{ misdirectedKicks, suppressedKicks, interrupts, corruptions },
  };
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
    let at = 0;
    const take = () => this.#copy[at++]!;
    const run = {} as RunNumbers;
    for (const field of RUN_FIELDS) run[field] = take();
    const queues = Array.from({ length: this.#memory.queues }, () => {
      const numbers = {} as Record<QueueField, number>;
      for (const field of QUEUE_FIELDS) numbers[field] = take();
      return {
        ...numbers,
        doorbell: IN_USE[numbers.doorbell]!,
        doorbells: unpacked(numbers.doorbells),
      };
    });
    return { run, queues, counts: this.#copy.subarray(at) };
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
   * was read is left out.
   */
  tail(limit: number, wanted: (route: number) => boolean): TailRecord[] {
    const end = this.executed;
    const oldest = Math.max(0, end - TAIL);
    const records: TailRecord[] = [];
    for (let sequence = end - 1; sequence >= oldest && records.length < limit; sequence--) {
      const at = sequence % TAIL;
      const route = this.#routes[2 * at]!;
      if (!wanted(route)) continue;
      const record = { sequence, atNs: this.#times[at]!, route };
      if (this.#routes[2 * at + 1] === (sequence | 0) && this.executed - sequence < TAIL)
        records.push(record);
    }
    return records.reverse();
  }
}
