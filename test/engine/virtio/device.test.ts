/** The engine's devices against drivers that were written without their code. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Part } from '../../helpers/mock-queue.ts';
import { partsOf } from '../../helpers/parts.ts';
import { formats, ringOf, withFeature } from '../../helpers/rings.ts';

const readable = (address: number): Part => ({ address, length: 64, writable: false });

const anyPart: fc.Arbitrary<Part> = fc.record({
  address: fc.maxSafeNat(),
  length: fc.integer({ min: 1, max: 2 ** 29 }),
  writable: fc.boolean(),
});

test.each(formats)(
  '$format: it follows a list, wherever in the ring that begins (2.7.5, 2.8.6)',
  ({ kind }) => {
    const list = fc
      .shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1 })
      .chain(slots => fc.tuple(fc.constant(slots), fc.tuple(...slots.map(() => anyPart))));
    fc.assert(
      fc.property(fc.nat(20), list, (before, [slots, parts]) => {
        const { device, mockDriver } = ringOf(kind, 8);
        for (let i = 0; i < before; i++) {
          mockDriver.add([i % 8], [readable(0)]);
          device.push(device.pop(), 0);
          mockDriver.reap();
        }
        mockDriver.add(slots, parts);
        expect(device.pop()).toBe(slots[0]);
        expect(partsOf(device.chain)).toEqual(parts);
        expect(device.pop()).toBe(-1);
        device.push(slots[0]!, 7);
        expect(mockDriver.reap()).toEqual({ id: slots[0], written: 7 });
      }),
    );
  },
);

test.each(formats)(
  '$format: a buffer that it gives back says which and how much was written (2.7.8, 2.8.13)',
  ({ kind }) => {
    const { device, mockDriver } = ringOf(kind, 4);
    mockDriver.add([2], [readable(0)]);
    expect([device.occupancy, device.inUse]).toEqual([1, 0]);
    const id = device.pop();
    expect([device.occupancy, device.inUse]).toEqual([1, 1]);
    device.push(id, 513);
    expect([device.occupancy, device.inUse]).toEqual([0, 0]);
    expect(mockDriver.reap()).toEqual({ id: 2, written: 513 });
    expect(mockDriver.reap()).toBeNull();
  },
);

test.each(formats)(
  '$format: 70,000 buffers, some of them held back: order, counts and ids stay right while indices wrap',
  ({ kind }) => {
    const size = 8;
    const { device, mockDriver } = ringOf(kind, size);
    const free = Array.from({ length: size }, (_, i) => i);
    const [given, held]: [number[], number[]] = [[], []];
    for (let i = 0; i < 70_000; i++) {
      const slot = free.shift()!;
      mockDriver.add([slot], [readable(i)]);
      given.push(slot);
      // Keeps up to six of eight, and gives every third batch back in reverse.
      const id = device.pop();
      if (id !== given.shift()) expect.fail(`buffer ${i} was taken out of order`);
      held.push(id);
      if (device.inUse !== held.length || device.occupancy !== held.length) expect.fail(`miscounted at ${i}`);
      if (held.length < 1 + (i % 6)) continue;
      for (const back of i % 3 === 0 ? held.reverse() : held) device.push(back, i);
      for (const back of held.splice(0)) {
        const used = mockDriver.reap();
        if (used?.id !== back || used.written !== i) expect.fail(`${back} did not come back at ${i}`);
        free.push(back);
      }
    }
    expect(device.pop()).toBe(-1);
    expect(free.length + held.length).toBe(size);
  },
);

test.each(formats)(
  '$format: occupancy counts what waits, whether or not somebody looked before',
  ({ kind }) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ add: fc.boolean(), look: fc.boolean() }), { maxLength: 60 }),
        steps => {
          const { device, mockDriver } = ringOf(kind, 8);
          const waiting: number[] = [];
          let next = 0;
          for (const { add, look } of steps) {
            if (add && waiting.length < 8) {
              mockDriver.add([next], [readable(0)]);
              waiting.push(next);
              next = (next + 1) % 8;
            } else if (!add) {
              expect(device.pop()).toBe(waiting[0] ?? -1);
              if (waiting.length > 0) device.push(waiting.shift()!, 0);
              mockDriver.reap();
            }
            if (look) expect(device.occupancy).toBe(waiting.length);
          }
        },
      ),
    );
  },
);

test.each(formats)(
  '$format: without event indices it interrupts unless the driver wants none (2.7.7, 2.8.10)',
  ({ kind }) => {
    const { device, mockDriver } = ringOf(kind, 4);
    const serveOne = () => {
      mockDriver.add([0], [readable(0)]);
      device.push(device.pop(), 0);
      return device.needsInterrupt();
    };
    expect(serveOne()).toBe(true);
    expect(device.needsInterrupt()).toBe(false);
    mockDriver.wantInterrupts(false);
    expect(serveOne()).toBe(false);
    mockDriver.wantInterrupts(true);
    expect(serveOne()).toBe(true);
  },
);

test.each(formats)(
  '$format: with event indices it interrupts when it passes the one asked for, in any lap (2.7.7, 2.8.10)',
  ({ kind }) => {
    const { device, mockDriver } = ringOf(withFeature(kind, 'event-idx'), 4);
    const interrupts: number[] = [];
    for (let i = 0; i < 20; i++) {
      if (i % 5 === 0) mockDriver.wantInterruptAfter(i + 2);
      mockDriver.add([i % 4], [readable(0)]);
      device.push(device.pop(), 0);
      if (device.needsInterrupt()) interrupts.push(i);
      mockDriver.reap();
    }
    expect(interrupts).toEqual([2, 7, 12, 17]);
  },
);

test('packed: a list counts for as many as it has descriptors (2.8.10)', () => {
  const interruptsFor = (event: number): boolean => {
    const { device, mockDriver } = ringOf({ type: 'net', features: ['packed', 'event-idx'] }, 16);
    mockDriver.wantInterruptAfter(event);
    for (const id of [0, 1]) mockDriver.add([id], [readable(0), readable(64), readable(128)]);
    for (const id of [device.pop(), device.pop()]) device.push(id, 0);
    return device.needsInterrupt();
  };
  expect([0, 3, 5, 6].map(interruptsFor)).toEqual([true, true, true, false]);
});

test.each(formats)(
  '$format: it asks for kicks before it sleeps and looks again (2.7.10, 2.8.10)',
  ({ kind }) => {
    const plain = ringOf(kind, 4);
    plain.device.disableKicks();
    expect(plain.mockDriver.kicksWanted).toBe(false);
    plain.mockDriver.add([0], [readable(0)]);
    expect(plain.device.enableKicks()).toBe(true);
    expect(plain.mockDriver.kicksWanted).toBe(true);
    plain.device.pop();
    expect(plain.device.enableKicks()).toBe(false);

    const { device, mockDriver } = ringOf(withFeature(kind, 'event-idx'), 4);
    mockDriver.add([0], [readable(0)]);
    device.pop();
    expect(device.enableKicks()).toBe(false);
    expect(mockDriver.availEvent).toBe(1);
  },
);
