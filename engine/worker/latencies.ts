/**
 * The latency histograms in shared memory, one a queue and doorbell. Most doorbells are never rung and their pages
 * never touched; a histogram that is as it was is not copied, and an empty one is not read.
 */
import { IN_USE, type Queue } from '../run/queue.ts';
import { BUCKETS } from '../sim/histogram.ts';
import type { Latency } from './live.ts';

/** How many were recorded in each, then the buckets of each. */
export function allocateLatencies(queues: number): SharedArrayBuffer {
  return new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * queues * IN_USE.length * (1 + BUCKETS));
}

/** Views of the memory for so many queues. */
class Shared {
  readonly recorded: Float64Array;
  readonly buckets: Float64Array;

  constructor(memory: SharedArrayBuffer, queues: number) {
    const all = new Float64Array(memory);
    this.recorded = all.subarray(0, queues * IN_USE.length);
    this.buckets = all.subarray(this.recorded.length);
  }
}

export class LatencyWriter {
  readonly #shared: Shared;

  constructor(memory: SharedArrayBuffer, queues: number) {
    this.#shared = new Shared(memory, queues);
  }

  publish(queues: readonly Queue[]): void {
    const { recorded, buckets } = this.#shared;
    let at = 0;
    for (const { latencies } of queues)
      for (const { count, counts } of latencies.values()) {
        if (recorded[at] !== count) buckets.set(counts, at * BUCKETS);
        recorded[at++] = count;
      }
  }
}

export class LatencyReader {
  readonly #shared: Shared;

  constructor(memory: SharedArrayBuffer, queues: number) {
    this.#shared = new Shared(memory, queues);
  }

  read(): Latency[] {
    const { recorded, buckets } = this.#shared;
    const latencies: Latency[] = [];
    for (const [at, count] of recorded.entries()) {
      if (count === 0) continue;
      const [queue, doorbell] = [Math.floor(at / IN_USE.length), IN_USE[at % IN_USE.length]!];
      latencies.push({ queue, doorbell, counts: buckets.slice(at * BUCKETS, (at + 1) * BUCKETS) });
    }
    return latencies;
  }
}
