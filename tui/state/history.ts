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
  const shown = Math.min(count, Math.floor(history.length / looks));
  const begin = history.length - shown * looks;
  return Array.from({ length: shown }, (_, group) => meanRate(history, level, begin + group * looks, looks));
}

/** Of those among `looks` points that have a rate; 0 where none has. */
function meanRate(history: readonly HistoryPoint[], level: number, begin: number, looks: number): number {
  let sum = 0;
  let known = 0;
  for (let at = begin; at < begin + looks; at++) {
    const rate = history[at]!.exitsPerSecond[level];
    if (rate === undefined || !Number.isFinite(rate)) continue;
    sum += rate;
    known++;
  }
  return sum / Math.max(1, known);
}
