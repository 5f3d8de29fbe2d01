/**
 * Pending events in total order. Every source of events owns one slot and has at most one event pending, so a
 * tournament tree over the slots is enough: rescheduling replays one path, the next event stands at the root, and
 * nothing is allocated. At equal times the lower slot goes first; that is the priority.
 */
export class Timeline {
  readonly #leaves: number;
  readonly #times: Float64Array;
  /** #winners[1] is the slot that is next; node i has the children 2i and 2i + 1. */
  readonly #winners: Int32Array;

  constructor(slots: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, slots)));
    this.#times = new Float64Array(this.#leaves).fill(Number.POSITIVE_INFINITY);
    this.#winners = new Int32Array(2 * this.#leaves);
    for (let slot = 0; slot < this.#leaves; slot++) this.#winners[this.#leaves + slot] = slot;
    for (let node = this.#leaves - 1; node >= 1; node--) this.#winners[node] = this.#winners[2 * node]!;
  }

  /** When the slot's event is due, in nanoseconds; infinity takes it out. */
  schedule(slot: number, at: number): void {
    const times = this.#times;
    const winners = this.#winners;
    times[slot] = at;
    for (let node = (this.#leaves + slot) >> 1; node >= 1; node >>= 1) {
      const left = winners[2 * node]!;
      const right = winners[2 * node + 1]!;
      winners[node] = times[right]! < times[left]! ? right : left;
    }
  }

  cancel(slot: number): void {
    this.schedule(slot, Number.POSITIVE_INFINITY);
  }

  /** The slot whose event is next; its time is `due(next())`, infinity where nothing is pending. */
  next(): number {
    return this.#winners[1]!;
  }

  due(slot: number): number {
    return this.#times[slot]!;
  }
}
