/** What was changed while the log was recorded, and when: by an edit, a key, a driver, or the scenario's own events. */
import { difference } from '../../scenario/difference.ts';
import { type Library, recordedLibrary } from '../../scenario/library.ts';
import { parseScenario } from '../../scenario/parse.ts';
import type { EventSpec, NamedProfile, Scenario } from '../../scenario/scenario.ts';
import type { LookReader } from '../../session/look.ts';
import type { Moment } from '../../session/moments.ts';
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
  readonly #moments: readonly Moment[];
  readonly #library: Library;
  #next = 0;
  #written: Written;
  /** Of the text in force; null where this version does not understand it. */
  #scenario: Scenario | null;
  #happened = 0;

  constructor({ header, moments }: Session, library: Library) {
    this.#moments = moments.filter(({ kind }) => kind === 'change');
    this.#library = library;
    this.#written = { text: header.scenario, profiles: header.profiles };
    this.#scenario = this.#parsed(this.#written);
  }

  /** What changed before this look, the next one of the log. True: something did. */
  take(seen: LookReader, look: number): boolean {
    const known = this.all.length + this.more;
    const nowNs = seen.number('simulatedNs');
    for (; this.#moments[this.#next]?.look === look; this.#next++)
      this.#moment(this.#moments[this.#next]!, nowNs);
    this.#events(seen.number('happened') || 0, nowNs);
    return this.all.length + this.more > known;
  }

  #add(atNs: number, what: string, edit: Change['edit'] = null): void {
    const letter = String.fromCharCode('a'.charCodeAt(0) + this.all.length);
    if (this.all.length < MOST) this.all.push({ letter, atNs, what, edit });
    else this.more++;
  }

  #moment({ what, edit }: Moment, nowNs: number): void {
    if (edit === undefined) {
      this.#add(nowNs, what);
      return;
    }
    const [before, was] = [this.#written, this.#scenario];
    this.#written = edit;
    if (this.all.length < MOST) this.#scenario = this.#parsed(edit);
    const told = this.#editText(was) ?? what;
    this.#add(edit.atNs, told, { before: before.text, after: edit.text });
  }

  /** What is another in the scenario; null where that is nothing, or not understood. */
  #editText(before: Scenario | null): string | null {
    if (before === null || this.#scenario === null) return null;
    const changes = difference(before, this.#scenario).filter(({ told }) => told);
    if (changes.length === 0) return null;
    const more = changes.length > TOLD ? [`and ${changes.length - TOLD} more`] : [];
    return `edit: ${[...changes.slice(0, TOLD).map(({ text }) => text), ...more].join(', ')}`;
  }

  #events(happened: number, nowNs: number): void {
    for (; this.#happened < happened; this.#happened++) {
      const event = this.#scenario?.events[this.#happened];
      if (event !== undefined) this.#add(nowNs, `event: ${this.#eventText(event)}`);
    }
    this.#happened = happened;
  }

  #eventText({ atNs: _, ...event }: EventSpec): string {
    const words = Object.entries(event).map(([key, value]) =>
      key === 'level' ? (this.#scenario?.levels[Number(value)]?.name ?? value) : value,
    );
    return words.join(' ');
  }

  #parsed({ text, profiles }: Written): Scenario | null {
    return parseScenario(text, 'scenario', recordedLibrary(profiles, this.#library)).scenario;
  }
}
