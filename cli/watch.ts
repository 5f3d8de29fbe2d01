/**
 * Watches a scenario file so that no save is missed and no half of one is applied, however the editor writes:
 * in place, by renaming, through a symbolic link. Events only say that it is time to look; what counts is the
 * text that is there.
 */
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { watch } from 'chokidar';
import { readText } from './text-file.ts';

/** What was found in place of the text known before. */
export type Seen =
  | { readonly state: 'valid' | 'invalid'; readonly text: string }
  | { readonly state: 'unreadable'; readonly reason: string };

export interface FileWatch {
  /** Settles once changes are seen; rejects where the system lets nobody watch (no inotify watches left ...). */
  readonly ready: Promise<void>;
  /** Nothing is reported after the call. */
  close(): Promise<void>;
}

/** All in milliseconds. A second event within 50 of the first is swallowed by chokidar, hence the looks after it. */
const LOOKS_AFTER_EVENT = [60, 200];
const LOOK_AGAIN_WHILE_BROKEN = 20;
const GIVE_UP_ON_BROKEN = 1000;
/** Some changes raise no event: by a hard link in another directory, or by another machine on a network disk. */
const LOOK_ANYWAY = 2000;
/**
 * A text that stays broken is shown so soon. An editor that truncates, or renames away, has the new text there
 * within some 10 ms, so nobody sees diagnostics of a half; and who did break it sees them well under half a second.
 */
const BROKEN_IS_MEANT = 150;

/**
 * Reports every change of the text in `path` from `known`, the text that the caller has read: valid text at once,
 * and what stays invalid or unreadable after a moment in which it may mend itself.
 */
export function watchFile(
  path: string,
  known: string,
  validate: (text: string) => boolean,
  report: (seen: Seen) => void,
): FileWatch {
  const file = resolve(path);
  const look = new Look(file, known, validate, report);
  const onEvent = () => look.afterEvent();
  // The directory, because a link in it may be what changes, and because it outlives the file.
  const watcher = watch(dirname(file), { depth: 0, ignoreInitial: true, atomic: false });
  const ready = once(watcher, 'ready').then(onEvent);
  watcher.on('all', onEvent).on('error', onEvent);
  return {
    ready,
    async close() {
      look.stop();
      await watcher.close();
    },
  };
}

/** Looks at the file, and decides when to look again and what to report. */
class Look {
  readonly #file: string;
  readonly #validate: (text: string) => boolean;
  readonly #report: (seen: Seen) => void;
  #reported: Seen;
  #seen: Seen;
  #seenSince = 0;
  /** Since when what is there has not been what was reported last. */
  #waitingSince: number | null = null;
  #eventAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    file: string,
    known: string,
    validate: (text: string) => boolean,
    report: (seen: Seen) => void,
  ) {
    this.#file = file;
    this.#validate = validate;
    this.#report = report;
    this.#seen = this.#judge(known);
    this.#reported = this.#seen;
  }

  afterEvent(): void {
    this.#eventAt = performance.now();
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #look(): void {
    if (this.#stopped) return;
    const now = performance.now();
    this.#notice(this.#read(), now);
    if (this.#isDue(now)) {
      this.#reported = this.#seen;
      this.#waitingSince = null;
      this.#report(this.#seen);
    }
    this.#lookAgain(now - this.#eventAt);
  }

  #notice(seen: Seen, now: number): void {
    if (seen !== this.#seen) this.#seenSince = now;
    this.#seen = seen;
    if (isDeepStrictEqual(seen, this.#reported)) this.#waitingSince = null;
    else this.#waitingSince ??= now;
  }

  #isDue(now: number): boolean {
    if (this.#waitingSince === null) return false;
    if (this.#seen.state === 'valid') return true;
    return now - this.#seenSince >= BROKEN_IS_MEANT || now - this.#waitingSince >= GIVE_UP_ON_BROKEN;
  }

  #lookAgain(sinceEvent: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const mayMend = this.#seen.state !== 'valid' && sinceEvent < GIVE_UP_ON_BROKEN;
    const next = LOOKS_AFTER_EVENT.find(after => after > sinceEvent);
    if (mayMend || this.#waitingSince !== null) this.#lookIn(LOOK_AGAIN_WHILE_BROKEN);
    else this.#lookIn(next === undefined ? LOOK_ANYWAY : next - sinceEvent);
  }

  #lookIn(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#look(), milliseconds);
  }

  /** What is there now; the very object seen before where that has not changed, to be judged only once. */
  #read(): Seen {
    const found = readText(this.#file);
    const before = this.#seen;
    if ('text' in found)
      return 'text' in before && before.text === found.text ? before : this.#judge(found.text);
    if ('reason' in before && before.reason === found.reason) return before;
    return { state: 'unreadable', reason: found.reason };
  }

  #judge(text: string): Seen {
    return { state: this.#validate(text) ? 'valid' : 'invalid', text };
  }
}
