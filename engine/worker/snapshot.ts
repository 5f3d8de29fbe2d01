/** A run at one moment, out of its numbers: of a live one, or of one that a log tells of. */
import type { Totals } from '../run/totals.ts';
import type { QueueSnapshot, Snapshot } from './live.ts';
import type { MachineFacts, Numbers } from './numbers.ts';

export interface SeenMachine extends MachineFacts {
  readonly generation: number;
  /** Of all routes that the numbers count. */
  readonly totals: Totals;
}

/** `reasons`: why queues stand still, by number. */
export function snapshotOf(
  { generation, title, hz, levels, queues, totals }: SeenMachine,
  numbers: Numbers,
  reasons: ReadonlyMap<number, string>,
): Omit<Snapshot, 'executed' | 'recording'> {
  const byLevel = totals.byLevel(
    numbers.counts,
    levels.map(({ sinceRoute }) => sinceRoute),
  );
  const { simulatedNs, wallNs, speed, paused, dmaFaults, iotlbHits, iotlbMisses } = numbers.run;
  return {
    ...{ generation, title, simulatedNs, wallNs },
    hz: hz ?? Number.NaN,
    speed: speed === Number.POSITIVE_INFINITY ? 'max' : speed,
    state: paused === 1 ? 'paused' : 'running',
    levels: levels.map(({ name, hypervisor, sinceNs }, index) => ({
      name,
      hypervisor,
      sinceNs,
      ...byLevel[index]!,
    })),
    queues: queues.map((queue, index): QueueSnapshot => {
      const ofQueue = numbers.queues[index]!;
      return { ...ofQueue, ...queue, stalled: reasons.get(ofQueue.stall) ?? null };
    }),
    dma: {
      faults: dmaFaults,
      corruptions: numbers.queues.reduce((sum, { corruptions }) => sum + corruptions, 0),
      ...{ iotlbHits, iotlbMisses },
    },
  };
}
