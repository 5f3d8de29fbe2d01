/** How far a run may go at a moment of wall time. All times in nanoseconds. */
import type { Speed } from './live.ts';

/** Wall time of one slice of work; between two the thread listens to its messages. */
export const SLICE_NS = 5e6;
/** A run that cannot keep up is not made to catch up: at most this much wall time is owed. */
const MOST_OWED_NS = 50e6;

export class Pace {
  #speed: Speed;
  #paused = false;
  /** Wall time, while not paused, up to `#since`. */
  #ran = 0;
  #since: number;
  readonly #clock: () => number;

  /** `clock`: wall time. */
  constructor(speed: Speed, clock: () => number) {
    this.#speed = speed;
    this.#clock = clock;
    this.#since = clock();
  }

  get speed(): Speed {
    return this.#speed;
  }

  set speed(speed: Speed) {
    this.#speed = speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#account();
    this.#paused = paused;
  }

  /** Wall time spent not paused. */
  get ranNs(): number {
    this.#account();
    return this.#ran;
  }

  /** Simulated time that a run may be late by and still make up for; infinite where there is no limit. */
  get mostOwed(): number {
    return this.#speed === 'max' ? Number.POSITIVE_INFINITY : MOST_OWED_NS * this.#speed;
  }

  /** Simulated time that is due since the last call; infinite where there is no limit, 0 while paused. */
  due(): number {
    const elapsed = this.#account();
    if (this.#paused) return 0;
    return this.#speed === 'max' ? Number.POSITIVE_INFINITY : Math.min(elapsed * this.#speed, this.mostOwed);
  }

  #account(): number {
    const now = this.#clock();
    const elapsed = this.#paused ? 0 : now - this.#since;
    this.#since = now;
    this.#ran += elapsed;
    return elapsed;
  }
}
