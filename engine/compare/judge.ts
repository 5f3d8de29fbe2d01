/** Whether a condition of two runs holds. */
import type { Diagnostic } from '../scenario/diagnostics.ts';
import { compares } from '../scenario/expectation.ts';
import { didYouMean, oneOf } from '../scenario/nearest.ts';
import { type Condition, wrong } from './condition.ts';
import type { Measured, MeasuredQueue } from './measured.ts';
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

export interface Judged {
  readonly expression: string;
  /** It is so, which it must not be; or nothing was measured by which it could be told. */
  readonly failed: boolean;
  readonly unit: Unit;
  /** null where nothing was measured. */
  readonly a: number | null;
  readonly b: number | null;
}

/** null where the condition names a queue, or a level, that one of them has at least. */
export function whyUnknown({ of, quantity }: Condition, a: Measured, b: Measured): Diagnostic | null {
  if (of === null) return null;
  const isOfLevel = quantity in LEVEL_QUANTITIES;
  const known = [a, b].some(each => (isOfLevel ? levelOf(each, of) >= 0 : queuesOf(each, of).length > 0));
  if (known) return null;
  const names = [a, b].flatMap(({ levels, queues }) =>
    isOfLevel ? levels.map(({ name }) => name) : [...queues.values()].map(({ queue }) => queue),
  );
  const [rule, what] = isOfLevel
    ? (['unknown-level', 'level'] as const)
    : (['unknown-queue', 'queue'] as const);
  const advice = { expected: oneOf(names), ...didYouMean(of, names) };
  return wrong(0, of, rule, `neither A nor B has a ${what} \`${of}\``, advice);
}

export function judge(condition: Condition, a: Measured, b: Measured): Judged {
  const { expression, quantity } = condition;
  const [before, after] = [valueIn(condition, a), valueIn(condition, b)];
  const unit =
    quantity in LEVEL_QUANTITIES
      ? LEVEL_QUANTITIES[quantity as LevelQuantity]
      : QUEUE_QUANTITIES[quantity as QueueQuantity].unit;
  return { expression, failed: isSo(condition, before, after), unit, a: orNull(before), b: orNull(after) };
}

/** What is not there in either has not changed; what cannot be told is not fine. */
function isSo({ kind, comparison, value }: Condition, before: number, after: number): boolean {
  if (kind === 'own') return Number.isNaN(after) || compares(after, comparison, value);
  if (Number.isNaN(before) && Number.isNaN(after)) return compares(0, comparison, value);
  if (Number.isNaN(before) || Number.isNaN(after)) return true;
  const change = after - before;
  if (kind === 'change') return compares(change, comparison, value);
  return compares(change === 0 ? 0 : change / before, comparison, value);
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

function valueIn({ of, quantity }: Condition, measured: Measured): number {
  if (!(quantity in LEVEL_QUANTITIES)) {
    const queues = of === null ? [...measured.queues.values()] : queuesOf(measured, of);
    return queueQuantity(quantity as QueueQuantity, queues, measured);
  }
  const level = of === null ? undefined : levelOf(measured, of);
  if (level === -1) return Number.NaN;
  return exitQuantity(quantity as LevelQuantity, exitsOf(measured, level), measured);
}

/** By its name, or as `L2`; -1 where there is none. */
function levelOf({ levels }: Measured, of: string): number {
  const byName = levels.findIndex(({ name }) => name === of);
  const number = /^L(\d+)$/.exec(of)?.[1];
  return byName >= 0 || number === undefined || levels[Number(number)] === undefined
    ? byName
    : Number(number);
}

/** `DEVICE.QUEUE` of every guest, or `GUEST.DEVICE.QUEUE`. */
const queuesOf = ({ queues }: Measured, of: string): MeasuredQueue[] =>
  [...queues].flatMap(([name, queue]) => (name === of || queue.queue === of ? [queue] : []));
