/** Both halves of the engine's virtqueue together, in any interleaving. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ADDRESS, PART, TABLE } from '../../../engine/virtio/chain.ts';
import type { DeviceHalf, DriverHalf } from '../../../engine/virtio/halves.ts';
import type { RequestShape } from '../../../engine/virtio/request.ts';
import { capacity, layouts, type RingKind, ringOf, withFeature } from '../../helpers/rings.ts';

/**
 * A guest and a device that act only when they are told to: the driver on an interrupt, the device on a kick. Each
 * sleeps once it finds nothing more, as both sides of a run do.
 */
class Pair {
  readonly driver: DriverHalf;
  readonly device: DeviceHalf;
  readonly shape: RequestShape;
  readonly sent: number[] = [];
  readonly served: number[] = [];
  reaped = 0;
  kicked = false;
  interrupted = false;
  kicks = 0;
  #awake = false;
  readonly #held: number[] = [];
  readonly #indirect: boolean;

  constructor(kind: RingKind, size: number) {
    const { driver, device, shape } = ringOf(kind, size);
    this.driver = driver;
    this.device = device;
    this.shape = shape;
    this.#indirect = kind.features.includes('indirect');
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
        this.served.push(this.#firstPart());
      } else this.#awake = this.device.enableKicks();
    }
  }

  /** Address of what the buffer popped last begins with. */
  #firstPart(): number {
    const { chain } = this.device;
    if (this.#indirect) {
      expect(chain.next()).toBe(TABLE);
      chain.enterTable(chain.part[ADDRESS]!);
    }
    expect(chain.next()).toBe(PART);
    return chain.part[ADDRESS]!;
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

function expectAllDone(pair: Pair, room: number): void {
  expect(pair.served).toEqual(pair.sent);
  expect(pair.reaped).toBe(pair.sent.length);
  const { driver, device } = pair;
  expect([driver.outstanding, device.occupancy, device.inUse]).toEqual([0, 0, 0]);
  // With nothing under way all three of them go on at the same place.
  expect([device.lastAvailIdx, device.usedIdx]).toEqual([driver.position, driver.position]);
  const before = pair.sent.length;
  pair.submit(Number.POSITIVE_INFINITY);
  expect(pair.sent.length - before).toBe(room);
}

const variants = layouts.flatMap(({ layout, kind }) => [
  { how: `${layout}, flags`, kind },
  { how: `${layout}, event indices`, kind: withFeature(kind, 'event-idx') },
]);

test.each(variants)('$how: once all is quiet everything was served, in order, exactly once', ({ kind }) => {
  const sizes = fc.integer({ min: 2, max: 6 }).map(power => 2 ** power);
  fc.assert(
    fc.property(sizes, fc.array(anyTurn, { maxLength: 120 }), (size, turns) => {
      const pair = new Pair(kind, size);
      for (const turn of turns) perform(pair, turn);
      pair.settle();
      expectAllDone(pair, capacity(kind, size));
    }),
  );
});

// A packed ring has no such indices, its laps wrap in every test; and a table does not touch them.
const freeRunning = variants.filter(
  ({ kind: { features } }) => !features.includes('packed') && !features.includes('indirect'),
);

test.each(freeRunning)('$how: the same while 16-bit indices wrap', ({ kind }) => {
  fc.assert(
    fc.property(fc.array(anyTurn, { minLength: 20, maxLength: 60 }), turns => {
      const pair = new Pair(kind, 16);
      const cycle: Turn[] = [{ act: 'submit', many: 16, last: false }, ...turns];
      while (pair.sent.length < 66_000) {
        for (const turn of cycle) perform(pair, turn);
        // A turn list without, say, any reap would never end.
        pair.settle();
      }
      expectAllDone(pair, capacity(kind, 16));
    }),
    { numRuns: 1 },
  );
});

test.each(variants)('$how: a busy device is not kicked', ({ kind }) => {
  const pair = new Pair(kind, 64);
  pair.submit(3);
  pair.take(1);
  for (let i = 0; i < 10; i++) pair.submit(1);
  expect(pair.kicks).toBe(1);
  pair.settle();
  pair.submit(1);
  expect(pair.kicks).toBe(2);
});
