/**
 * Simulated time and what is pending in it, in total order. Every source of events owns one slot and has at most
 * one event pending, so a tournament tree over the slots is enough: rescheduling replays one path and the next
 * event stands at the root. At equal times the lower slot goes first; that is the priority.
 *
 * Times are whole nanoseconds and live in typed arrays: a number above 2^31 that is passed or returned would be
 * boxed, and the loop allocates nothing. So it passes delays.
 */
const NOW = 0;
const LIMIT = 1;

export class Timeline {
  /** [0] is now. To be read by those who are told of something that happens now. */
  readonly clock = new Float64Array(2);
  readonly #leaves: number;
  readonly #times: Float64Array;
  /** #winners[1] is the slot that is next; node i has the children 2i and 2i + 1. */
  readonly #winners: Int32Array;

  constructor(slots: number, startNs: number) {
    this.clock[NOW] = startNs;
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, slots)));
    this.#times = new Float64Array(this.#leaves).fill(Number.POSITIVE_INFINITY);
    this.#winners = new Int32Array(2 * this.#leaves);
    for (let slot = 0; slot < this.#leaves; slot++) this.#winners[this.#leaves + slot] = slot;
    for (let node = this.#leaves - 1; node >= 1; node--) this.#winners[node] = this.#winners[2 * node]!;
  }

  get now(): number {
    return this.clock[NOW]!;
  }

  /** Nothing that is due later happens; infinity for no limit. */
  set limit(atNs: number) {
    this.clock[LIMIT] = atNs;
  }

  isPending(slot: number): boolean {
    return this.#times[slot] !== Number.POSITIVE_INFINITY;
  }

  /** The slot's event, in place of an earlier one, is due `delayNs` (>= 0) from now. */
  schedule(slot: number, delayNs: number): void {
    this.#times[slot] = this.clock[NOW]! + delayNs;
    this.#replay(slot);
  }

  cancel(slot: number): void {
    this.#times[slot] = Number.POSITIVE_INFINITY;
    this.#replay(slot);
  }

  /** The slot has the event that `slot` of another timeline has, at the same time, or none. */
  takeOver(slot: number, from: Timeline, fromSlot: number): void {
    this.#times[slot] = from.#times[fromSlot]!;
    this.#replay(slot);
  }

  /** Moves on to the next event and returns its slot, which stays pending; -1 where none is due, and time is at the limit. */
  advance(): number {
    const slot = this.#winners[1]!;
    const due = this.#times[slot]!;
    const limit = this.clock[LIMIT]!;
    if (due <= limit && due !== Number.POSITIVE_INFINITY) {
      this.clock[NOW] = due;
      return slot;
    }
    if (limit !== Number.POSITIVE_INFINITY) this.clock[NOW] = limit;
    return -1;
  }

  #replay(slot: number): void {
    const times = this.#times;
    const winners = this.#winners;
    for (let node = (this.#leaves + slot) >> 1; node >= 1; node >>= 1) {
      const left = winners[2 * node]!;
      const right = winners[2 * node + 1]!;
      const winner = times[right]! < times[left]! ? right : left;
      // Another slot won here before and still does: further up nothing has changed.
      if (winner !== slot && winners[node] === winner) return;
      winners[node] = winner;
    }
  }
}
