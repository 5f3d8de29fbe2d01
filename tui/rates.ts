/** What counters mean over time: rates between two snapshots, totals since a baseline. */
import type { ExitCount, LevelSnapshot, QueueSnapshot, Snapshot } from './run.ts';

/** Looks at one machine, oldest first. */
export interface Looks {
  readonly recent: readonly [Snapshot, ...Snapshot[]];
}

/** The newest look. */
export function now({ recent }: Looks): Snapshot {
  return recent.at(-1)!;
}

/** What rates are taken over: as far as the looks go back. */
export function intervalOf({ recent }: Looks): Interval {
  return { from: recent[0], to: now({ recent }) };
}

/** Two looks at one machine, the older first. */
export interface Interval {
  readonly from: Snapshot;
  readonly to: Snapshot;
}

export interface ExitRate {
  readonly reason: string;
  readonly handledBy: number;
  readonly reflected: boolean;
  /** Per simulated second; NaN until simulated time has passed. */
  readonly perSecond: number;
  /** Since the baseline. */
  readonly total: number;
}

/** Exits from one level, the busiest first; equal ones keep the engine's order. */
export function exitRates(level: number, interval: Interval, baseline: Snapshot | null): ExitRate[] {
  const before = countsByKey(interval.from.levels[level]);
  const base = countsByKey(baseline?.levels[level]);
  const seconds = simulatedSeconds(interval);
  const rows = (interval.to.levels[level]?.exits ?? []).map(exit => ({
    reason: exit.reason,
    handledBy: exit.handledBy,
    reflected: exit.reflected,
    perSecond: (exit.count - (before.get(keyOf(exit)) ?? 0)) / seconds,
    total: exit.count - (base.get(keyOf(exit)) ?? 0),
  }));
  return rows.sort((a, b) => b.total - a.total);
}

/** Kicks of one queue per simulated second. */
export function kickRate(index: number, { from, to }: Interval): number {
  const kicks = (to.queues[index]?.kicks ?? 0) - (from.queues[index]?.kicks ?? 0);
  return kicks / simulatedSeconds({ from, to });
}

/** Share of the simulated time that the queue's processor waited for a physical one. */
export function stolenShare(index: number, { from, to }: Interval): number {
  const stolen = (to.queues[index]?.stolenNs ?? 0) - (from.queues[index]?.stolenNs ?? 0);
  return stolen / 1e9 / simulatedSeconds({ from, to });
}

type Counter = 'lostKicks' | 'misdirectedKicks' | 'suppressedKicks' | 'completed' | 'corruptions';

/** One counter of a queue since the baseline. */
export function since(queue: QueueSnapshot, base: QueueSnapshot | undefined, counter: Counter): number {
  return queue[counter] - (base?.[counter] ?? 0);
}

/** Mean latency of the requests that completed since the baseline, in ns; NaN where none did. */
export function meanLatencyNs(queue: QueueSnapshot, base: QueueSnapshot | undefined): number {
  if (!base || base.completed === 0) return queue.meanLatencyNs;
  const sum = queue.meanLatencyNs * queue.completed - base.meanLatencyNs * base.completed;
  return sum / (queue.completed - base.completed);
}

/** NaN for no time at all, so that a rate over it is unknown, not endless. */
function simulatedSeconds({ from, to }: Interval): number {
  const ns = to.simulatedNs - from.simulatedNs;
  return ns > 0 ? ns / 1e9 : Number.NaN;
}

function countsByKey(level: LevelSnapshot | undefined): Map<string, number> {
  return new Map(level?.exits.map(exit => [keyOf(exit), exit.count]));
}

function keyOf(exit: ExitCount): string {
  return `${exit.reason} ${exit.handledBy} ${exit.reflected}`;
}
