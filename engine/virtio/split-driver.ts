/**
 * The driver half of a split virtqueue (virtio 1.2, 2.7.13 and 2.7.14): it owns the descriptors, and a buffer's id
 * is the descriptor that its chain begins with. Indices only; the rings are bytes in guest memory.
 */
import type { Ram } from '../memory/ram.ts';
import { DESC_ADDRESS, DESC_LENGTH, DESC_SIZE, F_INDIRECT, F_NEXT, F_WRITE } from './descriptor.ts';
import type { DriverHalf } from './halves.ts';
import type { IndirectTables } from './indirect.ts';
import { needEvent } from './notify.ts';
import type { RequestShape } from './request.ts';
import * as L from './split-layout.ts';

export class SplitDriver implements DriverHalf {
  outstanding = 0;
  readonly #ram: Ram;
  readonly #layout: L.SplitLayout;
  /** Host-physical address of the queue's first byte. */
  readonly #at: number;
  readonly #eventIdx: boolean;
  readonly #tables: IndirectTables | null;
  /** Descriptors that are free, and those of every chain that is out, as lists out of the device's reach. */
  readonly #next: Uint16Array;
  /** By id: descriptors of its chain, 0 where it is not out. */
  readonly #descriptors: Uint16Array;
  #freeHead = 0;
  #free: number;
  /** Free-running: what has been made available, and what has been seen used. */
  #availIdx = 0;
  #lastUsed = 0;
  /** availIdx at the last kick that was decided on. */
  #lastKick = 0;

  /** `at`: host-physical address of the queue, zeroed memory of `layout.bytes`. `tables`: with VIRTIO_F_INDIRECT_DESC. */
  constructor(ram: Ram, at: number, size: number, eventIdx: boolean, tables: IndirectTables | null) {
    this.#ram = ram;
    this.#at = at;
    this.#layout = L.splitLayout(size);
    this.#eventIdx = eventIdx;
    this.#tables = tables;
    this.#free = size;
    this.#descriptors = new Uint16Array(size);
    this.#next = Uint16Array.from({ length: size }, (_, descriptor) => descriptor + 1);
  }

  get position(): number {
    return this.#availIdx;
  }

  get nextId(): number {
    return this.#freeHead;
  }

  isOut(id: number): boolean {
    return this.#descriptors[id] !== 0;
  }

  /** 2.7.5.3.1: no buffer has more parts than the queue descriptors, in the ring or in a table. */
  hasRoom({ lengths }: RequestShape): boolean {
    return this.#free >= (this.#tables === null ? lengths.length : 1) && lengths.length <= this.#layout.size;
  }

  /** 2.7.13.1 and 2.7.13.2 */
  add(shape: RequestShape, address: number): void {
    const head = this.#freeHead;
    const before = this.#free;
    if (this.#tables === null || shape.lengths.length === 1) this.#addParts(shape, address);
    else {
      this.#tables.write(head, shape, address);
      this.#put(this.#tables.addressOf(head), DESC_SIZE * shape.lengths.length, F_INDIRECT);
    }
    this.#descriptors[head] = before - this.#free;
    const avail = this.#at + this.#layout.avail;
    this.#ram.write16(avail + L.AVAIL_RING + 2 * (this.#availIdx & (this.#layout.size - 1)), head);
    this.#availIdx = (this.#availIdx + 1) & 0xffff;
    this.outstanding++;
  }

  #addParts({ lengths, writable }: RequestShape, address: number): void {
    let at = address;
    for (let part = 0; part < lengths.length; part++) {
      const more = part + 1 < lengths.length ? F_NEXT : 0;
      this.#put(at, lengths[part]!, (writable[part]! ? F_WRITE : 0) | more);
      at += lengths[part]!;
    }
  }

  /** Into the next free descriptor. */
  #put(address: number, length: number, flags: number): void {
    const next = this.#next[this.#freeHead]!;
    const bytes = this.#at + this.#freeHead * DESC_SIZE;
    this.#ram.writeAddress(bytes + DESC_ADDRESS, address);
    this.#ram.write32(bytes + DESC_LENGTH, length);
    this.#ram.write16(bytes + L.DESC_FLAGS, flags);
    this.#ram.write16(bytes + L.DESC_NEXT, (flags & F_NEXT) === 0 ? 0 : next);
    this.#freeHead = next;
    this.#free--;
  }

  /** 2.7.13.3 */
  publish(): void {
    this.#ram.write16(this.#at + this.#layout.avail + L.AVAIL_IDX, this.#availIdx);
  }

  /** 2.7.13.4 */
  needsKick(): boolean {
    const before = this.#lastKick;
    this.#lastKick = this.#availIdx;
    if (before === this.#availIdx) return false;
    if (this.#eventIdx)
      return needEvent(this.#ram.read16(this.#at + this.#layout.availEvent), this.#availIdx, before);
    return (this.#ram.read16(this.#at + this.#layout.used + L.USED_FLAGS) & L.USED_F_NO_NOTIFY) === 0;
  }

  /** 2.7.14 */
  takeUsed(): number {
    const used = this.#at + this.#layout.used;
    while (this.#lastUsed !== this.#ram.read16(used + L.USED_IDX)) {
      const slot = this.#lastUsed & (this.#layout.size - 1);
      const head = this.#ram.read32(used + L.USED_RING + L.USED_ELEMENT * slot);
      this.#lastUsed = (this.#lastUsed + 1) & 0xffff;
      // An id that is not out frees nothing: only a device that writes to wrong memory can leave one here.
      if ((this.#descriptors[head] ?? 0) === 0) continue;
      this.#release(head);
      return head;
    }
    return -1;
  }

  #release(head: number): void {
    const count = this.#descriptors[head]!;
    let last = head;
    for (let i = 1; i < count; i++) last = this.#next[last]!;
    this.#next[last] = this.#freeHead;
    this.#freeHead = head;
    this.#free += count;
    this.#descriptors[head] = 0;
    this.outstanding--;
  }

  /** 2.7.7 */
  disableInterrupts(): void {
    if (!this.#eventIdx)
      this.#ram.write16(this.#at + this.#layout.avail + L.AVAIL_FLAGS, L.AVAIL_F_NO_INTERRUPT);
  }

  /** 2.7.7 */
  enableInterrupts(): boolean {
    if (this.#eventIdx) this.#ram.write16(this.#at + this.#layout.usedEvent, this.#lastUsed);
    else this.#ram.write16(this.#at + this.#layout.avail + L.AVAIL_FLAGS, 0);
    return this.#lastUsed !== this.#ram.read16(this.#at + this.#layout.used + L.USED_IDX);
  }
}
