/**
 * The latency histograms in shared memory, one a queue and doorbell. Most doorbells are never rung and their pages
 * never touched; a histogram that is as it was is not copied, an empty one is not read, and of none more than the
 * buckets up to the largest value.
 */
import { IN_USE, type Queue } from '../run/queue.ts';
import { BUCKETS } from '../sim/histogram.ts';
import type { Latency } from './live.ts';

/** How many values each has, then how many buckets of it are in use, then the buckets of each. */
export function allocateLatencies(queues: number): SharedArrayBuffer {
  return new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * queues * IN_USE.length * (2 + BUCKETS));
}

/** Views of the memory for so many queues. */
class Shared {
  readonly values: Float64Array;
  readonly used: Float64Array;
  readonly buckets: Float64Array;

  constructor(memory: SharedArrayBuffer, queues: number) {
    const all = new Float64Array(memory);
    const histograms = queues * IN_USE.length;
    this.values = all.subarray(0, histograms);
    this.used = all.subarray(histograms, 2 * histograms);
    this.buckets = all.subarray(2 * histograms);
  }
}

export class LatencyWriter {
  readonly #shared: Shared;

  constructor(memory: SharedArrayBuffer, queues: number) {
    this.#shared = new Shared(memory, queues);
  }

  publish(queues: readonly Queue[]): void {
    const { values, used, buckets } = this.#shared;
    let at = -1;
    for (const { latencies } of queues)
      for (const histogram of latencies.values()) {
        if (values[++at] === histogram.count) continue;
        const counts = histogram.usedCounts;
        buckets.set(counts, at * BUCKETS);
        used[at] = counts.length;
        values[at] = histogram.count;
      }
  }
}

export class LatencyReader {
  readonly #shared: Shared;

  constructor(memory: SharedArrayBuffer, queues: number) {
    this.#shared = new Shared(memory, queues);
  }

  read(): Latency[] {
    const { values, used, buckets } = this.#shared;
    const latencies: Latency[] = [];
    for (const [at, count] of values.entries()) {
      if (count === 0) continue;
      const [queue, doorbell] = [Math.floor(at / IN_USE.length), IN_USE[at % IN_USE.length]!];
      latencies.push({ queue, doorbell, counts: buckets.slice(at * BUCKETS, at * BUCKETS + used[at]!) });
    }
    return latencies;
  }
}
