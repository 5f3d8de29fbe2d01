/**
 * A look at the run: every number that a screen shows, as one vector, and the histograms of latencies. A key holds all
 * of it, a look what has changed since the look or key before. What stands where in the vector says the layout, in a
 * frame of its own before the first key that it holds for.
 */
import { MAX_CHANGE_BYTES, readChanges, writeChanges } from './changes.ts';
import { HEAD_BYTES, sealFrame, TAIL_BYTES } from './frame.ts';
import type { Layout, Sample } from './payload.ts';
import { nameOf } from './queue-name.ts';
import { type Cursor, MAX_VARINT_BYTES, readVarint, writeVarint } from './varint.ts';

/** One histogram: its number, and its buckets up to the last one that anything is in. */
export interface Counted {
  readonly index: number;
  readonly counts: Float64Array;
}

/** Places of a layout's vector: the run's numbers, every queue's, and how often each route was executed. */
export function placesOf({ run, queue, queues, routes }: Layout): number {
  return run.length + queue.length * queues.length + routes;
}

/** Makes frames of looks. */
export class LookWriter {
  readonly #vector: Float64Array;
  readonly #buckets: number;
  readonly #histograms = new Map<number, Float64Array>();
  #bytes: Uint8Array;
  #end = HEAD_BYTES;

  constructor(layout: Layout) {
    this.#vector = new Float64Array(placesOf(layout));
    this.#buckets = layout.buckets;
    this.#bytes = new Uint8Array(HEAD_BYTES + roomFor(this.#vector.length) + TAIL_BYTES);
  }

  /** The next key is the first: it says everything. */
  forget(): void {
    this.#vector.fill(0);
    this.#histograms.clear();
  }

  /** The frame's memory is good until the next look. `histograms`: all that hold anything. */
  frame(type: number, vector: Float64Array, histograms: readonly Counted[]): Uint8Array {
    this.#end = writeChanges(this.#bytes, HEAD_BYTES, this.#vector, vector);
    this.#makeRoom();
    const changed = histograms.filter(histogram => this.#isNew(histogram));
    this.#end = writeVarint(this.#bytes, this.#end, changed.length);
    for (const histogram of changed) this.#histogram(histogram);
    return sealFrame(this.#bytes, type, this.#end - HEAD_BYTES);
  }

  #isNew({ index, counts }: Counted): boolean {
    const before = this.#histograms.get(index);
    return before === undefined || counts.some((count, bucket) => count !== before[bucket]);
  }

  #histogram({ index, counts }: Counted): void {
    const before = this.#histograms.get(index) ?? new Float64Array(this.#buckets);
    this.#histograms.set(index, before);
    this.#makeRoom();
    this.#end = writeVarint(this.#bytes, this.#end, index);
    // Beyond the largest value it was and is empty.
    this.#end = writeChanges(this.#bytes, this.#end, before.subarray(0, counts.length), counts);
  }

  /** For a histogram and what ends the frame. */
  #makeRoom(): void {
    const needed = this.#end + roomFor(this.#buckets) + TAIL_BYTES;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * needed);
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}

const roomFor = (places: number): number => 2 * MAX_VARINT_BYTES + places * MAX_CHANGE_BYTES;

/** What the looks read so far come to. */
export class LookReader {
  readonly layout: Layout;
  readonly vector: Float64Array;
  /** By number. */
  readonly histograms = new Map<number, Float64Array>();
  /** Beyond so many of its buckets a histogram is empty; by its number. */
  readonly used = new Map<number, number>();
  /** Beyond so many of its places the vector is empty. */
  #end = 0;

  constructor(layout: Layout) {
    this.layout = layout;
    this.vector = new Float64Array(placesOf(layout));
  }

  /** A number of the run by its name; NaN where the layout has none of that name. */
  number(name: string): number {
    return this.vector[this.layout.run.indexOf(name)] ?? Number.NaN;
  }

  /** Takes a key's payload. Throws a RangeError where it is none. */
  key(payload: Uint8Array): void {
    this.vector.fill(0, 0, this.#end);
    this.histograms.clear();
    this.used.clear();
    this.look(payload);
  }

  /** Takes the payload of a look after the ones before it. Throws a RangeError where it is none. */
  look(payload: Uint8Array): void {
    const cursor: Cursor = { bytes: payload, at: 0 };
    this.#end = Math.max(this.#end, readChanges(cursor, this.vector) + 1);
    for (let left = readVarint(cursor); left > 0; left--) {
      const index = readVarint(cursor);
      const last = readChanges(cursor, this.#histogram(index));
      this.used.set(index, Math.max(this.used.get(index) ?? 0, last + 1));
    }
    if (cursor.at !== payload.length) throw new RangeError('there are bytes after a look');
  }

  /** Everything but the histograms and routes, by name. */
  sample(): Sample {
    const { run, queue, queues } = this.layout;
    const names = [...run, ...queues.flatMap(of => queue.map(field => `${nameOf(of)}.${field}`))];
    const counters = Object.fromEntries(names.map((name, place) => [name, this.vector[place]!]));
    return { atNs: this.number('simulatedNs'), counters };
  }

  #histogram(index: number): Float64Array {
    const { queues, doorbells, buckets } = this.layout;
    if (index >= queues.length * doorbells.length) throw new RangeError(`there is no histogram ${index}`);
    const known = this.histograms.get(index) ?? new Float64Array(buckets);
    this.histograms.set(index, known);
    return known;
  }
}
