/** The file that a session log is written to. */
import { closeSync, fstatSync, openSync, type Stats, statSync, writeSync } from 'node:fs';

export class LogFile {
  readonly path: string;
  /** null once it is closed: another file may have the number then. */
  #fd: number | null;
  readonly #most: number;
  #bytes = 0;

  /** Creates the file; throws where it cannot, and where there is one of that name already. `most`: bytes it may have. */
  constructor(path: string, most = Number.POSITIVE_INFINITY) {
    this.path = path;
    this.#most = most;
    this.#fd = create(path);
  }

  /** Bytes that reached the file, those of a write that failed half-way among them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes all of `bytes`, or throws the system's error (ENOSPC ...) with some of them written. */
  write(bytes: Uint8Array): void {
    if (this.#bytes + bytes.length > this.#most)
      throw new Error(`there is no room for what comes at once: ${this.path} may have ${this.#most} bytes`);
    for (const written of writes(this.#open, bytes)) this.#bytes += written;
  }

  /** Why nobody would find what is written; null where it is where it was. Two system calls. */
  get lost(): string | null {
    const { nlink, dev, ino } = fstatSync(this.#open);
    if (nlink === 0) return `${this.path} was removed`;
    const there = found(this.path);
    return there?.ino === ino && there.dev === dev ? null : `${this.path} was moved away`;
  }

  /** A second call does nothing. */
  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  get #open(): number {
    if (this.#fd === null) throw new Error(`${this.path} is closed`);
    return this.#fd;
  }
}

/** A recording is evidence: exclusive creation keeps one slip on the command line from destroying another. */
function create(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw existing(path);
  }
}

export function existing(path: string): Error {
  return new Error(`${path} exists already, and a recording overwrites nothing: name another file`);
}

/** null where nothing can be found there, for whatever reason. */
function found(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** Writes until all is written, because a write may take a part only; yields what each took. */
export function* writes(fd: number, bytes: Uint8Array): Generator<number> {
  for (let at = 0; at < bytes.length; ) {
    const written = writeSync(fd, bytes, at);
    at += written;
    yield written;
  }
}
