/**
 * Writes a session log, frame by frame, to whatever takes bytes. What the run executed before an input or a
 * sample stands before it in the log.
 */
import type { Route } from '../route/route.ts';
import type { NamedProfile } from '../scenario/scenario.ts';
import { encodeFrame, FORMAT, FRAME, MAGIC } from './frame.ts';
import { KickBlock } from './kick-block.ts';
import type { Control, Sample, SessionHeader, SessionInput } from './payload.ts';

/** Must be done with the bytes, which are overwritten later, before it returns. May throw. */
export type Sink = (bytes: Uint8Array) => void;

/**
 * Only a sink throws, and never out of here: at its first error the recorder keeps that in `failed` and calls
 * the sink no more, so that what was written stays readable and the run goes on without its log.
 */
export class Recorder {
  readonly #sink: Sink;
  readonly #kicks = new KickBlock();
  #failed: Error | null = null;

  constructor(sink: Sink, header: SessionHeader) {
    this.#sink = sink;
    this.#write(MAGIC);
    this.#json(FRAME.header, { format: FORMAT, ...header });
  }

  /** What the sink threw, null as long as it did not. */
  get failed(): Error | null {
    return this.#failed;
  }

  /** A new scenario text took effect at `atNs` (simulated), after `events` events; it is flushed at once. */
  edit(atNs: number, events: number, text: string, profiles: readonly NamedProfile[]): void {
    this.#input({ kind: 'edit', atNs, events, text, profiles });
  }

  /** A change by key, stamped like an edit. */
  control(atNs: number, events: number, change: Control): void {
    this.#input({ ...change, atNs, events });
  }

  /** Says what `id` (0 ..) stands for: once for every id, before its first `executed`. */
  route(id: number, route: Route): void {
    this.#json(FRAME.route, { id, route });
  }

  /** A route began at `atNs`, simulated. Hot: allocates nothing, and calls the sink once in some 8,000 times. */
  executed(atNs: number, routeId: number): void {
    if (this.#kicks.full) this.flush();
    this.#kicks.add(atNs, routeId);
  }

  /** Counters at one simulated time; finite, or NaN where there is no value yet. */
  sample(atNs: number, counters: Sample['counters']): void {
    this.flush();
    this.#json(FRAME.sample, { atNs, counters });
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

  #input(input: SessionInput): void {
    this.flush();
    this.#json(FRAME.input, input);
  }

  #json(type: number, value: object): void {
    this.#write(encodeFrame(type, new TextEncoder().encode(JSON.stringify(value))));
  }

  #write(bytes: Uint8Array): void {
    if (this.#failed) return;
    try {
      this.#sink(bytes);
    } catch (error) {
      this.#failed = error instanceof Error ? error : new Error(String(error));
    }
  }
}
