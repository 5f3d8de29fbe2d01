/** The bytes of a session log, in a file. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { SessionError } from '../session/session-error.ts';
import type { Source } from '../session/source.ts';

/** Throws the system's error where the file cannot be read, a SessionError where it is none. */
export class FileSource implements Source {
  readonly #path: string;
  readonly #fd: number;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, 'r');
    if (fstatSync(this.#fd).isFile()) return;
    this.close();
    throw new SessionError(`${path} is no file`);
  }

  get length(): number {
    return fstatSync(this.#fd).size;
  }

  read(at: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    for (let read = 0; read < length; ) {
      const more = readSync(this.#fd, bytes, read, length - read, at + read);
      if (more === 0) throw new SessionError('the session log has become shorter under the reader');
      read += more;
    }
    return bytes;
  }

  isReplaced(): boolean {
    const own = fstatSync(this.#fd);
    const there = statSync(this.#path, { throwIfNoEntry: false });
    return there !== undefined && (there.ino !== own.ino || there.dev !== own.dev);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
