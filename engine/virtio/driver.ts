/**
 * The driver half of a split virtqueue (virtio 1.2, 2.7.13 and 2.7.14): it lives in the guest, owns the
 * descriptors and sees memory at the addresses where the guest's pages really are. Indices only; the rings are
 * bytes in guest memory.
 */
import type { Ram } from '../memory/ram.ts';
import { needEvent } from './notify.ts';
import type { RequestShape } from './request.ts';
import * as L from './split-layout.ts';

export class SplitDriver {
  readonly #ram: Ram;
  readonly #layout: L.SplitLayout;
  /** Host-physical address of the queue's first byte. */
  readonly #at: number;
  readonly #eventIdx: boolean;
  /** Free descriptors as a chain of their own, kept out of the device's reach. */
  readonly #next: Uint16Array;
  #freeHead = 0;
  #free: number;
  /** Free-running: what has been made available, and what has been seen used. */
  #availIdx = 0;
  #lastUsed = 0;
  /** availIdx at the last kick that was decided on. */
  #lastKick = 0;

  /** `at`: host-physical address of the queue, zeroed memory of `layout.bytes`. */
  constructor(ram: Ram, at: number, size: number, eventIdx: boolean) {
    this.#ram = ram;
    this.#at = at;
    this.#layout = L.splitLayout(size);
    this.#eventIdx = eventIdx;
    this.#free = size;
    this.#next = new Uint16Array(size);
    for (let i = 0; i < size; i++) this.#next[i] = i + 1;
  }

  /** Buffers made available and not seen used yet. */
  get outstanding(): number {
    return (this.#availIdx - this.#lastUsed) & 0xffff;
  }

  /** Free-running 16-bit count of buffers made available. */
  get availIdx(): number {
    return this.#availIdx;
  }

  hasRoom(shape: RequestShape): boolean {
    return this.#free >= shape.lengths.length;
  }

  /** The descriptor that the next chain will start with; its data area is the caller's to fill first. */
  get nextHead(): number {
    return this.#freeHead;
  }

  /**
   * 2.7.13.1 and 2.7.13.2: writes a chain whose parts lie one behind the other from `address` (as the device is
   * told it), and puts it into the available ring. The caller has asked `hasRoom`.
   */
  add(shape: RequestShape, address: number): void {
    const ram = this.#ram;
    const parts = shape.lengths.length;
    const head = this.#freeHead;
    let descriptor = head;
    let at = address;
    for (let part = 0; part < parts; part++) {
      const length = shape.lengths[part]!;
      const next = this.#next[descriptor]!;
      const more = part + 1 < parts;
      const bytes = this.#at + descriptor * L.DESC_SIZE;
      ram.writeAddress(bytes + L.DESC_ADDRESS, at);
      ram.write32(bytes + L.DESC_LENGTH, length);
      ram.write16(
        bytes + L.DESC_FLAGS,
        (shape.writable[part]! ? L.DESC_F_WRITE : 0) | (more ? L.DESC_F_NEXT : 0),
      );
      ram.write16(bytes + L.DESC_NEXT, more ? next : 0);
      at += length;
      descriptor = next;
    }
    this.#freeHead = descriptor;
    this.#free -= parts;
    const avail = this.#at + this.#layout.avail;
    ram.write16(avail + L.AVAIL_RING + 2 * (this.#availIdx & (this.#layout.size - 1)), head);
    this.#availIdx = (this.#availIdx + 1) & 0xffff;
  }

  /** 2.7.13.3: the device may see everything added so far. */
  publish(): void {
    this.#ram.write16(this.#at + this.#layout.avail + L.AVAIL_IDX, this.#availIdx);
  }

  /** 2.7.13.4: whether the device asked to be told about what was published since the last question. */
  needsKick(): boolean {
    const before = this.#lastKick;
    this.#lastKick = this.#availIdx;
    if (before === this.#availIdx) return false;
    if (this.#eventIdx)
      return needEvent(this.#ram.read16(this.#at + this.#layout.availEvent), this.#availIdx, before);
    return (this.#ram.read16(this.#at + this.#layout.used + L.USED_FLAGS) & L.USED_F_NO_NOTIFY) === 0;
  }

  /** 2.7.14: takes one used buffer, gives its descriptors back, and returns its head; -1 where there is none. */
  takeUsed(): number {
    const ram = this.#ram;
    const used = this.#at + this.#layout.used;
    if (this.#lastUsed === ram.read16(used + L.USED_IDX)) return -1;
    const element = used + L.USED_RING + L.USED_ELEMENT * (this.#lastUsed & (this.#layout.size - 1));
    const head = ram.read32(element);
    this.#lastUsed = (this.#lastUsed + 1) & 0xffff;
    this.#release(head);
    return head;
  }

  #release(head: number): void {
    let last = head;
    let parts = 1;
    // A device that reaches wrong memory may have written here: a chain in a circle ends at the queue's size.
    while (parts < this.#layout.size) {
      const bytes = this.#at + last * L.DESC_SIZE;
      if ((this.#ram.read16(bytes + L.DESC_FLAGS) & L.DESC_F_NEXT) === 0) break;
      last = this.#ram.read16(bytes + L.DESC_NEXT);
      parts++;
    }
    this.#next[last] = this.#freeHead;
    this.#freeHead = head;
    this.#free += parts;
  }

  /** 2.7.7: asks for no interrupts while it works through the used ring. */
  disableInterrupts(): void {
    if (!this.#eventIdx)
      this.#ram.write16(this.#at + this.#layout.avail + L.AVAIL_FLAGS, L.AVAIL_F_NO_INTERRUPT);
  }

  /** 2.7.7: asks for an interrupt at the next used buffer. True: one came meanwhile, look again. */
  enableInterrupts(): boolean {
    if (this.#eventIdx) this.#ram.write16(this.#at + this.#layout.usedEvent, this.#lastUsed);
    else this.#ram.write16(this.#at + this.#layout.avail + L.AVAIL_FLAGS, 0);
    return this.#lastUsed !== this.#ram.read16(this.#at + this.#layout.used + L.USED_IDX);
  }
}
