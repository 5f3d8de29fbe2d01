/**
 * The driver's indirect tables (virtio 1.2, 2.7.5.3 and 2.8.7): one for every id, in the queue's own memory, so
 * that a request of several parts takes one descriptor of the ring. The device is told their guest addresses.
 */
import type { Ram } from '../memory/ram.ts';
import type { RingFormat } from './chain.ts';
import { DESC_ADDRESS, DESC_LENGTH, DESC_SIZE, F_NEXT, F_WRITE } from './descriptor.ts';
import * as packed from './packed-layout.ts';
import type { RequestShape } from './request.ts';
import * as split from './split-layout.ts';

/** Bytes between two tables: a power of two, so that no table crosses a page. 0: one part needs no table. */
export function tableBytes({ lengths }: RequestShape): number {
  return lengths.length === 1 ? 0 : 2 ** Math.ceil(Math.log2(DESC_SIZE * lengths.length));
}

export class IndirectTables {
  readonly #ram: Ram;
  readonly #address: number;
  readonly #host: number;
  readonly #stride: number;
  readonly #packed: boolean;

  /** `address` and `host`: of the first table, as the guest addresses it and in host memory. */
  constructor(ram: Ram, address: number, host: number, shape: RequestShape, format: RingFormat) {
    this.#ram = ram;
    this.#address = address;
    this.#host = host;
    this.#stride = tableBytes(shape);
    this.#packed = format === 'packed';
  }

  /** Guest address of a buffer's table. */
  addressOf(id: number): number {
    return this.#address + id * this.#stride;
  }

  write(id: number, { lengths, writable }: RequestShape, address: number): void {
    let bytes = this.#host + id * this.#stride;
    let at = address;
    for (let part = 0; part < lengths.length; part++, bytes += DESC_SIZE) {
      const flags = writable[part]! ? F_WRITE : 0;
      this.#ram.writeAddress(bytes + DESC_ADDRESS, at);
      this.#ram.write32(bytes + DESC_LENGTH, lengths[part]!);
      if (this.#packed) this.#endPacked(bytes, flags);
      else this.#endSplit(bytes, flags, part + 1 < lengths.length ? part + 1 : 0);
      at += lengths[part]!;
    }
  }

  #endPacked(bytes: number, flags: number): void {
    this.#ram.write16(bytes + packed.DESC_ID, 0);
    this.#ram.write16(bytes + packed.DESC_FLAGS, flags);
  }

  /** `next`: 0 ends the table, since no descriptor leads back to its first. */
  #endSplit(bytes: number, flags: number, next: number): void {
    this.#ram.write16(bytes + split.DESC_FLAGS, flags | (next === 0 ? 0 : F_NEXT));
    this.#ram.write16(bytes + split.DESC_NEXT, next);
  }
}
