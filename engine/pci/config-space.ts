/**
 * The configuration space of one PCI function: the hypervisor-agnostic way to find its registers and to move
 * them. PCI Local Bus 3.0, chapter 6; numbers in bytes.
 */

export const VENDOR_ID = 0x00;
export const DEVICE_ID = 0x02;
const STATUS = 0x06;
const STATUS_CAPABILITIES = 0x10;
const BAR0 = 0x10;
const CAPABILITIES_POINTER = 0x34;
/** Where the first capability may stand. */
const FIRST_CAPABILITY = 0x40;
const SIZE = 256;

/** Bit 0 of a BAR tells I/O from memory (6.2.5.1); the other low bits are attributes and hold no address. */
const BAR_IO = 0x1;
const addressBits = (bar: number): number => bar & ((bar & BAR_IO) !== 0 ? ~0x3 : ~0xf);

export interface Bar {
  readonly kind: 'io' | 'memory';
  /** Bytes, a power of two; 0 where the function has no such BAR. */
  readonly size: number;
}

export interface Capability {
  /** Offset of its first byte. */
  readonly at: number;
  readonly id: number;
}

export class ConfigSpace {
  readonly #bytes: DataView;
  readonly #bars: readonly (Bar | null)[];
  #free = FIRST_CAPABILITY;

  constructor(vendor: number, device: number, bars: readonly (Bar | null)[]) {
    this.#bytes = new DataView(new ArrayBuffer(SIZE));
    this.#bars = bars;
    this.#bytes.setUint16(VENDOR_ID, vendor, true);
    this.#bytes.setUint16(DEVICE_ID, device, true);
    for (const [index, bar] of bars.entries()) if (bar?.kind === 'io') this.write32(BAR0 + 4 * index, 0);
  }

  /** The same function as another guest is shown it: same registers, BARs not placed yet, some perhaps taken away. */
  copy(bars: readonly (Bar | null)[] = this.#bars): ConfigSpace {
    const other = new ConfigSpace(this.read16(VENDOR_ID), this.read16(DEVICE_ID), bars);
    for (let at = FIRST_CAPABILITY; at < SIZE; at++) other.write8(at, this.read8(at));
    other.#bytes.setUint16(STATUS, this.read16(STATUS), true);
    other.write8(CAPABILITIES_POINTER, this.read8(CAPABILITIES_POINTER));
    other.#free = this.#free;
    return other;
  }

  get bars(): readonly (Bar | null)[] {
    return this.#bars;
  }

  read8(at: number): number {
    return this.#bytes.getUint8(at);
  }

  read16(at: number): number {
    return this.#bytes.getUint16(at, true);
  }

  read32(at: number): number {
    return this.#bytes.getUint32(at, true);
  }

  write8(at: number, value: number): void {
    this.#bytes.setUint8(at, value);
  }

  /** A BAR keeps only the address bits above its size, so all ones written read back as the size (6.2.5.1). */
  write32(at: number, value: number): void {
    const bar = this.#bars[(at - BAR0) / 4];
    if (bar === undefined) {
      this.#bytes.setUint32(at, value, true);
      return;
    }
    const size = bar?.size ?? 0;
    const kept = size === 0 ? 0 : value & ~(size - 1);
    this.#bytes.setUint32(at, bar?.kind === 'io' ? kept | BAR_IO : kept, true);
  }

  /** Size of a BAR as a guest finds it: writes all ones, reads back, puts the old value there again. 0: none. */
  sizeBar(index: number): number {
    const at = BAR0 + 4 * index;
    const before = this.read32(at);
    this.write32(at, 0xffff_ffff);
    const mask = addressBits(this.read32(at));
    this.write32(at, before);
    return mask === 0 ? 0 : -mask;
  }

  isIoBar(index: number): boolean {
    return (this.read32(BAR0 + 4 * index) & BAR_IO) !== 0;
  }

  placeBar(index: number, address: number): void {
    this.write32(BAR0 + 4 * index, address);
  }

  /** Where the guest has put a BAR; 0 before it has. */
  barAddress(index: number): number {
    return addressBits(this.read32(BAR0 + 4 * index)) >>> 0;
  }

  /** Appends a capability (6.7): id, next pointer, then `body`. Returns its offset. */
  addCapability(id: number, body: Uint8Array): number {
    const at = this.#free;
    this.#free = (at + 2 + body.length + 3) & ~3;
    if (this.#free > SIZE) throw new RangeError('the capability list is full');
    const last = [...this.capabilities()].at(-1);
    this.write8(last === undefined ? CAPABILITIES_POINTER : last.at + 1, at);
    this.write8(at, id);
    for (const [i, byte] of body.entries()) this.write8(at + 2 + i, byte);
    this.#bytes.setUint16(STATUS, this.read16(STATUS) | STATUS_CAPABILITIES, true);
    return at;
  }

  /** Takes a capability out of the list and wipes it: a guest cannot find what it holds. */
  removeCapability(at: number): void {
    const before = [...this.capabilities()].find(capability => this.read8(capability.at + 1) === at);
    this.write8(before === undefined ? CAPABILITIES_POINTER : before.at + 1, this.read8(at + 1));
    // Byte 2 of the vendor capabilities used here is their length.
    const length = this.read8(at + 2);
    for (let i = 0; i < length; i++) this.write8(at + i, 0);
  }

  /** The list, as a guest walks it. */
  *capabilities(): Generator<Capability> {
    let at = this.read8(CAPABILITIES_POINTER);
    // A list that runs in a circle would hold more capabilities than there is room for.
    for (let i = 0; at !== 0 && i < SIZE / 4; i++) {
      yield { at, id: this.read8(at) };
      at = this.read8(at + 1);
    }
  }
}
