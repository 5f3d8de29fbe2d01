/** A session log in a file, opened for reading. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { MAGIC } from '../session/frame.ts';
import type { Unpack } from '../session/packed.ts';
import { openSession, type Session } from '../session/reader.ts';
import { FileSource } from './file-source.ts';

export interface SessionFile {
  readonly session: Session;
  /** Its path names another file by now. */
  isReplaced(): boolean;
  close(): void;
}

/** Whether that is a file which begins as a session log does, whatever it is called. */
export function isSessionFile(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const fd = openSync(path, 'r');
  try {
    const begin = new Uint8Array(MAGIC.length);
    readSync(fd, begin, 0, begin.length, 0);
    return MAGIC.every((byte, at) => begin[at] === byte);
  } finally {
    closeSync(fd);
  }
}

/** Throws the system's error where the file cannot be read, a SessionError where it is no session log. */
export function openSessionFile(path: string): SessionFile {
  const source = new FileSource(path);
  try {
    return {
      session: openSession(source, unpack),
      isReplaced: () => source.isReplaced(),
      close: () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

const unpack: Unpack = (packed, length) => {
  const bytes = zstdDecompressSync(packed, { maxOutputLength: Math.max(1, length) });
  if (bytes.length !== length) throw new RangeError('what is packed is not as long as it says');
  return bytes;
};
