/** The MSI-X table of a function, as far as delivery needs it: masks and pending bits (PCI 3.0, 6.8.2). */
export class MsixTable {
  readonly #masked: Uint8Array;
  readonly #pending: Uint8Array;

  constructor(vectors: number) {
    this.#masked = new Uint8Array(vectors);
    this.#pending = new Uint8Array(vectors);
  }

  get vectors(): number {
    return this.#masked.length;
  }

  /** The device raises `vector`. True: the message goes out; false: masked, it is remembered in the pending bit. */
  raise(vector: number): boolean {
    if (this.#masked[vector] === 0) return true;
    this.#pending[vector] = 1;
    return false;
  }

  isMasked(vector: number): boolean {
    return this.#masked[vector] === 1;
  }

  mask(vector: number): void {
    this.#masked[vector] = 1;
  }

  /** True where a message was held back and goes out now. */
  unmask(vector: number): boolean {
    this.#masked[vector] = 0;
    const pending = this.#pending[vector] === 1;
    this.#pending[vector] = 0;
    return pending;
  }
}
