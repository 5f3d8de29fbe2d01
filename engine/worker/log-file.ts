/** The file that a session log is written to. */
import { closeSync, openSync, writeSync } from 'node:fs';

export class LogFile {
  readonly path: string;
  readonly #fd: number;
  #bytes = 0;

  /** Creates the file; throws where it cannot, and where there is one of that name already. */
  constructor(path: string) {
    this.path = path;
    this.#fd = create(path);
  }

  /** Bytes that reached the file, those of a write that failed half-way among them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes all of `bytes`, or throws the system's error (ENOSPC ...) with some of them written. */
  write(bytes: Uint8Array): void {
    for (const written of writes(this.#fd, bytes)) this.#bytes += written;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** A recording is evidence: exclusive creation keeps one slip on the command line from destroying another. */
function create(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${path} exists already, and a recording overwrites nothing: name another file`);
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
