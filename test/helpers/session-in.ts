import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { readSession, type Session } from '../../engine/session/reader.ts';

/** The log in a file, packed or not, all of it in memory. */
export const sessionIn = (path: string): Session =>
  readSession(readFileSync(path), packed => zstdDecompressSync(packed));
