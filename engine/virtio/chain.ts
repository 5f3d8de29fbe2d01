/**
 * The parts of one buffer as its device reads them (virtio 1.2, 2.7.5 and 2.8.6): through the ring, and on through
 * an indirect table. Everything here was written by a stranger, and a table may be read from wrong memory: a chain
 * that breaks a rule ends, in at most as many steps as the queue has descriptors.
 */
import type { Ram } from '../memory/ram.ts';
import {
  DESC_ADDRESS,
  DESC_LENGTH,
  DESC_SIZE,
  F_INDIRECT,
  F_NEXT,
  F_WRITE,
  MAX_BUFFER_BYTES,
} from './descriptor.ts';
import * as packed from './packed-layout.ts';
import * as split from './split-layout.ts';

export type RingFormat = 'split' | 'packed';

/** What `next` came to: the buffer's end, a part, a table that the caller finds (`enterTable`), a broken rule. */
export const END = 0;
export const PART = 1;
export const TABLE = 2;
export const BROKEN = 3;
export type Step = typeof END | typeof PART | typeof TABLE | typeof BROKEN;

/** Indices of `Chain.part`. */
export const ADDRESS = 0;
export const LENGTH = 1;

const NONE = -1;

export class Chain {
  /** Of the part, or the table, that was found last: its address as the driver wrote it, and its bytes. */
  readonly part = new Float64Array(2);
  /** The device writes that part. */
  writable = false;
  readonly #ram: Ram;
  readonly #ring: number;
  readonly #size: number;
  readonly #packed: boolean;
  readonly #indirect: boolean;
  readonly #flagsAt: number;
  /** Where the descriptors that it reads now are, in host memory, and how many. */
  #base = 0;
  #entries = 0;
  #inTable = false;
  #next = NONE;
  /** Parts and bytes that may still come. */
  #left = 0;
  #bytesLeft = 0;

  /** `ring`: host-physical address of its descriptors. `indirect`: VIRTIO_F_INDIRECT_DESC was negotiated. */
  constructor(ram: Ram, ring: number, size: number, format: RingFormat, indirect: boolean) {
    this.#ram = ram;
    this.#ring = ring;
    this.#size = size;
    this.#packed = format === 'packed';
    this.#indirect = indirect;
    this.#flagsAt = this.#packed ? packed.DESC_FLAGS : split.DESC_FLAGS;
  }

  /** Starts at a descriptor of the ring. */
  begin(descriptor: number): void {
    this.#base = this.#ring;
    this.#entries = this.#size;
    this.#inTable = false;
    this.#next = descriptor;
    this.#left = this.#size;
    this.#bytesLeft = MAX_BUFFER_BYTES;
  }

  next(): Step {
    const at = this.#next;
    if (at === NONE) return END;
    // 2.7.5.3.1, 2.8.17: no buffer has more parts than the queue descriptors, or it may run in a circle. 2.8.19 lets
    // the device say how many a packed ring's table may have: as many.
    if (at >= this.#entries || this.#left === 0) return BROKEN;
    const bytes = this.#base + at * DESC_SIZE;
    const length = this.#ram.read32(bytes + DESC_LENGTH);
    const flags = this.#ram.read16(bytes + this.#flagsAt);
    this.part[ADDRESS] = this.#ram.readAddress(bytes + DESC_ADDRESS);
    this.part[LENGTH] = length;
    if (this.#pointsToTable(flags)) return this.#table(length, flags);
    this.#left--;
    this.#bytesLeft -= length;
    this.writable = (flags & F_WRITE) !== 0;
    this.#next = this.#following(at, flags);
    // No rule of virtio's, but QEMU refuses it too: this is what memory that nobody wrote to looks like.
    return length === 0 || this.#bytesLeft < 0 ? BROKEN : PART;
  }

  /** Goes on in the table that `next` found. `host`: where all of it is in host memory. */
  enterTable(host: number): void {
    this.#base = host;
    this.#entries = this.part[LENGTH]! / DESC_SIZE;
    this.#inTable = true;
    this.#next = 0;
  }

  /** 2.8.7: inside a packed ring's table no flag but WRITE counts. */
  #pointsToTable(flags: number): boolean {
    return (flags & F_INDIRECT) !== 0 && !(this.#packed && this.#inTable);
  }

  /** 2.7.5.3.1, 2.8.19: negotiated, the last descriptor of its chain, not inside another table, whole descriptors. */
  #table(length: number, flags: number): Step {
    const allowed = this.#indirect && !this.#inTable && (flags & F_NEXT) === 0;
    return allowed && length > 0 && length % DESC_SIZE === 0 ? TABLE : BROKEN;
  }

  #following(at: number, flags: number): number {
    // 2.8.7: a packed ring's table is a plain list.
    if (this.#packed && this.#inTable) return at + 1 < this.#entries ? at + 1 : NONE;
    if ((flags & F_NEXT) === 0) return NONE;
    // 2.8.6: in a packed ring the next descriptor is the one behind.
    if (this.#packed) return at + 1 < this.#entries ? at + 1 : 0;
    return this.#ram.read16(this.#base + at * DESC_SIZE + split.DESC_NEXT);
  }
}
