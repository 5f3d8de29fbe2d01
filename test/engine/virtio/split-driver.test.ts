/** The engine's driver against a device that was written without its code. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ram } from '../../../engine/memory/ram.ts';
import { requestShape } from '../../../engine/virtio/request.ts';
import { SplitDriver } from '../../../engine/virtio/split-driver.ts';
import { splitLayout } from '../../../engine/virtio/split-layout.ts';
import { MockDevice } from '../../helpers/mock-queue.ts';

const AT = 0x100;
const net = requestShape('net');
const blk = requestShape('blk');

function queueOf(size: number, eventIdx = false) {
  const ram = new Ram(AT + splitLayout(size).bytes);
  return { driver: new SplitDriver(ram, AT, size, eventIdx), device: new MockDevice(ram, AT, size) };
}

test('a block request is a chain of header, data and status, the device-readable part first (2.7.4.2, 5.2.6)', () => {
  const { driver, device } = queueOf(4);
  driver.add(blk, 0x12_3456_7000);
  driver.publish();
  expect(device.take()?.parts).toEqual([
    { address: 0x12_3456_7000, length: 16, writable: false },
    { address: 0x12_3456_7010, length: 512, writable: true },
    { address: 0x12_3456_7210, length: 1, writable: true },
  ]);
});

test('the device sees nothing before it is published (2.7.13.3)', () => {
  const { driver, device } = queueOf(4);
  driver.add(net, 0x1000);
  expect(device.take()).toBeNull();
  driver.publish();
  expect(device.take()?.parts).toEqual([{ address: 0x1000, length: 1526, writable: false }]);
});

test('there is room for as many chains as descriptors allow, and again after they come back', () => {
  const { driver, device } = queueOf(8);
  const fill = () => {
    let added = 0;
    for (; driver.hasRoom(blk); added++) driver.add(blk, 0);
    driver.publish();
    return added;
  };
  expect(fill()).toBe(2);
  expect(driver.hasRoom(net)).toBe(true);
  for (let i = 0; i < 2; i++) device.giveBack(device.take()!.head, 513);
  expect([driver.takeUsed(), driver.takeUsed(), driver.takeUsed()].map(head => head >= 0)).toEqual([
    true,
    true,
    false,
  ]);
  expect(fill()).toBe(2);
});

/** Adds some, lets the device take some, give some back in any order, and reaps; over and over. */
const turns = fc.array(
  fc.record({ add: fc.nat(20), take: fc.nat(20), giveBack: fc.nat(20), last: fc.boolean() }),
  { minLength: 1, maxLength: 60 },
);

test.each([net, blk])(
  'over all wraps of the indices: nothing lost, nothing twice, every descriptor back',
  shape => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), turns, (power, steps) => {
        const { driver, device } = queueOf(2 ** power);
        const [sent, taken]: [number[], number[]] = [[], []];
        const held: number[] = [];
        let reaped = 0;
        const once = ({ add, take, giveBack, last }: (typeof steps)[number]) => {
          for (let i = 0; i < add && driver.hasRoom(shape); i++) {
            sent.push(sent.length * 4096);
            driver.add(shape, sent.at(-1)!);
          }
          driver.publish();
          for (let i = 0; i < take; i++) {
            const next = device.take();
            if (next === null) break;
            expect(held).not.toContain(next.head);
            held.push(next.head);
            taken.push(next.parts[0]!.address);
          }
          for (let i = 0; i < giveBack && held.length > 0; i++)
            device.giveBack((last ? held.pop() : held.shift())!, 0);
          while (driver.takeUsed() >= 0) reaped++;
          expect(driver.outstanding).toBe(sent.length - reaped);
        };
        for (const step of steps) once(step);
        once({ add: 0, take: 2 ** power, giveBack: 2 ** power, last: false });
        expect(taken).toEqual(sent);
        expect(reaped).toBe(sent.length);
        let room = 0;
        for (; driver.hasRoom(shape); room++) driver.add(shape, 0);
        expect(room).toBe(Math.floor(2 ** power / shape.lengths.length));
      }),
      { numRuns: 60 },
    );
  },
);

test('70,000 buffers one after the other: the 16-bit indices wrap and nobody notices', () => {
  const { driver, device } = queueOf(4);
  for (let i = 0; i < 70_000; i++) {
    driver.add(net, i * 4096);
    driver.publish();
    const { head, parts } = device.take()!;
    if (parts[0]!.address !== i * 4096) expect(parts[0]!.address).toBe(i * 4096);
    device.giveBack(head, 0);
    if (driver.takeUsed() !== head) expect.fail(`buffer ${i} came back under another head`);
  }
  expect(driver.position).toBe(70_000 % 65_536);
});

test('without event indices it kicks for new buffers unless used.flags forbids it (2.7.10)', () => {
  const { driver, device } = queueOf(8);
  const addOne = () => {
    driver.add(net, 0);
    driver.publish();
    return driver.needsKick();
  };
  expect(addOne()).toBe(true);
  expect(driver.needsKick()).toBe(false);
  device.wantKicks(false);
  expect(addOne()).toBe(false);
  device.wantKicks(true);
  expect(addOne()).toBe(true);
});

test('with event indices it kicks when it passes avail_event, and not before (2.7.10)', () => {
  const { driver, device } = queueOf(8, true);
  device.wantKickAfter(2);
  const kicks = Array.from({ length: 5 }, () => {
    driver.add(net, 0);
    driver.publish();
    return driver.needsKick();
  });
  expect(kicks).toEqual([false, false, true, false, false]);
});

test('it says whether it wants interrupts, and where, and looks again before it sleeps (2.7.7)', () => {
  const { driver, device } = queueOf(8);
  driver.disableInterrupts();
  expect(device.interruptsWanted).toBe(false);
  expect(driver.enableInterrupts()).toBe(false);
  expect(device.interruptsWanted).toBe(true);

  const { driver: other, device: its } = queueOf(8, true);
  other.add(net, 0);
  other.publish();
  its.giveBack(its.take()!.head, 0);
  expect(other.enableInterrupts()).toBe(true);
  other.takeUsed();
  expect(other.enableInterrupts()).toBe(false);
  expect(its.usedEvent).toBe(1);
});
