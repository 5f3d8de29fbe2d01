/**
 * Watches a scenario's files so that no save is missed and no half of one is applied, however the editor writes: in
 * place, by renaming, through a symbolic link, one file or several. Events only say that it is time to look; what
 * counts is the text that is there.
 */
import { isDeepStrictEqual } from 'node:util';
import { Surroundings } from './surroundings.ts';
import { type Content, type Reader, readText } from './text-file.ts';

/** What one look made of the files. */
export interface Found {
  /** By path: everything that was read for it, those files among them that are not there. */
  readonly contents: ReadonlyMap<string, Content>;
  /** null: it cannot run. */
  readonly scenario: unknown;
}

export interface FileWatch {
  /** Settles once changes are seen; rejects where the system lets nobody watch (no inotify watches left ...). */
  readonly ready: Promise<void>;
  /** Nothing is reported after the call. */
  close(): Promise<void>;
}

/** All in milliseconds, here and below. */
const LOOK_AGAIN_WHILE_WAITING = 20;
const LOOKS_WHILE_BROKEN = 1000;
/** Some changes raise no event: by a hard link in another directory, or by another machine on a network disk. */
const LOOK_ANYWAY = 2000;
/** A busy directory is looked at no more often. */
const BETWEEN_LOOKS = 4;

/**
 * A text that can run does so when it has stood still for so long. Nothing tells a file that is written from one that
 * will be written on, so this is the longest pause of a writer that is waited for, and it is a part of every answer.
 * Several files that are saved within it are one change.
 */
const STILL = 50;
/**
 * A text that stays broken is shown so soon. An editor that truncates, or renames away, has the new text there
 * within some 10 ms, so nobody sees diagnostics of a half; and who did break it sees them well under half a second.
 */
const STILL_IF_BROKEN = 150;
/** Either that may be cut off, because it ends sooner than the text that runs (see `endsEarly`). */
const STILL_IF_CUT = 1200;
/** One that is broken in ever new ways is shown so long after it broke. */
const GIVE_UP_ON_BROKEN = 2000;

/**
 * Reports every change from `known`, which the caller has found already: what can run once it is whole, and what
 * stays broken or unreadable after a moment in which it may mend itself. `find` reads by its argument only.
 */
export function watchFiles<F extends Found>(
  known: F,
  find: (read: Reader) => F,
  report: (found: F) => void,
): FileWatch {
  const surroundings = new Surroundings(() => look.soon());
  // Where they cannot be watched any more they are still looked at now and then.
  const look = new Look(known, find, report, files => surroundings.aim(files).catch(() => {}));
  return {
    ready: surroundings.aim(known.contents.keys()),
    async close() {
      look.stop();
      await surroundings.close();
    },
  };
}

/** Looks at the files, and decides when to look again and what to report. */
class Look<F extends Found> {
  readonly #find: (read: Reader) => F;
  readonly #report: (found: F) => void;
  readonly #aim: (files: Iterable<string>) => void;
  #reported: F;
  #seen: F;
  /** The last that can run and was reported: its files are watched whatever has become of the text since. */
  #good: F;
  /** Every text that ran: going back to one is no half of anything. */
  readonly #whole = new Set<string>();
  #contents: ReadonlyMap<string, Content>;
  #seenSince = 0;
  /** Since when what is there has not been what was reported last. */
  #waitingSince: number | null = null;
  #eventAt = 0;
  #lookedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    known: F,
    find: (read: Reader) => F,
    report: (found: F) => void,
    aim: (files: Iterable<string>) => void,
  ) {
    this.#find = find;
    this.#report = report;
    this.#aim = aim;
    this.#reported = this.#seen = this.#good = known;
    this.#contents = known.contents;
    this.#remember(known);
  }

  soon(): void {
    this.#eventAt = performance.now();
    this.#lookIn(BETWEEN_LOOKS - (this.#eventAt - this.#lookedAt));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** `late`: milliseconds by which this program was held up, during which nobody can say that a file stood still. */
  #look(late: number): void {
    const now = performance.now();
    this.#lookedAt = now;
    this.#seenSince += late;
    if (this.#waitingSince !== null) this.#waitingSince += late;
    this.#notice(now);
    if (this.#waitingSince !== null && this.#dueIn(now, this.#waitingSince) <= 0) this.#tell();
    // What is watched may have changed, or what stands at the end of its paths.
    this.#aim(this.#contents.keys());
    this.#lookAgain(performance.now());
  }

  #tell(): void {
    this.#reported = this.#seen;
    this.#waitingSince = null;
    if (this.#seen.scenario !== null) this.#remember(this.#seen);
    this.#report(this.#seen);
  }

  #remember(good: F): void {
    this.#good = good;
    for (const content of good.contents.values()) if ('text' in content) this.#whole.add(content.text);
  }

  #notice(now: number): void {
    const read = remembering();
    for (const file of [...this.#good.contents.keys(), ...this.#seen.contents.keys()]) read.of(file);
    if ([...read.contents].every(([file, content]) => isDeepStrictEqual(content, this.#contents.get(file))))
      return;
    this.#seen = this.#find(read.of);
    this.#contents = read.contents;
    this.#seenSince = now;
    if (isDeepStrictEqual(this.#seen.contents, this.#reported.contents)) this.#waitingSince = null;
    else this.#waitingSince ??= now;
  }

  /** Milliseconds until what is there is to be reported. */
  #dueIn(now: number, waitingSince: number): number {
    const isBroken = this.#seen.scenario === null;
    const mayBeCut = endsEarly(this.#seen, this.#good, this.#whole);
    const wanted = mayBeCut ? STILL_IF_CUT : isBroken ? STILL_IF_BROKEN : STILL;
    const due = this.#seenSince + wanted - now;
    return isBroken ? Math.min(due, waitingSince + GIVE_UP_ON_BROKEN - now) : due;
  }

  #lookAgain(now: number): void {
    const mayMend = this.#seen.scenario === null && now - this.#eventAt < LOOKS_WHILE_BROKEN;
    const due = this.#waitingSince === null ? LOOK_ANYWAY : this.#dueIn(now, this.#waitingSince);
    const waits = mayMend || this.#waitingSince !== null;
    this.#lookIn(waits ? Math.min(LOOK_AGAIN_WHILE_WAITING, due) : LOOK_ANYWAY);
  }

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const wait = Math.max(0, milliseconds);
    const due = performance.now() + wait;
    this.#timer = setTimeout(() => this.#look(Math.max(0, performance.now() - due)), wait);
  }
}

/** Reads each file once, so that what is compared is what is understood. */
function remembering(): { readonly of: Reader; readonly contents: ReadonlyMap<string, Content> } {
  const contents = new Map<string, Content>();
  const of = (file: string): Content => {
    const content = contents.get(file) ?? readText(file);
    contents.set(file, content);
    return content;
  };
  return { of, contents };
}

/**
 * Whether a file may be the beginning of one that is still being written: a half that ends between two lines can be
 * a scenario of its own, with a level or an expectation less. It has fewer lines than the text that runs and another
 * last one, or its last line is without the end that the other's has. Who takes the end of a file away on purpose
 * waits a little longer than who edits it elsewhere.
 */
function endsEarly(found: Found, before: Found, whole: ReadonlySet<string>): boolean {
  for (const [file, content] of found.contents) {
    const known = before.contents.get(file);
    if (known === undefined || !('text' in known && 'text' in content) || whole.has(content.text)) continue;
    const [was, is] = [known.text, content.text].map(text => text.split('\n')) as [string[], string[]];
    if (was.at(-1) === '' && is.at(-1) !== '') return true;
    if (is.length < was.length && lastLine(is) !== lastLine(was)) return true;
  }
  return false;
}

function lastLine(lines: readonly string[]): string | undefined {
  return lines.findLast(line => line.trim() !== '');
}
