/** Meets the kicks that a log has, one by one and in order, as the run that is simulated again executes them. */
import { decodeKicks, type Kick } from '../session/kick-block.ts';
import type { NumberedFrame } from '../session/reader.ts';
import type { Disagreement } from './disagreement.ts';

/** A kick of the log that was not met so, with its frame; null where the log has no such kick at all. */
export interface UnmetKick {
  readonly in: NumberedFrame | null;
  readonly found: Disagreement;
}

/** When a route was executed, and which. */
type Executed = Pick<Kick, 'atNs' | 'routeId'>;

/** No route takes so long that it is executed so much later than it began. */
const LATE_NS = 1e9;

export class KickCheck {
  /** Kicks that were met as the log has them. */
  met = 0;
  /** The first that was not. */
  unmet: UnmetKick | null = null;
  readonly #frames: NumberedFrame[] = [];
  #in: NumberedFrame | null = null;
  #kicks: Iterator<Kick> = [].values();
  /** The one that comes next, read ahead. */
  #next: Kick | null = null;
  /** What was executed before its frame was read, as an edit makes a driver kick at once. */
  readonly #early: Executed[] = [];

  /** What the next frame of the log has. */
  expect(frame: NumberedFrame): void {
    this.#frames.push(frame);
    if (this.#next === null) this.#readOn();
    while (this.#next !== null && this.unmet === null && this.#early.length > 0)
      this.#meet(this.#next, this.#early.shift()!);
  }

  /** The run has executed a route. */
  executed(atNs: number, routeId: number): void {
    if (this.unmet !== null) return;
    if (this.#next === null) this.#early.push({ atNs, routeId });
    else this.#meet(this.#next, { atNs, routeId });
  }

  /** Among kicks that have all been read there was one that is not as expected, or that is one too many. */
  get isWrong(): boolean {
    return this.unmet !== null || this.#early.length > 0;
  }

  /** Nothing more is expected, or will not come any more. `nowNs`: simulated time. */
  isOver(nowNs: number): boolean {
    return this.#next === null || this.unmet !== null || nowNs > this.#next.atNs + LATE_NS;
  }

  /** The run has come to where all that were read are over, and no other. Returns the first that was not met, if any. */
  settle(): UnmetKick | null {
    const [left, early] = [this.#next, this.#early[0]];
    if (left !== null)
      this.#disagree(this.#in, nth(left), `by route ${left.routeId} at ${left.atNs} ns`, null);
    else if (early !== undefined)
      this.#disagree(null, `a kick by route ${early.routeId}`, null, `at ${early.atNs} ns`);
    return this.unmet;
  }

  #meet(expected: Kick, { atNs, routeId }: Executed): void {
    if (expected.atNs !== atNs) this.#disagree(this.#in, `${nth(expected)}.atNs`, expected.atNs, atNs);
    else if (expected.routeId !== routeId)
      this.#disagree(this.#in, `${nth(expected)}.route`, expected.routeId, routeId);
    else {
      this.met++;
      this.#readOn();
    }
  }

  #disagree(
    frame: NumberedFrame | null,
    what: string,
    logged: Disagreement['logged'],
    simulated: Disagreement['simulated'],
  ): void {
    this.unmet ??= { in: frame, found: { what, logged, simulated } };
  }

  #readOn(): void {
    for (;;) {
      const { value, done } = this.#kicks.next();
      this.#next = done ? null : value;
      const frame = done ? this.#frames.shift() : undefined;
      if (frame === undefined) return;
      this.#in = frame;
      this.#kicks = decodeKicks(frame.payload);
    }
  }
}

const nth = ({ sequence }: Kick): string => `kick ${sequence}`;
