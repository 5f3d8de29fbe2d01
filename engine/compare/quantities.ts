/** What is compared of a run, by the names that a person and `--fail-on` have for it. */

import { quantileOf } from '../sim/histogram.ts';
import { added, type Counter, countIn, type Measured, type MeasuredQueue } from './measured.ts';

/** `rate`: a simulated second. `count`: over the whole time. `each`: for every kick. `ns`: nanoseconds. */
export type Unit = 'rate' | 'count' | 'each' | 'ns';

interface Quantity {
  readonly unit: Unit;
  /** NaN where there is nothing that it could be of. */
  readonly of: (queues: readonly MeasuredQueue[], seconds: number) => number;
}

const counted = (counter: Counter) => (queues: readonly MeasuredQueue[]) =>
  queues.length === 0 ? Number.NaN : queues.reduce((sum, { counts }) => sum + counts[counter], 0);
const rate = (counter: Counter): Quantity => ({
  unit: 'rate',
  of: (queues, seconds) => (seconds > 0 ? counted(counter)(queues) / seconds : Number.NaN),
});
const count = (counter: Counter): Quantity => ({ unit: 'count', of: counted(counter) });
const latency = (q: number): Quantity => ({ unit: 'ns', of: queues => quantileOf(latenciesOf(queues), q) });
const mean: Quantity = {
  unit: 'ns',
  of: queues => queues.reduce((sum, { latencyNs }) => sum + latencyNs, 0) / countIn(latenciesOf(queues)),
};

/** Of one queue, or of several together. Those that a scenario can expect something of have the same names there. */
export const QUEUE_QUANTITIES = {
  kicks: rate('kicks'),
  'suppressed-kicks': rate('suppressedKicks'),
  interrupts: rate('interrupts'),
  submitted: rate('submitted'),
  completed: rate('completed'),
  'lost-kicks': count('lostKicks'),
  'misdirected-kicks': count('misdirectedKicks'),
  lost: count('lost'),
  refused: count('refused'),
  dropped: count('dropped'),
  corruptions: count('corruptions'),
  'dma-faults': count('dmaFaults'),
  mean,
  p50: latency(0.5),
  p99: latency(0.99),
  p999: latency(0.999),
} as const satisfies Record<string, Quantity>;
export type QueueQuantity = keyof typeof QUEUE_QUANTITIES;

/** Of one level, or of all together: every exit arrives at the host. */
export const LEVEL_QUANTITIES = { exits: 'rate', 'exits-per-kick': 'each' } as const satisfies Record<
  string,
  Unit
>;
export type LevelQuantity = keyof typeof LEVEL_QUANTITIES;

export const queueQuantity = (
  quantity: QueueQuantity,
  queues: readonly MeasuredQueue[],
  { simulatedNs }: Measured,
): number => QUEUE_QUANTITIES[quantity].of(queues, simulatedNs / 1e9);

/** Exits of one reason, or of all; of a level by its number, or of all. */
export function exitsOf({ levels }: Measured, level?: number, reason?: string): number {
  const of = level === undefined ? levels : levels.slice(level, level + 1);
  return of
    .flatMap(({ exits }) => [...exits])
    .filter(([each]) => reason === undefined || each === reason)
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Exits in that unit; NaN where no time has passed, or nobody has kicked. */
export function exitQuantity(quantity: LevelQuantity, exits: number, measured: Measured): number {
  const { simulatedNs, queues } = measured;
  const per = quantity === 'exits' ? simulatedNs / 1e9 : counted('kicks')([...queues.values()]);
  return per > 0 ? exits / per : Number.NaN;
}

function latenciesOf(queues: readonly MeasuredQueue[]): Float64Array {
  return queues
    .flatMap(({ latencies }) => [...latencies.values()])
    .reduce((sum, counts) => added(sum, counts), new Float64Array());
}
