/**
 * Several runs side by side, each in a thread of its own, with one simulated clock: none goes further than a stride
 * beyond the slowest. Each has a seat in shared memory and says there how far it is; who has come as far as it may
 * sleeps until another one has moved. The slowest may always go on, so they never wait for each other in a circle.
 */

/**
 * What a slice of work crosses at speed 1. A look at two runs ten times a second then shows them within a twentieth
 * of what passes between two looks, and at full speed handing over (some 30 us) is little beside what is crossed.
 */
export const STRIDE_NS = 5e6;

/** Where a run stands that holds up nobody: it is paused, or has ended. */
const AWAY = Number.POSITIVE_INFINITY;

/** A thread that waits looks up after so long anyway: it has a session log to flush. */
const LOOK_UP_MS = 25;

/** Seats for so many runs, which all begin at 0: those that are opened first wait there for the others. */
export interface Lockstep {
  readonly memory: SharedArrayBuffer;
}

/** One of them, to be handed to a thread. */
export interface SeatAt extends Lockstep {
  readonly seat: number;
}

/** 32-bit words before the times: how often somebody has moved, and how many seats are taken. */
const MOVES = 0;
const TAKEN = 1;
const HEAD_BYTES = 8;

const timesIn = (memory: SharedArrayBuffer): Float64Array => new Float64Array(memory, HEAD_BYTES);

export function newLockstep(runs: number): Lockstep {
  return { memory: new SharedArrayBuffer(HEAD_BYTES + Float64Array.BYTES_PER_ELEMENT * runs) };
}

/** The next free seat. Throws a RangeError where all are taken. */
export function takeSeat({ memory }: Lockstep): SeatAt {
  const seat = Atomics.add(new Int32Array(memory, 0, 2), TAKEN, 1);
  const { length } = timesIn(memory);
  if (seat >= length) throw new RangeError(`a lockstep of ${length} runs has no seat for another`);
  return { memory, seat };
}

/** How far any of the runs at these times may go, its own time among them; infinite where nobody holds it. */
export const reachOf = (times: Float64Array): number => Math.min(...times) + STRIDE_NS;

export class Seat {
  readonly #head: Int32Array;
  readonly #times: Float64Array;
  readonly #seat: number;

  constructor({ memory, seat }: SeatAt) {
    this.#head = new Int32Array(memory, 0, 2);
    this.#times = timesIn(memory);
    this.#seat = seat;
  }

  /** Simulated time up to which its run may go now. */
  get reach(): number {
    return reachOf(this.#times);
  }

  /** Its run has come to `atNs`, from where others may wait for it. */
  stand(atNs: number): void {
    this.#times[this.#seat] = atNs;
    Atomics.add(this.#head, MOVES, 1);
    Atomics.notify(this.#head, MOVES);
  }

  /** Nobody waits for its run any more, until it stands somewhere again. */
  leave(): void {
    this.stand(AWAY);
  }

  /** Resolves once a run at `atNs` may go on, as far as one can tell; the thread goes on listening meanwhile. */
  async mayGoOn(atNs: number): Promise<void> {
    // Read before the times: a move after this is a wait that ends at once.
    const moves = Atomics.load(this.#head, MOVES);
    if (this.reach <= atNs) await Atomics.waitAsync(this.#head, MOVES, moves, LOOK_UP_MS).value;
  }
}
