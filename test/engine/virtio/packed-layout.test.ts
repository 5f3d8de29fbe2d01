import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_QUEUE_SIZE } from '../../../engine/virtio/descriptor.ts';
import { eventPassed } from '../../../engine/virtio/notify.ts';
import {
  availFlags,
  offsetOf,
  onwards,
  packedLayout,
  positionBits,
  positionOf,
  usedFlags,
} from '../../../engine/virtio/packed-layout.ts';

test.each([1, 3, 256, MAX_QUEUE_SIZE])(
  'a queue of %d takes 16Q, 4 and 4 bytes, each aligned to 4 (2.8.10.1)',
  size => {
    expect(packedLayout(size)).toEqual({
      size,
      driverEvent: 16 * size,
      deviceEvent: 16 * size + 4,
      bytes: 16 * size + 8,
    });
  },
);

test.each([0, -1, 2 * MAX_QUEUE_SIZE, 1.5])('a queue of %d is refused (2.8.10.1)', size => {
  expect(() => packedLayout(size)).toThrow(RangeError);
});

/** Offset and wrap counter after so many descriptors, step by step as 2.8.1 tells it. */
function walked(size: number, steps: number): { readonly offset: number; readonly wrap: boolean } {
  let [offset, wrap] = [0, true];
  for (let i = 0; i < steps; i++) {
    offset++;
    if (offset === size) [offset, wrap] = [0, !wrap];
  }
  return { offset, wrap };
}

const size = fc.integer({ min: 1, max: 40 });

test('a position is an offset and a wrap counter that goes over at the end of the ring (2.8.1)', () => {
  fc.assert(
    fc.property(size, fc.array(fc.nat(40), { maxLength: 10 }), (of, counts) => {
      const steps = counts.map(count => Math.min(count, of));
      const position = steps.reduce((at, count) => onwards(at, count, of), 0);
      const { offset, wrap } = walked(
        of,
        steps.reduce((a, b) => a + b, 0),
      );
      expect(offsetOf(position, of)).toBe(offset);
      expect(positionBits(position, of)).toBe(offset + (wrap ? 0x8000 : 0));
      expect(positionOf(positionBits(position, of), of)).toBe(position);
      expect(availFlags(position, of)).toBe(wrap ? 0x80 : 0x8000);
      expect(usedFlags(position, of)).toBe(wrap ? 0x8080 : 0);
    }),
  );
});

test('an event is passed when its descriptor is among those written (2.8.10)', () => {
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), fc.nat(), (of, at, ahead, written) => {
      const before = at % (2 * of);
      const distance = ahead % (2 * of);
      const event = (before + distance) % (2 * of);
      const count = written % (of + 1);
      expect(eventPassed(event, before, count, of)).toBe(distance < count);
    }),
  );
});
