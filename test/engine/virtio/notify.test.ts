import fc from 'fast-check';
import { expect, test } from 'vitest';
import { needEvent } from '../../../engine/virtio/notify.ts';

const index = fc.nat(0xffff);

/** vring_need_event (virtio 1.2, 2.7.10.1) with the unsigned 16-bit arithmetic of C. */
function specified(event: number, now: number, before: number): boolean {
  const [e, n, o] = Uint16Array.of(event, now, before) as unknown as [number, number, number];
  return Uint16Array.of(n - e - 1)[0]! < Uint16Array.of(n - o)[0]!;
}

test('is the formula of the standard for all indices', () => {
  fc.assert(
    fc.property(index, index, index, (event, now, before) => {
      expect(needEvent(event, now, before)).toBe(specified(event, now, before));
    }),
    { numRuns: 10_000 },
  );
});

test('means that the event index was passed, also where the indices wrap', () => {
  fc.assert(
    fc.property(index, fc.nat(200), fc.nat(300), (before, added, ahead) => {
      const [now, event] = [(before + added) & 0xffff, (before + ahead) & 0xffff];
      expect(needEvent(event, now, before)).toBe(ahead < added);
    }),
    { numRuns: 10_000 },
  );
});
