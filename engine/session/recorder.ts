/**
 * Writes a session log, frame by frame, to whatever takes bytes. What the run executed before an input or a look stands
 * before it in the log.
 */
import type { Route } from '../route/route.ts';
import { encodeFrame, FORMAT, FRAME, jsonFrame, MAGIC } from './frame.ts';
import { KickBlock } from './kick-block.ts';
import { type Counted, LookWriter } from './look.ts';
import { ordered } from './ordered-hops.ts';
import type { Layout, SessionHeader, SessionInput } from './payload.ts';

/**
 * A key after so many bytes or looks: who wants to see a moment reads from the key before it, within some milliseconds.
 */
const KEY_BYTES = 256 * 1024;
const KEY_LOOKS = 64;

/** Must be done with the bytes, which are overwritten later, before it returns. May throw. */
export type Sink = (bytes: Uint8Array) => void;

/**
 * Only a sink throws, and never out of here: at its first error the recorder keeps that in `failed` and calls
 * the sink no more, so that what was written stays readable and the run goes on without its log.
 */
export class Recorder {
  readonly #sink: Sink;
  readonly #kicks = new KickBlock();
  #looks: LookWriter | null = null;
  /** Since the last key. */
  #since = { bytes: 0, looks: 0 };
  #failed: Error | null = null;

  constructor(sink: Sink, header: SessionHeader) {
    this.#sink = sink;
    // At once, so that there is no log without a header.
    this.#write(Buffer.concat([MAGIC, jsonFrame(FRAME.header, { format: FORMAT, ...header })]));
  }

  /** What the sink threw, null as long as it did not. */
  get failed(): Error | null {
    return this.#failed;
  }

  /** Flushed at once. `input`: one that the run takes now, or took before the log began. */
  input(input: SessionInput): void {
    this.flush();
    this.#json(FRAME.input, input);
  }

  /** Says what `id` (0 ..) stands for: once for every id, before its first `executed`. */
  route(id: number, route: Route): void {
    this.#json(FRAME.route, { id, route: { ...route, hops: ordered(route.hops) } });
  }

  /** A route began at `atNs`, simulated. Hot: allocates nothing, and calls the sink once in some 8,000 times. */
  executed(atNs: number, routeId: number): void {
    if (this.#kicks.full) this.flush();
    this.#kicks.add(atNs, routeId);
  }

  /** What the looks from here on say; the first of them is a key. */
  layout(layout: Layout): void {
    this.flush();
    this.#json(FRAME.layout, layout);
    this.#looks = new LookWriter(layout);
    this.#since.looks = KEY_LOOKS;
  }

  /** Says what `id` (1 ..) stands for in a queue's `stalled`: once for every id, before the first look that has it. */
  reason(id: number, text: string): void {
    this.#json(FRAME.reason, { id, text });
  }

  /** `vector` as the layout has it; `histograms`: all that hold anything. */
  look(vector: Float64Array, histograms: readonly Counted[]): void {
    this.flush();
    const { bytes, looks } = this.#since;
    const key = looks >= KEY_LOOKS || bytes >= KEY_BYTES;
    if (key) this.#since = { bytes: 0, looks: 0 };
    if (key) this.#looks!.forget();
    this.#since.looks++;
    this.#write(this.#looks!.frame(key ? FRAME.key : FRAME.look, vector, histograms));
  }

  /** Hands on what has been executed; to be called at least every 250 ms of wall time. */
  flush(): void {
    if (this.#kicks.empty) return;
    this.#write(this.#kicks.seal());
    this.#kicks.clear();
  }

  /** Ends the log: a reader tells by it that nothing is missing. Nothing may be recorded afterwards. */
  end(): void {
    this.flush();
    this.#write(encodeFrame(FRAME.end, new Uint8Array()));
  }

  #json(type: number, value: object): void {
    this.#write(jsonFrame(type, value));
  }

  #write(bytes: Uint8Array): void {
    if (this.#failed) return;
    this.#since.bytes += bytes.length;
    try {
      this.#sink(bytes);
    } catch (error) {
      this.#failed = error instanceof Error ? error : new Error(String(error));
    }
  }
}
