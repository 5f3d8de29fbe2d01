/** Requests that wait for a free descriptor, the oldest first: all that is known of one is when it arrived. */

/** So many may wait; one that finds the place full is turned away. */
export const BACKLOG = 4096;

export class Backlog {
  /** A ring, as long as a power of two. */
  readonly #times: Float64Array;
  #arrived = 0;
  #taken = 0;

  /** `first`: the times of those that wait from the beginning, be they more than may come later. */
  constructor(first: readonly number[] = []) {
    this.#times = new Float64Array(2 ** Math.ceil(Math.log2(Math.max(BACKLOG, first.length))));
    this.#times.set(first);
    this.#arrived = first.length;
  }

  get length(): number {
    return this.#arrived - this.#taken;
  }

  get isFull(): boolean {
    return this.length >= BACKLOG;
  }

  /** By when they arrived, in nanoseconds. */
  get times(): number[] {
    return Array.from({ length: this.length }, (_, at) => this.#times[this.#place(this.#taken + at)]!);
  }

  /** `clock`: [0] is now. */
  arrive(clock: Float64Array): void {
    this.#times[this.#place(this.#arrived++)] = clock[0]!;
  }

  /** The oldest waits no more; its time goes to `into[at]`. */
  take(into: Float64Array, at: number): void {
    into[at] = this.#times[this.#place(this.#taken++)]!;
  }

  #place(count: number): number {
    return count & (this.#times.length - 1);
  }
}
