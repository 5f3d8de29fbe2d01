/** What was changed while the log was recorded, and when: by an edit, a key, a driver, or the scenario's own events. */
import { difference } from '../../scenario/difference.ts';
import { type Library, recordedLibrary } from '../../scenario/library.ts';
import { parseScenario } from '../../scenario/parse.ts';
import type { NamedProfile, Scenario } from '../../scenario/scenario.ts';
import type { LookReader } from '../../session/look.ts';
import { nameOf, type SessionInput } from '../../session/payload.ts';
import type { Session } from '../../session/reader.ts';

export interface Change {
  /** `a`, `b` ..., as it stands on the plots. */
  readonly letter: string;
  readonly atNs: number;
  readonly what: string;
  /** The scenario's text, where that was edited. */
  readonly edit: { readonly before: string; readonly after: string } | null;
}

/** As many as there are letters; a plot with more marks is none. */
const MOST = 26;
/** Of an edit's changes, so many are told. */
const TOLD = 3;

/** A scenario's text and its profiles'. */
interface Written {
  readonly text: string;
  readonly profiles: readonly NamedProfile[];
}

export class Changes {
  readonly all: Change[] = [];
  /** Those that got no letter. */
  more = 0;
  readonly #inputs: readonly SessionInput[];
  readonly #library: Library;
  #next = 0;
  #written: Written;
  /** Of the text in force; null where this version does not understand it. */
  #scenario: Scenario | null;
  /** The doorbell in use, by queue; null before the first look. */
  #doorbells: ReadonlyMap<string, string> | null = null;
  #looks = 0;
  #happened = 0;

  constructor({ header, inputs }: Session, library: Library) {
    this.#inputs = inputs;
    this.#library = library;
    this.#written = { text: header.scenario, profiles: header.profiles };
    this.#scenario = this.#parsed(this.#written);
  }

  /** Every change up to this look, the next one of the log. True: there was one since the look before. */
  take(seen: LookReader): boolean {
    const [known, nowNs] = [this.all.length + this.more, seen.number('simulatedNs')];
    const told = new Set<string>();
    for (; this.#next < this.#inputs.length && this.#inputs[this.#next]!.atNs <= nowNs; this.#next++)
      this.#input(this.#inputs[this.#next]!, told);
    this.#events(seen.number('happened') || 0, nowNs);
    this.#drivers(seen, told);
    this.#looks++;
    return this.all.length + this.more > known;
  }

  #add(atNs: number, what: string, edit: Change['edit'] = null): void {
    const letter = String.fromCharCode('a'.charCodeAt(0) + this.all.length);
    if (this.all.length < MOST) this.all.push({ letter, atNs, what, edit });
    else this.more++;
  }

  /** `told`: the queues whose doorbell needs no further word. */
  #input(input: SessionInput, told: Set<string>): void {
    if (input.kind === 'doorbell') {
      told.add(input.queue);
      this.#add(input.atNs, `by key, ${input.queue} rings ${input.doorbell}`);
    }
    if (input.kind !== 'edit') return;
    const [before, was] = [this.#written, this.#scenario];
    this.#written = input;
    if (this.all.length < MOST) this.#scenario = this.#parsed(input);
    this.#add(input.atNs, this.#editText(was), { before: before.text, after: input.text });
    // What drivers make of it is a part of it.
    for (const queue of this.#doorbells?.keys() ?? []) told.add(queue);
  }

  #editText(before: Scenario | null): string {
    if (before === null || this.#scenario === null) return 'edit';
    const texts = difference(before, this.#scenario)
      .filter(({ told }) => told)
      .map(({ text }) => text);
    const more = texts.length > TOLD ? [`and ${texts.length - TOLD} more`] : [];
    return ['edit', [...texts.slice(0, TOLD), ...more].join(', ')].filter(part => part !== '').join(': ');
  }

  #events(happened: number, nowNs: number): void {
    for (; this.#happened < happened; this.#happened++) {
      const event = this.#scenario?.events[this.#happened];
      if (event === undefined) continue;
      const { atNs: _, ...what } = event;
      this.#add(nowNs, `event: ${Object.values(what).join(' ')}`);
    }
    this.#happened = happened;
  }

  #drivers(seen: LookReader, told: ReadonlySet<string>): void {
    const { layout, vector } = seen;
    const at = layout.queue.indexOf('doorbell');
    const inUse = layout.queues.flatMap((queue, index): [string, string][] => {
      const doorbell = layout.doorbells[vector[layout.run.length + index * layout.queue.length + at]!];
      return at < 0 || doorbell === undefined ? [] : [[nameOf(queue), doorbell]];
    });
    // Drivers fall back at their first kicks: there is nothing before that to compare with.
    const news = this.#looks < 2 ? [] : inUse.filter(([queue]) => !told.has(queue));
    for (const [queue, doorbell] of news) {
      const before = this.#doorbells?.get(queue);
      if (before === undefined || before === doorbell || doorbell === 'null') continue;
      this.#add(seen.number('simulatedNs'), `${queue} goes on to ${doorbell}`);
    }
    this.#doorbells = new Map(inUse);
  }

  #parsed({ text, profiles }: Written): Scenario | null {
    return parseScenario(text, 'scenario', recordedLibrary(profiles, this.#library)).scenario;
  }
}
