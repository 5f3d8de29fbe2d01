import { expect, test } from 'vitest';
import { MAX_QUEUE_SIZE } from '../../../engine/virtio/descriptor.ts';
import { splitLayout } from '../../../engine/virtio/split-layout.ts';

const powersOfTwo = Array.from({ length: 16 }, (_, power) => 2 ** power);

test.each(powersOfTwo)(
  'the parts of a queue of %d take 16Q, 6 + 2Q and 6 + 8Q bytes (virtio 1.2, 2.7)',
  size => {
    const { avail, usedEvent, used, availEvent, bytes } = splitLayout(size);
    expect(avail).toBe(16 * size);
    expect(usedEvent + 2 - avail).toBe(6 + 2 * size);
    expect(bytes - used).toBe(6 + 8 * size);
    expect(availEvent + 2).toBe(bytes);
    // Alignment 16, 2 and 4; no part reaches into the next.
    expect([avail % 2, used % 4]).toEqual([0, 0]);
    expect(used - (usedEvent + 2)).toBeGreaterThanOrEqual(0);
    expect(used - (usedEvent + 2)).toBeLessThan(4);
  },
);

test.each([0, -1, 3, 96, 2 * MAX_QUEUE_SIZE, 1.5])('a queue of %d is refused', size => {
  expect(() => splitLayout(size)).toThrow(RangeError);
});
