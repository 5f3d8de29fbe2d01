/** Two runs, number by number. */
import type { DoorbellKind } from '../scenario/scenario.ts';
import { quantileOf } from '../sim/histogram.ts';
import type { Measured } from './measured.ts';
import {
  exitQuantity,
  exitsOf,
  LEVEL_QUANTITIES,
  type LevelQuantity,
  QUEUE_QUANTITIES,
  type QueueQuantity,
  queueQuantity,
  type Unit,
} from './quantities.ts';

export interface Row {
  /** What it is about: `exits`, `exits-per-kick`, a queue as `GUEST.DEVICE.QUEUE`, or `iotlb`. */
  readonly of: string;
  readonly name: string;
  readonly unit: Unit;
  /** null where that one has no such thing: no such queue, or nothing was measured. */
  readonly a: number | null;
  readonly b: number | null;
  /** B less A; null where either is. */
  readonly difference: number | null;
}

/** Everything that is compared, in the order in which it is told. */
export function rowsOf(a: Measured, b: Measured): Row[] {
  return [
    ...exitRows('exits', a, b),
    ...exitRows('exits-per-kick', a, b),
    ...queueRows(a, b),
    ...iotlbRows(a, b),
  ];
}

/** Whether B is not as A: a thing that one of them only has counts, zeros of one that the other lacks do not. */
export const isDifferent = ({ a, b }: Row): boolean => a !== b && (a ?? 0) !== (b ?? 0);

function row(of: string, name: string, unit: Unit, a: number, b: number): Row {
  const [left, right] = [numberOf(a), numberOf(b)];
  const difference = left === null || right === null ? null : right - left;
  return { of, name, unit, a: left, b: right, difference };
}

const numberOf = (value: number): number | null => (Number.isNaN(value) ? null : value);

function exitRows(quantity: LevelQuantity, a: Measured, b: Measured): Row[] {
  const unit = LEVEL_QUANTITIES[quantity];
  const exits = (name: string, level?: number, reason?: string) =>
    row(
      quantity,
      name,
      unit,
      exitQuantity(quantity, exitsOf(a, level, reason), a),
      exitQuantity(quantity, exitsOf(b, level, reason), b),
    );
  const depth = Math.max(a.levels.length, b.levels.length);
  const rows = [exits('all')];
  for (let level = 0; level < depth; level++) {
    const reasons = [a, b].flatMap(({ levels }) => [...(levels[level]?.exits.keys() ?? [])]);
    for (const reason of new Set(reasons))
      rows.push(exits(`${levelName(level, a, b)} ${reason}`, level, reason));
  }
  return rows;
}

/** By its name, where both call it so. */
export function levelName(level: number, a: Measured, b: Measured): string {
  const [ofA, ofB] = [a.levels[level]?.name, b.levels[level]?.name];
  return ofA === ofB || ofB === undefined ? (ofA ?? `L${level}`) : ofA === undefined ? ofB : `L${level}`;
}

function queueRows(a: Measured, b: Measured): Row[] {
  const names = new Set([...a.queues.keys(), ...b.queues.keys()]);
  return [...names].flatMap(name => {
    const value = (quantity: QueueQuantity, measured: Measured) => {
      const queue = measured.queues.get(name);
      return queueQuantity(quantity, queue === undefined ? [] : [queue], measured);
    };
    const quantities = Object.keys(QUEUE_QUANTITIES) as QueueQuantity[];
    const rows = quantities.map(quantity =>
      row(name, quantity, QUEUE_QUANTITIES[quantity].unit, value(quantity, a), value(quantity, b)),
    );
    return [...rows, ...doorbellRows(name, a, b)];
  });
}

const PERCENTILES = { p50: 0.5, p99: 0.99, p999: 0.999 };

/** What each doorbell's requests took, where there were several. */
function doorbellRows(name: string, a: Measured, b: Measured): Row[] {
  const latencies = [a, b].map(({ queues }) => queues.get(name)?.latencies);
  const used = (of: (typeof latencies)[number]) =>
    [...(of ?? [])].flatMap(([doorbell, counts]) => (counts.some(count => count > 0) ? [doorbell] : []));
  const doorbells = new Set(latencies.flatMap(used));
  if (doorbells.size < 2) return [];
  const quantile = (doorbell: DoorbellKind | null, q: number) =>
    latencies.map(of => quantileOf(of?.get(doorbell) ?? new Float64Array(), q)) as [number, number];
  return [...doorbells].flatMap(doorbell =>
    Object.entries(PERCENTILES).map(([percentile, q]) =>
      row(name, `${percentile} by ${doorbell ?? 'none'}`, 'ns', ...quantile(doorbell, q)),
    ),
  );
}

function iotlbRows(a: Measured, b: Measured): Row[] {
  const rate = (count: number, { simulatedNs }: Measured) => (count / simulatedNs) * 1e9;
  return [
    row('iotlb', 'hits', 'rate', rate(a.iotlbHits, a), rate(b.iotlbHits, b)),
    row('iotlb', 'misses', 'rate', rate(a.iotlbMisses, a), rate(b.iotlbMisses, b)),
  ];
}
