/**
 * The host's memory as bytes; every guest's memory is a piece of it. Addresses here are host-physical; PCI and
 * virtio are little-endian, on every machine this runs on.
 */
export class Ram {
  #view: DataView;

  /** Untouched pages cost nothing: the operating system backs them at the first write. */
  constructor(bytes: number) {
    this.#view = new DataView(new ArrayBuffer(bytes));
  }

  get size(): number {
    return this.#view.byteLength;
  }

  /** Makes it larger: memory is plugged in behind what is there. */
  grow(bytes: number): void {
    if (bytes <= this.size) return;
    const grown = new Uint8Array(bytes);
    grown.set(new Uint8Array(this.#view.buffer));
    this.#view = new DataView(grown.buffer);
  }

  clear(at: number, bytes: number): void {
    new Uint8Array(this.#view.buffer, at, bytes).fill(0);
  }

  read8(at: number): number {
    return this.#view.getUint8(at);
  }

  write8(at: number, value: number): void {
    this.#view.setUint8(at, value);
  }

  read16(at: number): number {
    return this.#view.getUint16(at, true);
  }

  write16(at: number, value: number): void {
    this.#view.setUint16(at, value, true);
  }

  read32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  write32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** A 64-bit address. The upper half is kept, but a number holds only 53 bits of it. */
  readAddress(at: number): number {
    return this.read32(at) + this.read32(at + 4) * 2 ** 32;
  }

  writeAddress(at: number, address: number): void {
    this.write32(at, address % 2 ** 32);
    this.write32(at + 4, Math.floor(address / 2 ** 32));
  }
}
