/** Rings that somebody else has written to: a device that was led to wrong memory may write anywhere. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formats, ringOf, withFeature } from '../../helpers/rings.ts';

const SIZE = 8;
const acts = ['add', 'pop', 'push', 'take', 'ask', 'scribble'] as const;

// Reads and writes outside of memory throw.
test.each(formats)('$format: both halves go on, each call ends, and no buffer is out twice', ({ kind }) => {
  const step = fc.record({
    act: fc.constantFrom(...acts),
    at: fc.nat(16 * SIZE + 6 + 2 * SIZE + 6 + 8 * SIZE),
    byte: fc.oneof(fc.constantFrom(0, 1, 0x80, 0xff), fc.nat(255)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), steps => {
      const { ram, at: base, driver, device, shape } = ringOf(withFeature(kind, 'event-idx'), SIZE);
      const out = new Set<number>();
      const popped: number[] = [];
      for (const { act, at, byte } of steps) {
        if (act === 'scribble') ram.write8(base + at, byte);
        else if (act === 'ask') {
          device.enableKicks();
          driver.enableInterrupts();
          expect(device.needsInterrupt() && device.needsInterrupt()).toBe(false);
          expect(driver.needsKick() && driver.needsKick()).toBe(false);
        } else if (act === 'add' && driver.hasRoom(shape)) {
          expect(out).not.toContain(driver.nextId);
          out.add(driver.nextId);
          driver.add(shape, 0x1000);
          driver.publish();
        } else if (act === 'pop') {
          const id = device.pop();
          if (id >= 0) popped.push(id);
        } else if (act === 'push' && popped.length > 0) device.push(popped.pop()!, 0);
        else if (act === 'take') {
          const id = driver.takeUsed();
          if (id >= 0) expect(out.delete(id)).toBe(true);
        }
        expect(driver.outstanding).toBe(out.size);
      }
    }),
    { numRuns: 500 },
  );
});

test.each(formats)('$format: a device that is told to look again finds something', ({ kind }) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 300, maxLength: 300 }), bytes => {
      const { ram, at, device } = ringOf(kind, SIZE);
      for (const [i, byte] of bytes.entries()) ram.write8(at + i, byte);
      expect(device.enableKicks()).toBe(device.pop() >= 0);
    }),
  );
});
