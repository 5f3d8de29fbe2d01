/**
 * The moments of a log that somebody would look for, found look by look while it is read, so that a log which grows is
 * never gone through again.
 *
 * A change is an edit, or a driver that goes on to another doorbell, unless that is how it finds its first one. An error
 * begins where a queue comes to stand still, or where one of the counts below rises that has not risen for a second of
 * wall time: faults that go on and on are one error.
 */
import type { LookReader } from './look.ts';
import type { Layout, SessionInput } from './payload.ts';
import { nameOf } from './queue-name.ts';

export interface Moment {
  readonly kind: 'change' | 'error';
  /** The first look that shows it: an index of the session's, which may still be to come. */
  readonly look: number;
  /** In one line: names and reasons as the log has them. */
  readonly what: string;
  /** Where the change is one. */
  readonly edit?: EditInput;
}

type EditInput = Extract<SessionInput, { kind: 'edit' }>;

/** What no queue should count, and what it says when it does. */
const FAULTS = {
  lostKicks: 'kicks are lost',
  misdirectedKicks: 'kicks reach another device',
  corruptions: 'requests move data of the wrong memory',
} as const;
type Fault = keyof typeof FAULTS;
const faults = Object.keys(FAULTS) as Fault[];

/** Wall time after which a count that rises again is another error. */
const QUIET_NS = 1e9;

/** What drivers make of an edit, or of a doorbell that fails, comes within so much wall time, and is part of it. */
const ONE_CHANGE_NS = 0.25e9;

/** A line has room for no more, of things and of characters. */
const MOST_SAID = 3;
const LONGEST = 300;

/** A count, and when it last rose, in wall time. */
interface Count {
  value: number;
  roseNs: number;
}

interface SeenQueue {
  readonly name: string;
  kicks: number;
  doorbell: number;
  stall: number;
  readonly counts: Record<Fault, Count>;
}

export class Moments {
  /** In the order of the looks; at most one of each kind a look. */
  readonly found: Moment[] = [];
  readonly #reasons: ReadonlyMap<number, string>;
  #text: string;
  #layout: Layout | null = null;
  /** In the order of the layout. */
  #queues: readonly SeenQueue[] = [];
  /** Of a queue's numbers, among those that it has in a look. */
  #places: ReadonlyMap<string, number> = new Map();
  #dma: Count = { value: Number.NaN, roseNs: Number.NEGATIVE_INFINITY };
  /** Since the last look. */
  #edit: { readonly what: string; readonly input: EditInput } | null = null;
  /** Wall time of the last change. */
  #changedNs = Number.NEGATIVE_INFINITY;

  /** `text`: of the scenario that the log begins with. `reasons`: why queues stand still, by number. */
  constructor(text: string, reasons: ReadonlyMap<number, string>) {
    this.#text = text;
    this.#reasons = reasons;
  }

  /** The next look shows what it did. */
  input(input: SessionInput): void {
    if (input.kind !== 'edit') return;
    this.#edit = { what: editOf(this.#text, input.text), input };
    this.#text = input.text;
  }

  /** `look`: its index. */
  look(seen: LookReader, look: number): void {
    const isFirst = this.#layout === null;
    const wallNs = seen.number('wallNs');
    if (seen.layout !== this.#layout) this.#layOut(seen.layout);
    const changes = this.#edit === null ? [] : [this.#edit.what];
    const errors: string[] = [];
    for (const [at, queue] of this.#queues.entries()) {
      const told = this.#tell(queue, this.#numbersOf(seen, at), wallNs, isFirst);
      changes.push(...told.changes);
      errors.push(...told.errors);
    }
    if (rises(this.#dma, seen.number('dmaFaults'), wallNs) && !isFirst) errors.push('DMA faults');
    const isOfLast = this.#edit === null && wallNs - this.#changedNs <= ONE_CHANGE_NS;
    if (!isOfLast) this.#note('change', look, changes, this.#edit?.input);
    if (!isOfLast && changes.length > 0) this.#changedNs = wallNs;
    this.#note('error', look, errors);
    this.#edit = null;
  }

  #tell(queue: SeenQueue, number: (field: string) => number, wallNs: number, isFirst: boolean) {
    const changes: string[] = [];
    const errors: string[] = [];
    const rung = (of: number) => doorbellOf(this.#layout!, of);
    const [doorbell, stall] = [number('doorbell'), number('stall')];
    if (!isFirst && queue.kicks > 0 && !Object.is(doorbell, queue.doorbell))
      changes.push(`${queue.name}: ${rung(queue.doorbell)} -> ${rung(doorbell)}`);
    if (!isFirst && stall > 0 && queue.stall === 0)
      errors.push(`${queue.name} is stalled: ${this.#reasons.get(stall) ?? 'for an unknown reason'}`);
    for (const fault of faults)
      if (rises(queue.counts[fault], number(fault), wallNs) && !isFirst)
        errors.push(`${queue.name}: ${FAULTS[fault]}`);
    Object.assign(queue, { kicks: number('kicks'), doorbell, stall: stall || 0 });
    return { changes, errors };
  }

  /** Queues keep what was seen of them; in a machine that was built anew every count begins at zero. */
  #layOut(layout: Layout): void {
    const isAnew = layout.generation !== this.#layout?.generation;
    const known = new Map(isAnew ? [] : this.#queues.map(queue => [queue.name, queue]));
    this.#queues = layout.queues.map(place => {
      const name = nameOf(place);
      return known.get(name) ?? unseen(name);
    });
    if (isAnew) this.#dma = none();
    this.#places = new Map(layout.queue.map((field, place) => [field, place]));
    this.#layout = layout;
  }

  #numbersOf({ layout: { run, queue }, vector }: LookReader, at: number): (field: string) => number {
    const first = run.length + at * queue.length;
    return field => {
      const place = this.#places.get(field);
      return place === undefined ? Number.NaN : vector[first + place]!;
    };
  }

  #note(kind: Moment['kind'], look: number, told: readonly string[], edit?: EditInput): void {
    if (told.length === 0) return;
    const more = told.length > MOST_SAID ? [`${told.length - MOST_SAID} more`] : [];
    const what = [...told.slice(0, MOST_SAID), ...more].join('; ').slice(0, LONGEST);
    this.found.push({ kind, look, what, ...(edit && { edit }) });
  }
}

const none = (): Count => ({ value: 0, roseNs: Number.NEGATIVE_INFINITY });

const unseen = (name: string): SeenQueue => ({
  ...{ name, kicks: 0, doorbell: Number.NaN, stall: 0 },
  counts: { lostKicks: none(), misdirectedKicks: none(), corruptions: none() },
});

/** Whether an error begins with this value. What a log does not count is NaN, and never rises. */
function rises(count: Count, value: number, wallNs: number): boolean {
  const rose = value > count.value;
  const begins = rose && wallNs - count.roseNs > QUIET_NS;
  if (!Number.isNaN(value)) count.value = value;
  if (rose) count.roseNs = wallNs;
  return begins;
}

/** A layout calls it `null` where a driver has none left. */
function doorbellOf({ doorbells }: Layout, number: number): string {
  const name = doorbells[number] ?? 'null';
  return name === 'null' ? 'none' : name;
}

/** Where the text changed, by its first line that did. */
function editOf(before: string, after: string): string {
  const [old, lines] = [before.split('\n'), after.split('\n')];
  const first = lines.findIndex((line, at) => line !== old[at]);
  const at = first < 0 && old.length > lines.length ? lines.length : first;
  if (at < 0) return 'edit of a profile, or of nothing';
  return `edit at line ${at + 1}: ${(lines[at] ?? 'the end').trim().slice(0, 120) || 'a blank line'}`;
}
