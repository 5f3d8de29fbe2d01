import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Timeline } from '../../../engine/sim/timeline.ts';

type Step =
  | { readonly kind: 'schedule'; readonly slot: number; readonly delay: number }
  | { readonly kind: 'cancel'; readonly slot: number }
  | { readonly kind: 'advance'; readonly by: number };

const SLOTS = 11;
const slot = fc.nat(SLOTS - 1);
/** Few different delays, so that ties are common. */
const delay = fc.oneof(fc.nat(5), fc.nat(2 ** 40));
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('schedule' as const), slot, delay }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), slot }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      by: fc.oneof(delay, fc.constant(Number.POSITIVE_INFINITY)),
    }),
  },
);

/** The same by sorting everything that is pending at every step. */
class SortedList {
  now = 0;
  readonly pending = new Map<number, number>();

  advance(limit: number): number {
    const [first] = [...this.pending].sort(([a, at], [b, bt]) => at - bt || a - b);
    if (first !== undefined && first[1] <= limit) {
      this.now = first[1];
      return first[0];
    }
    if (limit !== Number.POSITIVE_INFINITY) this.now = limit;
    return -1;
  }
}

test('events come in the order of time, at equal times the lower slot first', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200 }), steps => {
      const timeline = new Timeline(SLOTS, 0);
      const list = new SortedList();
      for (const step of steps) {
        if (step.kind === 'schedule') {
          timeline.schedule(step.slot, step.delay);
          list.pending.set(step.slot, list.now + step.delay);
        } else if (step.kind === 'cancel') {
          timeline.cancel(step.slot);
          list.pending.delete(step.slot);
        } else {
          timeline.limit = list.now + step.by;
          expect(timeline.advance()).toBe(list.advance(list.now + step.by));
        }
        expect(timeline.now).toBe(list.now);
        for (let i = 0; i < SLOTS; i++) expect(timeline.isPending(i)).toBe(list.pending.has(i));
      }
    }),
  );
});

test('a single slot and a later start work as well', () => {
  const timeline = new Timeline(1, 1e12);
  timeline.schedule(0, 3);
  timeline.limit = Number.POSITIVE_INFINITY;
  expect(timeline.advance()).toBe(0);
  expect(timeline.now).toBe(1e12 + 3);
});
