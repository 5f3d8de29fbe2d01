/** Session logs, packed or not, all of them in memory. */
import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { readSession, type Session } from '../../engine/session/reader.ts';

export const sessionOf = (log: Uint8Array): Session => readSession(log, packed => zstdDecompressSync(packed));

export const sessionIn = (path: string): Session => sessionOf(readFileSync(path));
