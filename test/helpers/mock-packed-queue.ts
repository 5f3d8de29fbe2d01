/**
 * The other side of a packed virtqueue, written from virtio 1.2, section 2.8, by hand and without the engine's code:
 * an offset and a wrap counter, as the standard tells it.
 */
import type { Ram } from '../../engine/memory/ram.ts';
import type { Part } from './mock-queue.ts';

const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;
const AVAIL = 0x80;
const USED = 0x8000;

const ENABLE = 0;
const DISABLE = 1;
const AT_DESCRIPTOR = 2;

/** A place in the ring that goes round it. */
class Cursor {
  readonly size: number;
  offset = 0;
  wrap = true;

  constructor(size: number) {
    this.size = size;
  }

  advance(by: number): void {
    for (let i = 0; i < by; i++) {
      this.offset++;
      if (this.offset < this.size) continue;
      this.offset = 0;
      this.wrap = !this.wrap;
    }
  }
}

class Places {
  readonly ram: Ram;
  readonly size: number;
  readonly descriptors: number;
  readonly byDriver: number;
  readonly byDevice: number;

  constructor(ram: Ram, at: number, size: number) {
    this.ram = ram;
    this.size = size;
    this.descriptors = at;
    this.byDriver = at + 16 * size;
    this.byDevice = this.byDriver + 4;
  }

  protected ask(at: number, wanted: boolean): void {
    this.ram.write16(at + 2, wanted ? ENABLE : DISABLE);
  }

  /** `index`: descriptors from the queue's beginning on. */
  protected askAfter(at: number, index: number): void {
    const lap = Math.floor(index / this.size);
    this.ram.write16(at, (index % this.size) + (lap % 2 === 0 ? 0x8000 : 0));
    this.ram.write16(at + 2, AT_DESCRIPTOR);
  }

  /** The same, as far as two laps tell it; null where no descriptor is asked for. */
  protected asked(at: number): number | null {
    if (this.ram.read16(at + 2) !== AT_DESCRIPTOR) return null;
    const bits = this.ram.read16(at);
    return (bits % 0x8000) + (bits >= 0x8000 ? 0 : this.size);
  }

  protected flagsAt(offset: number): number {
    return this.ram.read16(this.descriptors + 16 * offset + 14);
  }
}

export class MockPackedDevice extends Places {
  /** Descriptors in the ring, by the id of a buffer that was taken. */
  readonly #lengths = new Map<number, number>();
  readonly #next: Cursor;
  readonly #used: Cursor;

  constructor(ram: Ram, at: number, size: number) {
    super(ram, at, size);
    this.#next = new Cursor(size);
    this.#used = new Cursor(size);
  }

  take(): { readonly id: number; readonly parts: readonly Part[] } | null {
    const first = this.flagsAt(this.#next.offset);
    if (((first & AVAIL) !== 0) !== this.#next.wrap || ((first & USED) !== 0) === this.#next.wrap)
      return null;
    const parts: Part[] = [];
    for (let taken = 1; ; taken++) {
      const at = this.descriptors + 16 * this.#next.offset;
      const flags = this.ram.read16(at + 14);
      const id = this.ram.read16(at + 12);
      parts.push(...((flags & INDIRECT) === 0 ? [this.#part(at)] : this.#table(at)));
      this.#next.advance(1);
      if ((flags & NEXT) !== 0 && taken < this.size) continue;
      this.#lengths.set(id, taken);
      return { id, parts };
    }
  }

  #part(at: number): Part {
    const writable = (this.ram.read16(at + 14) & WRITE) !== 0;
    return { address: this.ram.readAddress(at), length: this.ram.read32(at + 8), writable };
  }

  #table(at: number): Part[] {
    const [table, bytes] = [this.ram.readAddress(at), this.ram.read32(at + 8)];
    return Array.from({ length: bytes / 16 }, (_, i) => this.#part(table + 16 * i));
  }

  giveBack(id: number, written: number): void {
    const at = this.descriptors + 16 * this.#used.offset;
    this.ram.write32(at + 8, written);
    this.ram.write16(at + 12, id);
    this.ram.write16(at + 14, (this.#used.wrap ? AVAIL + USED : 0) + (written > 0 ? WRITE : 0));
    this.#used.advance(this.#lengths.get(id) ?? 1);
  }

  wantKicks(wanted: boolean): void {
    this.ask(this.byDevice, wanted);
  }

  wantKickAfter(index: number): void {
    this.askAfter(this.byDevice, index);
  }

  get usedEvent(): number | null {
    return this.asked(this.byDriver);
  }

  get interruptsWanted(): boolean {
    return this.ram.read16(this.byDriver + 2) === ENABLE;
  }
}

export class MockPackedDriver extends Places {
  readonly #lengths = new Map<number, number>();
  readonly #next: Cursor;
  readonly #used: Cursor;

  constructor(ram: Ram, at: number, size: number) {
    super(ram, at, size);
    this.#next = new Cursor(size);
    this.#used = new Cursor(size);
  }

  /** Makes a buffer available under the first of `slots`, its parts in descriptors of the ring. */
  add(slots: readonly number[], parts: readonly Part[]): void {
    const writes = parts.map(({ address, length, writable }, i) => {
      const at = this.descriptors + 16 * this.#next.offset;
      const last = i === parts.length - 1;
      this.ram.writeAddress(at, address);
      this.ram.write32(at + 8, length);
      // 2.8.6: the id of any but the last means nothing.
      this.ram.write16(at + 12, last ? slots[0]! : 0xffff);
      const flags = (this.#next.wrap ? AVAIL : USED) + (last ? 0 : NEXT) + (writable ? WRITE : 0);
      this.#next.advance(1);
      return { at: at + 14, flags };
    });
    for (const { at, flags } of writes.toReversed()) this.ram.write16(at, flags);
    this.#lengths.set(slots[0]!, parts.length);
  }

  reap(): { readonly id: number; readonly written: number } | null {
    const flags = this.flagsAt(this.#used.offset);
    if (((flags & AVAIL) !== 0) !== this.#used.wrap || ((flags & USED) !== 0) !== this.#used.wrap)
      return null;
    const at = this.descriptors + 16 * this.#used.offset;
    const id = this.ram.read16(at + 12);
    this.#used.advance(this.#lengths.get(id)!);
    return { id, written: this.ram.read32(at + 8) };
  }

  wantInterrupts(wanted: boolean): void {
    this.ask(this.byDriver, wanted);
  }

  wantInterruptAfter(index: number): void {
    this.askAfter(this.byDriver, index);
  }

  get availEvent(): number | null {
    return this.asked(this.byDevice);
  }

  get kicksWanted(): boolean {
    return this.ram.read16(this.byDevice + 2) === ENABLE;
  }
}
