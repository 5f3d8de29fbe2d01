/** The engine's drivers against devices that were written without their code. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capacity, formats, layouts, type RingKind, ringOf, withFeature } from '../../helpers/rings.ts';

const blkLayouts = layouts.filter(({ kind }) => kind.type === 'blk');

test.each(blkLayouts)(
  '$layout: a block request is header, data and status, what the device reads first (2.7.4.2, 2.8.5, 5.2.6)',
  ({ kind }) => {
    const { driver, mockDevice, shape } = ringOf(kind, 4);
    driver.add(shape, 0x12_3456_7000);
    driver.publish();
    expect(mockDevice.take()?.parts).toEqual([
      { address: 0x12_3456_7000, length: 16, writable: false },
      { address: 0x12_3456_7010, length: 512, writable: true },
      { address: 0x12_3456_7210, length: 1, writable: true },
    ]);
  },
);

test.each(layouts)(
  '$layout: the device sees nothing before it is published (2.7.13.3, 2.8.21.1)',
  ({ kind }) => {
    const { driver, mockDevice, shape } = ringOf(kind, 8);
    driver.add(shape, 0x1000);
    driver.add(shape, 0x2000);
    expect(mockDevice.take()).toBeNull();
    driver.publish();
    expect(mockDevice.take()?.parts[0]?.address).toBe(0x1000);
    expect(mockDevice.take()?.parts[0]?.address).toBe(0x2000);
    expect(mockDevice.take()).toBeNull();
  },
);

test.each(layouts)(
  '$layout: no request has more parts than the queue descriptors (2.7.5.3.1, 2.8.19)',
  ({ kind }) => {
    const { driver, shape } = ringOf(kind, 2);
    expect(driver.hasRoom(shape)).toBe(shape.lengths.length <= 2);
  },
);

interface Turn {
  readonly add: number;
  readonly take: number;
  readonly giveBack: number;
  /** The device gives back what it took last. */
  readonly last: boolean;
}

const anyTurn: fc.Arbitrary<Turn> = fc.record({
  add: fc.nat(20),
  take: fc.nat(20),
  giveBack: fc.nat(20),
  last: fc.boolean(),
});

/** A driver whose device takes and gives back when it is told to; every request is known by its address. */
class Exchange {
  readonly ring: ReturnType<typeof ringOf>;
  readonly sent: number[] = [];
  readonly taken: number[] = [];
  reaped = 0;
  readonly #held: number[] = [];

  constructor(kind: RingKind, size: number) {
    this.ring = ringOf(kind, size);
  }

  turn({ add, take, giveBack, last }: Turn): void {
    const { driver, mockDevice } = this.ring;
    this.#add(add);
    for (let i = 0; i < take; i++) this.#take();
    for (let i = 0; i < giveBack && this.#held.length > 0; i++)
      mockDevice.giveBack((last ? this.#held.pop() : this.#held.shift())!, 513);
    while (driver.takeUsed() >= 0) this.reaped++;
    expect(driver.outstanding).toBe(this.sent.length - this.reaped);
  }

  #add(most: number): void {
    const { driver, shape } = this.ring;
    for (let i = 0; i < most && driver.hasRoom(shape); i++) {
      this.sent.push((this.sent.length + 1) * 4096);
      driver.add(shape, this.sent.at(-1)!);
    }
    driver.publish();
  }

  #take(): void {
    const next = this.ring.mockDevice.take();
    if (next === null) return;
    expect(this.#held).not.toContain(next.id);
    expect(next.parts.map(({ length }) => length)).toEqual(this.ring.shape.lengths);
    this.#held.push(next.id);
    this.taken.push(next.parts[0]!.address);
  }
}

test.each(layouts)(
  '$layout: over all laps nothing is lost, nothing comes twice, all room comes back',
  ({ kind }) => {
    const turns = fc.array(anyTurn, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), turns, (power, steps) => {
        const size = 2 ** power;
        const exchange = new Exchange(kind, size);
        for (const step of steps) exchange.turn(step);
        exchange.turn({ add: 0, take: size, giveBack: size, last: false });
        expect(exchange.taken).toEqual(exchange.sent);
        expect(exchange.reaped).toBe(exchange.sent.length);
        const before = exchange.sent.length;
        exchange.turn({ add: size, take: 0, giveBack: 0, last: false });
        expect(exchange.sent.length - before).toBe(capacity(kind, size));
      }),
      { numRuns: 60 },
    );
  },
);

test.each(layouts)(
  '$layout: 70,000 buffers one after the other: indices wrap and nobody notices',
  ({ kind }) => {
    const { driver, mockDevice, shape } = ringOf(kind, 4);
    for (let i = 0; i < 70_000; i++) {
      driver.add(shape, i * 4096);
      driver.publish();
      const { id, parts } = mockDevice.take()!;
      if (parts[0]!.address !== i * 4096) expect(parts[0]!.address).toBe(i * 4096);
      mockDevice.giveBack(id, 0);
      if (driver.takeUsed() !== id) expect.fail(`buffer ${i} came back under another id`);
    }
  },
);

test.each(layouts)('$layout: an id that is not out, or out of range, frees nothing', ({ kind }) => {
  const { driver, mockDevice, shape } = ringOf(kind, 16);
  driver.add(shape, 0x1000);
  driver.publish();
  const { id } = mockDevice.take()!;
  mockDevice.giveBack(id, 0);
  for (const wrong of [id, 15, 16, 0xffff]) mockDevice.giveBack(wrong, 0);
  expect(driver.takeUsed()).toBe(id);
  expect(driver.takeUsed()).toBe(-1);
  expect(driver.outstanding).toBe(0);
  let room = 0;
  for (; driver.hasRoom(shape); room++) driver.add(shape, 0x1000);
  expect(room).toBe(capacity(kind, 16));
});

test.each(formats)(
  '$format: without event indices it kicks unless the device wants none (2.7.10, 2.8.10)',
  ({ kind }) => {
    const { driver, mockDevice, shape } = ringOf(kind, 8);
    const addOne = () => {
      driver.add(shape, 0);
      driver.publish();
      return driver.needsKick();
    };
    expect(addOne()).toBe(true);
    expect(driver.needsKick()).toBe(false);
    mockDevice.wantKicks(false);
    expect(addOne()).toBe(false);
    mockDevice.wantKicks(true);
    expect(addOne()).toBe(true);
  },
);

test.each(formats)(
  '$format: with event indices it kicks when it passes the one asked for, in any lap (2.7.10, 2.8.10)',
  ({ kind }) => {
    const { driver, mockDevice, shape } = ringOf(withFeature(kind, 'event-idx'), 4);
    const kicks: number[] = [];
    for (let i = 0; i < 20; i++) {
      if (i % 5 === 0) mockDevice.wantKickAfter(i + 2);
      driver.add(shape, 0);
      driver.publish();
      if (driver.needsKick()) kicks.push(i);
      mockDevice.giveBack(mockDevice.take()!.id, 0);
      driver.takeUsed();
    }
    expect(kicks).toEqual([2, 7, 12, 17]);
  },
);

test('packed: a list counts for as many as it has descriptors (2.8.10)', () => {
  const kicksFor = (event: number): boolean => {
    const { driver, mockDevice, shape } = ringOf({ type: 'blk', features: ['packed', 'event-idx'] }, 16);
    mockDevice.wantKickAfter(event);
    for (let i = 0; i < 2; i++) driver.add(shape, 0x1000);
    driver.publish();
    return driver.needsKick();
  };
  expect([0, 3, 5, 6].map(kicksFor)).toEqual([true, true, true, false]);
});

test.each(formats)(
  '$format: it says whether it wants interrupts, and where, and looks again (2.7.7, 2.8.10)',
  ({ kind }) => {
    const plain = ringOf(kind, 8);
    plain.driver.disableInterrupts();
    expect(plain.mockDevice.interruptsWanted).toBe(false);
    expect(plain.driver.enableInterrupts()).toBe(false);
    expect(plain.mockDevice.interruptsWanted).toBe(true);

    const { driver, mockDevice, shape } = ringOf(withFeature(kind, 'event-idx'), 8);
    driver.add(shape, 0);
    driver.publish();
    mockDevice.giveBack(mockDevice.take()!.id, 0);
    expect(driver.enableInterrupts()).toBe(true);
    driver.takeUsed();
    expect(driver.enableInterrupts()).toBe(false);
    expect(mockDevice.usedEvent).toBe(1);
  },
);
