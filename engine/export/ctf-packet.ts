/** A packet of a CTF stream while it is filled: all fields little-endian and on whole bytes, as the metadata says. */
import { printable } from '../scenario/printable.ts';

export type Field = 'uint32_t' | 'int32_t' | 'uint64_t' | 'string';
export type Value = number | string;

const MAGIC = 0xc1fc1fc1;

/** Magic, stream, two times, two sizes. */
const HEAD_BYTES = 4 + 4 + 8 + 8 + 8 + 8;

/** Beyond that a packet is full: a reader has one of them in its memory. */
const PACKET_BYTES = 64 * 1024;

const MOST_UINT64 = 2 ** 64 - 2 ** 11;

export class Packet {
  #bytes = new Uint8Array(2 * PACKET_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #end = HEAD_BYTES;
  #firstNs = 0;
  #lastNs = 0;

  get isFull(): boolean {
    return this.#end >= PACKET_BYTES;
  }

  /** `atNs` must not be less than that of the event before; it is rounded. `values`: one a field. */
  event(id: number, atNs: number, fields: readonly Field[], values: readonly Value[]): void {
    this.#lastNs = Math.max(this.#lastNs, Math.round(atNs));
    if (this.#end === HEAD_BYTES) this.#firstNs = this.#lastNs;
    this.#makeRoom(2 + 8);
    this.#view.setUint16(this.#end, id, true);
    this.#setUint64(this.#end + 2, this.#lastNs);
    this.#end += 2 + 8;
    for (const [index, field] of fields.entries()) this.#put(field, values[index]!);
  }

  /** The packet's bytes; the next one is empty. */
  take(): Uint8Array {
    const bits = 8 * this.#end;
    this.#view.setUint32(0, MAGIC, true);
    this.#view.setUint32(4, 0, true);
    for (const [index, value] of [this.#firstNs, this.#lastNs, bits, bits].entries())
      this.#setUint64(8 + 8 * index, value);
    const packet = this.#bytes.slice(0, this.#end);
    this.#end = HEAD_BYTES;
    this.#firstNs = this.#lastNs;
    return packet;
  }

  #put(field: Field, value: Value): void {
    if (field === 'string') this.#putText(String(value));
    else if (field === 'uint64_t') this.#putUint64(Number(value));
    else this.#putUint32(Number(value));
  }

  /** Signed or not: of a number that 32 bits do not hold there are the lowest. */
  #putUint32(value: number): void {
    this.#makeRoom(4);
    this.#view.setUint32(this.#end, value, true);
    this.#end += 4;
  }

  #putUint64(value: number): void {
    this.#makeRoom(8);
    this.#setUint64(this.#end, value);
    this.#end += 8;
  }

  /** What is unknown or below zero becomes 0. */
  #setUint64(at: number, value: number): void {
    const whole = Math.min(Math.max(0, Math.round(value) || 0), MOST_UINT64);
    this.#view.setBigUint64(at, BigInt(whole), true);
  }

  /** In UTF-8, ended by a zero byte. */
  #putText(text: string): void {
    const bytes = new TextEncoder().encode(printable(text));
    this.#makeRoom(bytes.length + 1);
    this.#bytes.set(bytes, this.#end);
    this.#bytes[this.#end + bytes.length] = 0;
    this.#end += bytes.length + 1;
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#end + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
