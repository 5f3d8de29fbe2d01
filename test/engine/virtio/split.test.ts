/** Both halves of the engine's virtqueue together, in any interleaving. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ram } from '../../../engine/memory/ram.ts';
import { ADDRESS, PART } from '../../../engine/virtio/chain.ts';
import { type RequestShape, requestShape } from '../../../engine/virtio/request.ts';
import { SplitDevice } from '../../../engine/virtio/split-device.ts';
import { SplitDriver } from '../../../engine/virtio/split-driver.ts';
import { splitLayout } from '../../../engine/virtio/split-layout.ts';

/**
 * A guest and a device that act only when they are told to: the driver on an interrupt, the device on a kick. Each
 * sleeps once it finds nothing more, as both sides of a run do.
 */
class Pair {
  readonly driver: SplitDriver;
  readonly device: SplitDevice;
  readonly shape: RequestShape;
  readonly sent: number[] = [];
  readonly served: number[] = [];
  reaped = 0;
  kicked = false;
  interrupted = false;
  kicks = 0;
  #awake = false;
  readonly #held: number[] = [];

  constructor(size: number, eventIdx: boolean, shape: RequestShape) {
    const ram = new Ram(splitLayout(size).bytes);
    this.driver = new SplitDriver(ram, 0, size, eventIdx);
    this.device = new SplitDevice(ram, 0, size, eventIdx, false);
    this.shape = shape;
    this.device.enableKicks();
    this.driver.enableInterrupts();
  }

  submit(most: number): void {
    for (let i = 0; i < most && this.driver.hasRoom(this.shape); i++) {
      this.sent.push(this.sent.length * 4096);
      this.driver.add(this.shape, this.sent.at(-1)!);
    }
    this.driver.publish();
    if (!this.driver.needsKick()) return;
    this.kicked = true;
    this.kicks++;
  }

  /** Wakes up where it was kicked, takes a few, and sleeps where there is nothing more. */
  take(most: number): void {
    if (this.kicked && !this.#awake) this.device.disableKicks();
    this.#awake ||= this.kicked;
    this.kicked = false;
    for (let i = 0; i < most && this.#awake; i++) {
      const head = this.device.pop();
      if (head >= 0) {
        this.#held.push(head);
        expect(this.device.chain.next()).toBe(PART);
        this.served.push(this.device.chain.part[ADDRESS]!);
      } else this.#awake = this.device.enableKicks();
    }
  }

  giveBack(most: number, last: boolean): void {
    for (let i = 0; i < most && this.#held.length > 0; i++) {
      this.device.push((last ? this.#held.pop() : this.#held.shift())!, 0);
      this.interrupted = this.device.needsInterrupt() || this.interrupted;
    }
  }

  reap(): void {
    if (!this.interrupted) return;
    this.interrupted = false;
    this.driver.disableInterrupts();
    do while (this.driver.takeUsed() >= 0) this.reaped++;
    while (this.driver.enableInterrupts());
  }

  /** Everything that somebody was told of is done; nobody looks without having been told. */
  settle(): void {
    while (this.kicked || this.interrupted || this.#awake || this.#held.length > 0) {
      this.take(Number.POSITIVE_INFINITY);
      this.giveBack(Number.POSITIVE_INFINITY, false);
      this.reap();
    }
  }
}

interface Turn {
  readonly act: 'submit' | 'take' | 'giveBack' | 'reap';
  readonly many: number;
  readonly last: boolean;
}

const anyTurn: fc.Arbitrary<Turn> = fc.record({
  act: fc.constantFrom('submit', 'take', 'giveBack', 'reap'),
  many: fc.integer({ min: 1, max: 40 }),
  last: fc.boolean(),
});

function perform(pair: Pair, { act, many, last }: Turn): void {
  if (act === 'submit') pair.submit(many);
  else if (act === 'take') pair.take(many);
  else if (act === 'giveBack') pair.giveBack(many, last);
  else pair.reap();
}

function expectAllDone(pair: Pair, size: number): void {
  expect(pair.served).toEqual(pair.sent);
  expect(pair.reaped).toBe(pair.sent.length);
  expect([pair.driver.outstanding, pair.device.occupancy, pair.device.inUse]).toEqual([0, 0, 0]);
  const before = pair.sent.length;
  pair.submit(Number.POSITIVE_INFINITY);
  expect(pair.sent.length - before).toBe(Math.floor(size / pair.shape.lengths.length));
}

const variants = (['net', 'blk'] as const).flatMap(type =>
  [false, true].map(eventIdx => ({ type, eventIdx, how: eventIdx ? 'event indices' : 'flags' })),
);

test.each(variants)(
  '$type with $how: once all is quiet everything was served, in order, exactly once',
  ({ type, eventIdx }) => {
    const sizes = fc.integer({ min: 2, max: 6 }).map(power => 2 ** power);
    fc.assert(
      fc.property(sizes, fc.array(anyTurn, { maxLength: 120 }), (size, turns) => {
        const pair = new Pair(size, eventIdx, requestShape(type));
        for (const turn of turns) perform(pair, turn);
        pair.settle();
        expectAllDone(pair, size);
      }),
    );
  },
);

test.each(variants)('$type with $how: the same while 16-bit indices wrap', ({ type, eventIdx }) => {
  fc.assert(
    fc.property(fc.array(anyTurn, { minLength: 20, maxLength: 60 }), turns => {
      const pair = new Pair(16, eventIdx, requestShape(type));
      const cycle: Turn[] = [{ act: 'submit', many: 16, last: false }, ...turns];
      while (pair.sent.length < 66_000) {
        for (const turn of cycle) perform(pair, turn);
        // A turn list without, say, any reap would never end.
        pair.settle();
      }
      expectAllDone(pair, 16);
    }),
    { numRuns: 3 },
  );
});

test.each(variants)('$type with $how: a busy device is not kicked', ({ type, eventIdx }) => {
  const pair = new Pair(64, eventIdx, requestShape(type));
  pair.submit(3);
  pair.take(1);
  for (let i = 0; i < 10; i++) pair.submit(1);
  expect(pair.kicks).toBe(1);
  pair.settle();
  pair.submit(1);
  expect(pair.kicks).toBe(2);
});
