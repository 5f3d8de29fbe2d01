/** The graphs' memory: a point a look, by queue and level, also over an edit that builds the machine anew. */

import type { QueueSnapshot, Snapshot } from '../run.ts';
import { exitRate } from './rates.ts';

export interface HistoryPoint {
  /** The run's own wall time. */
  readonly wallNs: number;
  /** By queue, as `queueName` has it. */
  readonly occupancy: Readonly<Record<string, number>>;
  /** Exits from each level since the look before, per simulated second; NaN for the first look at a machine. */
  readonly exitsPerSecond: readonly number[];
}

/** A minute at ten looks a second: more than the widest graph draws. */
export const historyLength = 600;

export const queueName = ({ guest, device, queue }: QueueSnapshot): string => `${guest} ${device}.${queue}`;

/** `before`: the look before at the same machine. */
export function pointOf(snapshot: Snapshot, before: Snapshot | null): HistoryPoint {
  const { wallNs, queues, levels } = snapshot;
  return {
    wallNs,
    occupancy: Object.fromEntries(queues.map(queue => [queueName(queue), queue.occupancy])),
    exitsPerSecond: levels.map((_, level) =>
      before === null ? Number.NaN : exitRate(level, { from: before, to: snapshot }),
    ),
  };
}

export function withPoint(history: readonly HistoryPoint[], point: HistoryPoint): readonly HistoryPoint[] {
  return [...history.slice(1 - historyLength), point];
}

/** The newest `count` rates of a level, a mean over `looks` looks each, oldest first. */
export function levelHistory(
  history: readonly HistoryPoint[],
  level: number,
  count: number,
  looks: number,
): number[] {
  const newest = history.slice(-count * looks);
  const groups: number[] = [];
  for (let at = newest.length % looks; at + looks <= newest.length; at += looks) {
    const rates = newest
      .slice(at, at + looks)
      .map(({ exitsPerSecond }) => exitsPerSecond[level] ?? Number.NaN)
      .filter(Number.isFinite);
    groups.push(rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length));
  }
  return groups;
}
