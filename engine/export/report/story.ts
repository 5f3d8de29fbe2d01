/** Reads a log through once, for all that the report says: series over time, what stood still, what was changed. */

import type { Library } from '../../scenario/library.ts';
import type { LookReader } from '../../session/look.ts';
import { nameOf } from '../../session/queue-name.ts';
import type { Session } from '../../session/reader.ts';
import { quantileOf } from '../../sim/histogram.ts';
import { type Change, Changes } from './changes.ts';
import { Looks } from './looks.ts';
import { type Stall, Stalls } from './stalls.ts';
import { between, type Exits, latencyOf, nothing, type Tally, together } from './tally.ts';

/** Simulated nanoseconds. */
export interface Interval {
  readonly fromNs: number;
  readonly toNs: number;
}

/** What a plot has of a short time in which nothing was changed. */
export interface Bin extends Interval {
  /** Exits a second. */
  readonly exits: ReadonlyMap<string, number>;
  readonly queues: ReadonlyMap<string, QueueBin>;
}

export interface QueueBin {
  readonly kicksPerSecond: number;
  /** NaN where no request completed. */
  readonly p99Ns: number;
  /** Of the looks, in buffers. */
  readonly occupancy: { readonly least: number; readonly mean: number; readonly most: number };
}

/** From one change to the next. */
export interface Stretch extends Interval {
  /** The change that it begins with; null for the first one. */
  readonly change: Change | null;
  /** Without its beginning, when what was under way completes as before the change. */
  readonly tally: Tally;
}

export interface Story extends Interval {
  /** Wall time that the engine spent not paused, in nanoseconds. */
  readonly wallNs: number;
  readonly title: string;
  /** Names, from the host on, of the last machine. */
  readonly levels: readonly string[];
  /** Sizes by `GUEST.DEVICE.QUEUE`. */
  readonly queues: ReadonlyMap<string, number>;
  /** Rows of exits, by the keys that bins have. */
  readonly exits: ReadonlyMap<string, Exits>;
  readonly bins: readonly Bin[];
  readonly changes: readonly Change[];
  /** Changes that no mark stands for. */
  readonly unmarked: number;
  readonly stretches: readonly Stretch[];
  readonly stalls: readonly Stall[];
  readonly all: Tally;
  /** How often each route was executed, by the log's number. */
  readonly executed: ReadonlyMap<number, number>;
}

/** More are of no use to a page. */
const MOST_BINS = 200;
/** Of a stretch, and of its simulated nanoseconds, what is left out at most. */
const SETTLING = { share: 0.1, ns: 0.3e9 };

/** null where the log ends before its first look. */
export function storyOf(session: Session, library: Library): Story | null {
  return session.looks.length === 0 ? null : new Telling(session, library).story();
}

class Telling {
  readonly #session: Session;
  readonly #looks: Looks;
  readonly #changes: Changes;
  readonly #stalls: Stalls;
  readonly #bins: Bin[] = [];
  readonly #sizes = new Map<string, number>();
  readonly #executed = new Map<number, number>();
  readonly #binNs: number;
  /** Where the bin under way began. */
  #before: Tally;
  #occupancy = new Map<string, number[]>();
  /** Indices of the looks at which something had changed. */
  readonly #cuts: number[] = [];
  #all: Tally = nothing;

  constructor(session: Session, library: Library) {
    this.#session = session;
    this.#looks = new Looks(session);
    this.#changes = new Changes(session, library);
    this.#stalls = new Stalls(session.reasons);
    const [first, last] = [session.looks[0]!, session.looks.at(-1)!];
    this.#binNs = (last.atNs - first.atNs) / MOST_BINS;
    this.#before = this.#looks.tallyAt(0);
    for (let look = 0; look < session.looks.length; look++) this.#take(look);
  }

  story(): Story {
    const { looks } = this.#session;
    const { layout } = this.#looks.goTo(looks.length - 1);
    return {
      ...{ fromNs: looks[0]!.atNs, toNs: looks.at(-1)!.atNs },
      wallNs: looks.at(-1)!.wallNs - looks[0]!.wallNs,
      title: layout.title,
      levels: layout.levels.map(({ name }) => name),
      queues: this.#sizes,
      exits: this.#all.exits,
      bins: this.#bins,
      changes: this.#changes.all,
      unmarked: this.#changes.more,
      stretches: this.#stretches(),
      stalls: this.#stalls.all,
      all: this.#all,
      executed: this.#executed,
    };
  }

  #take(look: number): void {
    const { looks } = this.#session;
    const seen = this.#looks.goTo(look);
    const changes = this.#changes.all.length;
    const changed = this.#changes.take(seen, look);
    for (let each = changes; each < this.#changes.all.length; each++) this.#cuts.push(look);
    this.#stalls.take(seen);
    this.#occupy(seen);
    const nowNs = looks[look]!.atNs;
    const isFull = nowNs - this.#before.ns >= this.#binNs || look === looks.length - 1;
    if (changed || isFull || seen.layout.generation !== this.#before.generation) this.#endBin(look, seen);
  }

  #occupy({ layout, vector }: LookReader): void {
    const at = layout.queue.indexOf('occupancy');
    if (at < 0) return;
    for (const [index, queue] of layout.queues.entries()) {
      const occupancy = vector[layout.run.length + index * layout.queue.length + at]!;
      const seen = this.#occupancy.get(nameOf(queue)) ?? [];
      if (!Number.isNaN(occupancy)) seen.push(occupancy);
      this.#occupancy.set(nameOf(queue), seen);
    }
  }

  #endBin(look: number, { layout, vector }: LookReader): void {
    for (const queue of layout.queues) this.#sizes.set(nameOf(queue), queue.size);
    for (let id = 0; id < layout.routes; id++) {
      const times = vector[vector.length - layout.routes + id]!;
      if (times > 0) this.#executed.set(layout.firstRoute + id, times);
    }
    const now = this.#looks.tallyAt(look);
    const before = this.#before;
    this.#before = now;
    // What another machine did between its last look and the first of this one, nobody has seen.
    if (now.generation !== before.generation || !(now.ns > before.ns)) return;
    const since = between(before, now);
    this.#all = together(this.#all, since);
    this.#bins.push({ fromNs: before.ns, toNs: now.ns, ...this.#ratesOf(since) });
    this.#occupancy = new Map();
  }

  #ratesOf(tally: Tally): Pick<Bin, 'exits' | 'queues'> {
    const seconds = tally.ns / 1e9;
    return {
      exits: new Map([...tally.exits].map(([key, { count }]) => [key, count / seconds])),
      queues: new Map(
        [...tally.queues].map(([name, { kicks }]) => [
          name,
          {
            kicksPerSecond: kicks / seconds,
            p99Ns: quantileOf(latencyOf(tally, name), 0.99),
            occupancy: spread(this.#occupancy.get(name) ?? []),
          },
        ]),
      ),
    };
  }

  /** A change may have built another machine, which has counted nothing yet. */
  #endOf(look: number, next: number): number {
    const generationOf = (of: number) => this.#looks.goTo(of).layout.generation;
    return generationOf(look) === generationOf(next) ? next : next - 1;
  }

  #stretches(): Stretch[] {
    const { looks } = this.#session;
    const begins = [0, ...this.#cuts];
    return begins.map((look, at): Stretch => {
      const end = this.#endOf(look, begins[at + 1] ?? looks.length - 1);
      const [fromNs, toNs] = [looks[look]!.atNs, looks[end]!.atNs];
      const settledNs = fromNs + (at === 0 ? 0 : Math.min(SETTLING.share * (toNs - fromNs), SETTLING.ns));
      let settled = look;
      while (settled < end && looks[settled]!.atNs < settledNs) settled++;
      const tally = between(this.#looks.tallyAt(settled), this.#looks.tallyAt(end));
      return { fromNs, toNs, change: this.#changes.all[at - 1] ?? null, tally };
    });
  }
}

function spread(values: readonly number[]): QueueBin['occupancy'] {
  if (values.length === 0) return { least: Number.NaN, mean: Number.NaN, most: Number.NaN };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return { least, most, mean: values.reduce((sum, value) => sum + value, 0) / values.length };
}
