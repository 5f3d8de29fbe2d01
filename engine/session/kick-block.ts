/**
 * A block of kicks: executed routes, packed to a few bytes each so that recording costs the engine next to
 * nothing. The first integer of the payload is the sequence number of the block's first kick; two follow for
 * every kick: the time since the one before, in whole nanoseconds (since 0 for the first) and zigzag-coded,
 * because a back end's own kick may begin after one that is executed later; and the route's id.
 */
import { FRAME, HEAD_BYTES, sealFrame, TAIL_BYTES } from './frame.ts';
import { MAX_VARINT_BYTES, readVarint, writeVarint } from './varint.ts';

/** Large enough that a block's frame and system call weigh nothing, small enough to be lost without grief. */
const BLOCK_BYTES = 32 * 1024;
const KICK_BYTES = 2 * MAX_VARINT_BYTES;

export interface Kick {
  /** Counts up by one from 0 through the whole log. */
  readonly sequence: number;
  /** When it began, in simulated nanoseconds, rounded. */
  readonly atNs: number;
  readonly routeId: number;
}

export class KickBlock {
  readonly #bytes = new Uint8Array(BLOCK_BYTES);
  #begin = 0;
  #end = 0;
  #sequence = 0;
  #lastNs = 0;

  constructor() {
    this.clear();
  }

  get empty(): boolean {
    return this.#end === this.#begin;
  }

  /** No room for another kick. */
  get full(): boolean {
    return this.#end > BLOCK_BYTES - KICK_BYTES - TAIL_BYTES;
  }

  /** Hot: allocates nothing. Times are below 2^52 ns, which is 52 days. */
  add(atNs: number, routeId: number): void {
    const at = Math.round(atNs);
    const delta = at - this.#lastNs;
    const timed = writeVarint(this.#bytes, this.#end, delta < 0 ? -2 * delta - 1 : 2 * delta);
    this.#end = writeVarint(this.#bytes, timed, routeId);
    this.#lastNs = at;
    this.#sequence++;
  }

  /** The block as a frame: its own memory, good until it is cleared. */
  seal(): Uint8Array {
    return sealFrame(this.#bytes, FRAME.kicks, this.#end - HEAD_BYTES);
  }

  clear(): void {
    this.#begin = writeVarint(this.#bytes, HEAD_BYTES, this.#sequence);
    this.#end = this.#begin;
    this.#lastNs = 0;
  }
}

/** The kicks of a block's payload; throws a RangeError where the payload is none. */
export function* decodeKicks(payload: Uint8Array): Generator<Kick> {
  const cursor = { bytes: payload, at: 0 };
  let sequence = readVarint(cursor);
  let atNs = 0;
  while (cursor.at < payload.length) {
    const zigzag = readVarint(cursor);
    atNs += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    yield { sequence: sequence++, atNs, routeId: readVarint(cursor) };
  }
}

/** How many there are. Throws a RangeError where `decodeKicks` would, or a kick's route is not among `routes`. */
export function checkKicks(payload: Uint8Array, routes: ReadonlyMap<number, unknown>): number {
  const cursor = { bytes: payload, at: 0 };
  readVarint(cursor);
  let known = -1;
  let kicks = 0;
  for (; cursor.at < payload.length; kicks++) {
    readVarint(cursor);
    const route = readVarint(cursor);
    if (route === known) continue;
    if (!routes.has(route)) throw new RangeError(`route ${route} is not defined`);
    known = route;
  }
  return kicks;
}
