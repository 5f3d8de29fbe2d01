/** What counters mean over time: rates between two looks, totals since a baseline. */
import type { ExitCount, Latency, LevelSnapshot, QueueSnapshot, Snapshot } from '../run.ts';

/** What the screen sees of a run at one moment. */
export interface Look {
  readonly snapshot: Snapshot;
  readonly latencies: readonly Latency[];
}

/** Looks at one machine, oldest first. */
export interface Looks {
  readonly recent: readonly [Look, ...Look[]];
}

/** Two looks at one machine, the older first. */
export interface Span {
  readonly from: Look;
  readonly to: Look;
}

/** Two snapshots of one machine, the older first. */
export interface Interval {
  readonly from: Snapshot;
  readonly to: Snapshot;
}

/** The newest look. */
export function latest({ recent }: Looks): Look {
  return recent.at(-1)!;
}

/** The newest snapshot. */
export function now(looks: Looks): Snapshot {
  return latest(looks).snapshot;
}

/** What rates are taken over: as far as the looks go back. */
export function spanOf(looks: Looks): Span {
  return { from: looks.recent[0], to: latest(looks) };
}

export function intervalOf(looks: Looks): Interval {
  return { from: looks.recent[0].snapshot, to: now(looks) };
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
  const before = interval.from.levels[level];
  const base = baseline?.levels[level];
  const seconds = simulatedSeconds(interval);
  const rows = (interval.to.levels[level]?.exits ?? []).map(exit => ({
    reason: exit.reason,
    handledBy: exit.handledBy,
    reflected: exit.reflected,
    perSecond: (exit.count - countIn(before, exit)) / seconds,
    total: exit.count - countIn(base, exit),
  }));
  return rows.sort((a, b) => b.total - a.total);
}

/** Share of one processor's time that a level's hypervisor spends on exits; NaN until time has passed. */
export function cpuShare(level: number, { from, to }: Interval): number {
  const cycles = (to.levels[level]?.cycles ?? 0) - (from.levels[level]?.cycles ?? 0);
  return cycles / to.hz / simulatedSeconds({ from, to });
}

/** Every exit arrives at L0, whichever level it comes from: all of them since the machine was built. */
export function totalExits({ levels }: Snapshot): number {
  return levels.reduce((sum, level) => sum + exitsFrom(level), 0);
}

export function exitsFrom({ exits }: LevelSnapshot): number {
  return exits.reduce((sum, { count }) => sum + count, 0);
}

/** Exits from one level per simulated second. */
export function exitRate(level: number, { from, to }: Interval): number {
  const [before, after] = [from.levels[level], to.levels[level]];
  return ((after ? exitsFrom(after) : 0) - (before ? exitsFrom(before) : 0)) / simulatedSeconds({ from, to });
}

/** Kicks of one queue per simulated second. */
export function kickRate(index: number, { from, to }: Interval): number {
  const kicks = (to.queues[index]?.kicks ?? 0) - (from.queues[index]?.kicks ?? 0);
  return kicks / simulatedSeconds({ from, to });
}

/** Requests of one queue that completed per simulated second. */
export function completionRate(index: number, { from, to }: Interval): number {
  const completed = (to.queues[index]?.completed ?? 0) - (from.queues[index]?.completed ?? 0);
  return completed / simulatedSeconds({ from, to });
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

/** The counts of every queue and doorbell in one; empty where nothing has completed. */
export function mergedLatency({ latencies }: Look): Float64Array {
  // Each is as long as its slowest request is slow.
  const merged = new Float64Array(Math.max(0, ...latencies.map(({ counts }) => counts.length)));
  for (const { counts } of latencies)
    for (let bucket = 0; bucket < counts.length; bucket++) merged[bucket]! += counts[bucket]!;
  return merged;
}

/** NaN for no time at all, so that a rate over it is unknown, not endless. */
export function simulatedSeconds({ from, to }: Interval): number {
  const ns = to.simulatedNs - from.simulatedNs;
  return ns > 0 ? ns / 1e9 : Number.NaN;
}

/** How many exits of that kind a level had in an older look. */
function countIn(level: LevelSnapshot | undefined, { reason, handledBy, reflected }: ExitCount): number {
  const alike = (exit: ExitCount) =>
    exit.reason === reason && exit.handledBy === handledBy && exit.reflected === reflected;
  return level?.exits.find(alike)?.count ?? 0;
}
