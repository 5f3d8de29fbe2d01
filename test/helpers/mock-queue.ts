/**
 * The other side of a virtqueue, written from virtio 1.2, section 2.7, by hand and without the engine's code: a
 * device to try the driver with, and a driver to try the device with.
 */
import type { Ram } from '../../engine/memory/ram.ts';

export interface Part {
  readonly address: number;
  readonly length: number;
  readonly writable: boolean;
}

const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;

/** Where the parts of a queue of `size` that begins at `at` are. */
class Places {
  readonly ram: Ram;
  readonly size: number;
  readonly descriptors: number;
  readonly available: number;
  readonly used: number;

  constructor(ram: Ram, at: number, size: number) {
    this.ram = ram;
    this.size = size;
    this.descriptors = at;
    this.available = at + 16 * size;
    this.used = this.available + 6 + 2 * size;
    while (this.used % 4 !== 0) this.used++;
  }
}

export class MockDevice extends Places {
  #seen = 0;
  #given = 0;

  /** Takes the next buffer, as its head and its parts; null where there is none. */
  take(): { readonly id: number; readonly parts: readonly Part[] } | null {
    if (this.#seen % 65536 === this.ram.read16(this.available + 2)) return null;
    const head = this.ram.read16(this.available + 4 + 2 * (this.#seen++ % this.size));
    return { id: head, parts: this.#partsOf(head) };
  }

  #partsOf(head: number): Part[] {
    const parts: Part[] = [];
    for (let at = this.descriptors + 16 * head; ; ) {
      const flags = this.ram.read16(at + 12);
      if ((flags & INDIRECT) !== 0) return [...parts, ...this.#tableAt(at)];
      parts.push({
        address: this.ram.readAddress(at),
        length: this.ram.read32(at + 8),
        writable: (flags & WRITE) !== 0,
      });
      if ((flags & NEXT) === 0 || parts.length > this.size) return parts;
      at = this.descriptors + 16 * this.ram.read16(at + 14);
    }
  }

  /** All of it in order, as Linux writes it too. */
  #tableAt(at: number): Part[] {
    const [table, bytes] = [this.ram.readAddress(at), this.ram.read32(at + 8)];
    return Array.from({ length: bytes / 16 }, (_, i) => {
      const entry = table + 16 * i;
      const flags = this.ram.read16(entry + 12);
      if ((flags & NEXT) !== 0 && this.ram.read16(entry + 14) !== i + 1) throw new Error('not in order');
      if (((flags & NEXT) === 0) !== (i + 1 === bytes / 16)) throw new Error('does not end where it should');
      return {
        address: this.ram.readAddress(entry),
        length: this.ram.read32(entry + 8),
        writable: (flags & WRITE) !== 0,
      };
    });
  }

  giveBack(head: number, written: number): void {
    const element = this.used + 4 + 8 * (this.#given++ % this.size);
    this.ram.write32(element, head);
    this.ram.write32(element + 4, written);
    this.ram.write16(this.used + 2, this.#given % 65536);
  }

  /** Without VIRTIO_F_EVENT_IDX. */
  wantKicks(wanted: boolean): void {
    this.ram.write16(this.used, wanted ? 0 : 1);
  }

  /** With it: a kick is wanted for the buffer after the `index`th. */
  wantKickAfter(index: number): void {
    this.ram.write16(this.used + 4 + 8 * this.size, index % 65536);
  }

  get taken(): number {
    return this.#seen;
  }

  /** What the driver asks for: with event indices, the interrupt's; without, whether it wants any. */
  get usedEvent(): number {
    return this.ram.read16(this.available + 4 + 2 * this.size);
  }

  get interruptsWanted(): boolean {
    return this.ram.read16(this.available) === 0;
  }
}

export class MockDriver extends Places {
  #added = 0;
  #seen = 0;

  /** Writes a chain into the descriptors at `slots`, one for each part, and makes it available. */
  add(slots: readonly number[], parts: readonly Part[]): void {
    for (const [i, { address, length, writable }] of parts.entries()) {
      const at = this.descriptors + 16 * slots[i]!;
      const next = slots[i + 1];
      this.ram.writeAddress(at, address);
      this.ram.write32(at + 8, length);
      this.ram.write16(at + 12, (next === undefined ? 0 : NEXT) + (writable ? WRITE : 0));
      this.ram.write16(at + 14, next ?? 0);
    }
    this.ram.write16(this.available + 4 + 2 * (this.#added++ % this.size), slots[0]!);
    this.ram.write16(this.available + 2, this.#added % 65536);
  }

  /** The next used buffer, or null. */
  reap(): { readonly id: number; readonly written: number } | null {
    if (this.#seen % 65536 === this.ram.read16(this.used + 2)) return null;
    const element = this.used + 4 + 8 * (this.#seen++ % this.size);
    return { id: this.ram.read32(element), written: this.ram.read32(element + 4) };
  }

  wantInterrupts(wanted: boolean): void {
    this.ram.write16(this.available, wanted ? 0 : 1);
  }

  wantInterruptAfter(index: number): void {
    this.ram.write16(this.available + 4 + 2 * this.size, index % 65536);
  }

  get reaped(): number {
    return this.#seen;
  }

  get availEvent(): number {
    return this.ram.read16(this.used + 4 + 8 * this.size);
  }

  get kicksWanted(): boolean {
    return this.ram.read16(this.used) === 0;
  }
}
