/** Compresses a session log that is whole, segment by segment, so that it can still be entered anywhere. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { isPacked, packFrames } from '../session/packed.ts';
import type { Session } from '../session/reader.ts';
import type { Source } from '../session/source.ts';
import { writes } from './log-file.ts';
import { openSessionFile } from './session-file.ts';

/**
 * Puts the packed log in the place of `path` once all of it is on the disk. Throws the system's error (ENOSPC ...), and
 * then the log is as it was. One that lacks something is left alone.
 */
export function packSession(path: string): void {
  const { session, source, close } = openSessionFile(path);
  try {
    if (session.missing === null) replace(path, partsOf(session, source));
  } finally {
    close();
  }
}

/** What the packed log is made of: what comes before the first segment and after the last stays as it is. */
function* partsOf({ segments }: Session, source: Source): Generator<Uint8Array> {
  const [first, last] = [segments[0]?.at ?? source.length, segments.at(-1)?.end ?? source.length];
  yield source.read(0, first);
  for (const { at, end } of segments) {
    const frames = source.read(at, end - at);
    yield isPacked(frames) ? frames : packFrames(frames, bytes => zstdCompressSync(bytes));
  }
  yield source.read(last, source.length - last);
}

function replace(path: string, parts: Iterable<Uint8Array>): void {
  const unfinished = `${path}.packing`;
  const fd = openSync(unfinished, 'wx');
  try {
    for (const part of parts) for (const _ of writes(fd, part));
    fsyncSync(fd);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}
