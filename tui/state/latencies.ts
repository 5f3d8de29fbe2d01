/** How long requests took, arrival to completion, by queue and doorbell: what completed, and its percentiles. */

import { bucketEdge, countsSince, type DoorbellKind, type Latency } from '../run.ts';
import type { Look } from './rates.ts';

/** Requests of one queue that completed over some stretch of time, with one doorbell in use. */
export interface Completed {
  /** Index into the snapshot's `queues`. */
  readonly queue: number;
  /** null where the driver had none left. */
  readonly doorbell: DoorbellKind | null;
  /** By bucket. */
  readonly counts: Float64Array;
  /** How many; more than none. */
  readonly requests: number;
  /** The buckets that hold the fastest and the slowest. */
  readonly first: number;
  readonly last: number;
}

/** What has completed since an older look at the same machine, or, without one, since it was built. */
export function completedSince(older: Look | null, { latencies }: Look): Completed[] {
  return latencies.flatMap(({ queue, doorbell, counts }) => {
    const before = older?.latencies.find(one => one.queue === queue && one.doorbell === doorbell);
    return completed({ queue, doorbell, counts: before ? countsSince(counts, before.counts) : counts });
  });
}

function completed(latency: Latency): Completed[] {
  const { counts } = latency;
  let requests = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) requests += counts[bucket]!;
  if (requests === 0) return [];
  const holds = (count: number) => count > 0;
  return [{ ...latency, requests, first: counts.findIndex(holds), last: counts.findLastIndex(holds) }];
}

/** `quantileOf` for several shares (> 0 .. 1, ascending) in one pass: in ns, and 1 gives the slowest request's. */
export function percentiles(
  { counts, requests, first, last }: Completed,
  shares: readonly number[],
): number[] {
  const found: number[] = [];
  let seen = 0;
  for (let bucket = first; bucket <= last; bucket++) {
    seen += counts[bucket]!;
    while (found.length < shares.length && seen >= shares[found.length]! * requests)
      found.push(bucketEdge(bucket));
  }
  return found;
}
