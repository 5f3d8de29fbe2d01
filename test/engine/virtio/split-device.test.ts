/** The engine's device against a driver that was written without its code. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ram } from '../../../engine/memory/ram.ts';
import { SplitDevice } from '../../../engine/virtio/split-device.ts';
import { splitLayout } from '../../../engine/virtio/split-layout.ts';
import { MockDriver, type Part } from '../../helpers/mock-queue.ts';
import { partsOf } from '../../helpers/parts.ts';

const AT = 0x100;
const readable = (address: number): Part => ({ address, length: 64, writable: false });

function queueOf(size: number, eventIdx = false) {
  const ram = new Ram(AT + splitLayout(size).bytes);
  return { device: new SplitDevice(ram, AT, size, eventIdx, false), driver: new MockDriver(ram, AT, size) };
}

const anyPart: fc.Arbitrary<Part> = fc.record({
  address: fc.maxSafeNat(),
  length: fc.integer({ min: 1, max: 2 ** 29 }),
  writable: fc.boolean(),
});

test('it follows a chain through any descriptors, in any order (2.7.5)', () => {
  const chain = fc
    .shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1 })
    .chain(slots => fc.tuple(fc.constant(slots), fc.tuple(...slots.map(() => anyPart))));
  fc.assert(
    fc.property(chain, ([slots, parts]) => {
      const { device, driver } = queueOf(8);
      driver.add(slots, parts);
      expect(device.pop()).toBe(slots[0]);
      expect(partsOf(device.chain)).toEqual(parts);
      expect(device.pop()).toBe(-1);
    }),
  );
});

test('a buffer that it gives back says which and how much was written (2.7.8)', () => {
  const { device, driver } = queueOf(4);
  driver.add([2], [readable(0)]);
  expect([device.occupancy, device.inUse]).toEqual([1, 0]);
  device.push(device.pop(), 513);
  expect([device.occupancy, device.inUse]).toEqual([0, 0]);
  expect(driver.reap()).toEqual({ head: 2, written: 513 });
  expect(driver.reap()).toBeNull();
});

test('70,000 buffers, some of them held back: order, counts and heads stay right while the indices wrap', () => {
  const size = 8;
  const { device, driver } = queueOf(size);
  const free = Array.from({ length: size }, (_, i) => i);
  const [given, held]: [number[], number[]] = [[], []];
  for (let i = 0; i < 70_000; i++) {
    const slot = free.shift()!;
    driver.add([slot], [readable(i)]);
    given.push(slot);
    // Keeps up to six of eight, and gives every third batch back in reverse.
    const head = device.pop();
    if (head !== given.shift()) expect.fail(`buffer ${i} was taken out of order`);
    held.push(head);
    if (device.inUse !== held.length || device.occupancy !== held.length) expect.fail(`miscounted at ${i}`);
    if (held.length < 1 + (i % 6)) continue;
    for (const back of i % 3 === 0 ? held.reverse() : held) device.push(back, i);
    for (const back of held.splice(0)) {
      const used = driver.reap();
      if (used?.head !== back || used.written !== i) expect.fail(`${back} did not come back at ${i}`);
      free.push(back);
    }
  }
  expect(device.pop()).toBe(-1);
  expect(free.length + held.length).toBe(size);
});

test('without event indices it interrupts unless avail.flags forbids it (2.7.7)', () => {
  const { device, driver } = queueOf(4);
  const serveOne = () => {
    driver.add([0], [readable(0)]);
    device.push(device.pop(), 0);
    return device.needsInterrupt();
  };
  expect(serveOne()).toBe(true);
  driver.wantInterrupts(false);
  expect(serveOne()).toBe(false);
  driver.wantInterrupts(true);
  expect(serveOne()).toBe(true);
});

test('with event indices it interrupts when it passes used_event, and not before (2.7.7)', () => {
  const { device, driver } = queueOf(8, true);
  driver.wantInterruptAfter(2);
  const interrupts = Array.from({ length: 5 }, (_, i) => {
    driver.add([i], [readable(0)]);
    device.push(device.pop(), 0);
    return device.needsInterrupt();
  });
  expect(interrupts).toEqual([false, false, true, false, false]);
});

test('it asks for kicks before it sleeps and looks again (2.7.10)', () => {
  const plain = queueOf(4);
  plain.device.disableKicks();
  expect(plain.driver.kicksWanted).toBe(false);
  plain.driver.add([0], [readable(0)]);
  expect(plain.device.enableKicks()).toBe(true);
  expect(plain.driver.kicksWanted).toBe(true);
  plain.device.pop();
  expect(plain.device.enableKicks()).toBe(false);

  const indexed = queueOf(4, true);
  indexed.driver.add([0], [readable(0)]);
  indexed.device.pop();
  expect(indexed.device.enableKicks()).toBe(false);
  expect(indexed.driver.availEvent).toBe(1);
});
