/**
 * The device half of a packed virtqueue (virtio 1.2, 2.8). Nothing in the ring says how many buffers wait: who wants
 * to know it looks ahead, at each descriptor once.
 */
import type { Ram } from '../memory/ram.ts';
import { Chain } from './chain.ts';
import { DESC_LENGTH, DESC_SIZE, F_NEXT, F_WRITE } from './descriptor.ts';
import type { DeviceHalf } from './halves.ts';
import { askForEvery, askForNone, askForPosition, isAskedFor } from './packed-events.ts';
import * as L from './packed-layout.ts';

export class PackedDevice implements DeviceHalf {
  readonly chain: Chain;
  inUse = 0;
  readonly #ram: Ram;
  readonly #layout: L.PackedLayout;
  readonly #at: number;
  readonly #size: number;
  readonly #eventIdx: boolean;
  /** By id: descriptors that its buffer has in the ring. */
  readonly #descriptors: Uint16Array;
  /** Positions: of the next buffer to pop, and of the next used descriptor. */
  #avail = 0;
  #used = 0;
  /** Buffers that wait from #avail on, as far as it looked; it goes on from that position. */
  #waiting = 0;
  #ahead = 0;
  /** Position at the last interrupt that was decided on, and descriptors used since. */
  #signalledAt = 0;
  #sinceSignal = 0;

  /** `at`: host-physical address of the queue. */
  constructor(ram: Ram, at: number, size: number, eventIdx: boolean, indirect: boolean) {
    this.#ram = ram;
    this.#at = at;
    this.#size = size;
    this.#layout = L.packedLayout(size);
    this.#eventIdx = eventIdx;
    this.#descriptors = new Uint16Array(size);
    this.chain = new Chain(ram, at, size, 'packed', indirect);
  }

  get occupancy(): number {
    this.#lookAhead();
    return this.#waiting + this.inUse;
  }

  get lastAvailIdx(): number {
    return L.positionBits(this.#avail, this.#size);
  }

  get usedIdx(): number {
    return L.positionBits(this.#used, this.#size);
  }

  pop(): number {
    if (!this.#isAvailable(this.#avail)) return -1;
    const count = this.#listLength(this.#avail);
    const last = L.onwards(this.#avail, count - 1, this.#size);
    // 2.8.6: the last descriptor has the id. Which ids there are is up to the driver; here all are below the size.
    const id = this.#ram.read16(this.#descriptor(last) + L.DESC_ID) % this.#size;
    this.#descriptors[id] = count;
    this.chain.begin(L.offsetOf(this.#avail, this.#size));
    this.#avail = L.onwards(this.#avail, count, this.#size);
    this.inUse++;
    if (this.#waiting > 0) this.#waiting--;
    if (this.#waiting === 0) this.#ahead = this.#avail;
    return id;
  }

  /** Ends whatever is in the ring: where one lap goes on, the next one must stop, since it wants the other flags. */
  #lookAhead(): void {
    while (this.#isAvailable(this.#ahead)) {
      this.#ahead = L.onwards(this.#ahead, this.#listLength(this.#ahead), this.#size);
      this.#waiting++;
    }
  }

  /** 2.8.1: AVAIL is as the lap's wrap counter, USED is not. */
  #isAvailable(position: number): boolean {
    const flags = this.#ram.read16(this.#descriptor(position) + L.DESC_FLAGS);
    return (flags & (L.F_AVAIL | L.F_USED)) === L.availFlags(position, this.#size);
  }

  /** 2.8.17: at most the queue's size. */
  #listLength(position: number): number {
    let count = 1;
    let at = position;
    while (count < this.#size && (this.#ram.read16(this.#descriptor(at) + L.DESC_FLAGS) & F_NEXT) !== 0) {
      at = L.onwards(at, 1, this.#size);
      count++;
    }
    return count;
  }

  #descriptor(position: number): number {
    return this.#at + DESC_SIZE * L.offsetOf(position, this.#size);
  }

  /** 2.8.6: one used descriptor for the whole list; its flags come last (2.8.1). */
  push(id: number, written: number): void {
    const bytes = this.#descriptor(this.#used);
    this.#ram.write32(bytes + DESC_LENGTH, written);
    this.#ram.write16(bytes + L.DESC_ID, id);
    const flags = L.usedFlags(this.#used, this.#size) | (written > 0 ? F_WRITE : 0);
    this.#ram.write16(bytes + L.DESC_FLAGS, flags);
    const count = this.#descriptors[id]!;
    this.#used = L.onwards(this.#used, count, this.#size);
    this.#sinceSignal += count;
    this.inUse--;
  }

  needsInterrupt(): boolean {
    const event = this.#at + this.#layout.driverEvent;
    const needed = isAskedFor(this.#ram, event, this.#signalledAt, this.#sinceSignal, this.#size);
    this.#signalledAt = this.#used;
    this.#sinceSignal = 0;
    return needed;
  }

  disableKicks(): void {
    askForNone(this.#ram, this.#at + this.#layout.deviceEvent);
  }

  enableKicks(): boolean {
    const event = this.#at + this.#layout.deviceEvent;
    if (this.#eventIdx) askForPosition(this.#ram, event, this.#avail, this.#size);
    else askForEvery(this.#ram, event);
    return this.#isAvailable(this.#avail);
  }
}
