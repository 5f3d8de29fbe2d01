/**
 * The driver half of a packed virtqueue (virtio 1.2, 2.8.21 and 2.8.22). The ring is written by both sides; what
 * the driver must know of a buffer that is out, it remembers by the buffer's id.
 */
import type { Ram } from '../memory/ram.ts';
import { DESC_ADDRESS, DESC_LENGTH, DESC_SIZE, F_INDIRECT, F_NEXT, F_WRITE } from './descriptor.ts';
import type { DriverHalf } from './halves.ts';
import type { IndirectTables } from './indirect.ts';
import { askForEvery, askForNone, askForPosition, isAskedFor } from './packed-events.ts';
import * as L from './packed-layout.ts';
import type { RequestShape } from './request.ts';

const NOTHING = -1;

export class PackedDriver implements DriverHalf {
  outstanding = 0;
  readonly #ram: Ram;
  readonly #layout: L.PackedLayout;
  readonly #at: number;
  readonly #size: number;
  readonly #eventIdx: boolean;
  readonly #tables: IndirectTables | null;
  /** Free ids as a list; by id, how many descriptors its buffer has in the ring, 0 where it is not out. */
  readonly #next: Uint16Array;
  readonly #descriptors: Uint16Array;
  #freeId = 0;
  /** Free descriptors. */
  #room: number;
  /** Positions: where the next buffer goes, and where the next used descriptor will be. */
  #avail = 0;
  #used = 0;
  /** Position at the last kick that was decided on, and descriptors written since. */
  #kickedAt = 0;
  #sinceKick = 0;
  /** First descriptor of what is not published yet, and its flags. */
  #held = NOTHING;
  #heldFlags = 0;

  /** `at`: host-physical address of the queue, zeroed memory of `layout.bytes`. `tables`: with VIRTIO_F_INDIRECT_DESC. */
  constructor(ram: Ram, at: number, size: number, eventIdx: boolean, tables: IndirectTables | null) {
    this.#ram = ram;
    this.#at = at;
    this.#size = size;
    this.#layout = L.packedLayout(size);
    this.#eventIdx = eventIdx;
    this.#tables = tables;
    this.#room = size;
    this.#descriptors = new Uint16Array(size);
    this.#next = Uint16Array.from({ length: size }, (_, id) => id + 1);
  }

  get position(): number {
    return L.positionBits(this.#avail, this.#size);
  }

  get nextId(): number {
    return this.#freeId;
  }

  isOut(id: number): boolean {
    return this.#descriptors[id] !== 0;
  }

  /** 2.8.17: no list is longer than the queue. 2.8.19 leaves tables to the device; this one allows no more either. */
  hasRoom({ lengths }: RequestShape): boolean {
    return this.#room >= (this.#tables === null ? lengths.length : 1) && lengths.length <= this.#size;
  }

  /** 2.8.21.1 */
  add(shape: RequestShape, address: number): void {
    const id = this.#freeId;
    const before = this.#room;
    if (this.#tables === null || shape.lengths.length === 1) this.#addParts(id, shape, address);
    else {
      this.#tables.write(id, shape, address);
      this.#put(id, this.#tables.addressOf(id), DESC_SIZE * shape.lengths.length, F_INDIRECT);
    }
    this.#freeId = this.#next[id]!;
    this.#descriptors[id] = before - this.#room;
    this.outstanding++;
  }

  #addParts(id: number, { lengths, writable }: RequestShape, address: number): void {
    let at = address;
    for (let part = 0; part < lengths.length; part++) {
      const more = part + 1 < lengths.length ? F_NEXT : 0;
      this.#put(id, at, lengths[part]!, (writable[part]! ? F_WRITE : 0) | more);
      at += lengths[part]!;
    }
  }

  /** The id stands in every descriptor; the device takes the last one's (2.8.6). */
  #put(id: number, address: number, length: number, flags: number): void {
    const bytes = this.#descriptor(this.#avail);
    this.#ram.writeAddress(bytes + DESC_ADDRESS, address);
    this.#ram.write32(bytes + DESC_LENGTH, length);
    this.#ram.write16(bytes + L.DESC_ID, id);
    const all = flags | L.availFlags(this.#avail, this.#size);
    // 2.8.21.1: the device polls in order, so all of a batch waits behind the flags of its first descriptor.
    if (this.#held === NOTHING) {
      this.#held = bytes;
      this.#heldFlags = all;
    } else this.#ram.write16(bytes + L.DESC_FLAGS, all);
    this.#avail = L.onwards(this.#avail, 1, this.#size);
    this.#room--;
    this.#sinceKick++;
  }

  publish(): void {
    if (this.#held !== NOTHING) this.#ram.write16(this.#held + L.DESC_FLAGS, this.#heldFlags);
    this.#held = NOTHING;
  }

  /** 2.8.21.2 */
  needsKick(): boolean {
    const event = this.#at + this.#layout.deviceEvent;
    const needed = isAskedFor(this.#ram, event, this.#kickedAt, this.#sinceKick, this.#size);
    this.#kickedAt = this.#avail;
    this.#sinceKick = 0;
    return needed;
  }

  /** 2.8.22 */
  takeUsed(): number {
    while (this.#isUsed()) {
      const id = this.#ram.read16(this.#descriptor(this.#used) + L.DESC_ID);
      const count = this.#descriptors[id] ?? 0;
      // 2.8.6: the device left out what else the buffer had in the ring. An id that is not out, which only a device
      // that writes to wrong memory can leave here, takes the driver one descriptor on and frees nothing.
      this.#used = L.onwards(this.#used, Math.max(count, 1), this.#size);
      if (count === 0) continue;
      this.#release(id, count);
      return id;
    }
    return -1;
  }

  #release(id: number, count: number): void {
    this.#descriptors[id] = 0;
    this.#room += count;
    this.#next[id] = this.#freeId;
    this.#freeId = id;
    this.outstanding--;
  }

  /** 2.8.1: both flags are as the lap's wrap counter. */
  #isUsed(): boolean {
    const flags = this.#ram.read16(this.#descriptor(this.#used) + L.DESC_FLAGS);
    return (flags & (L.F_AVAIL | L.F_USED)) === L.usedFlags(this.#used, this.#size);
  }

  #descriptor(position: number): number {
    return this.#at + DESC_SIZE * L.offsetOf(position, this.#size);
  }

  disableInterrupts(): void {
    askForNone(this.#ram, this.#at + this.#layout.driverEvent);
  }

  enableInterrupts(): boolean {
    const event = this.#at + this.#layout.driverEvent;
    if (this.#eventIdx) askForPosition(this.#ram, event, this.#used, this.#size);
    else askForEvery(this.#ram, event);
    return this.#isUsed();
  }
}
