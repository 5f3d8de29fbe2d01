/** Compresses a session log that is whole, segment by segment, so that it can still be entered anywhere. */
import { closeSync, fsync, openSync, renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { FRAME, MAGIC, MOST_PAYLOAD_BYTES } from '../session/frame.ts';
import { packedFrame } from '../session/packed.ts';
import { frameAt, type Source } from '../session/source.ts';
import { FileSource } from './file-source.ts';
import { writes } from './log-file.ts';

const compress = promisify(zstdCompress);
const flushed = promisify(fsync);

/** Segments that are compressed at a time, in threads of Node's own. */
const AT_ONCE = 4;

/**
 * Puts the packed log in the place of `path` once all of it is on the disk. Rejects with the system's error (ENOSPC
 * ...), because the log lacks something, or with the signal's reason: what is unfinished is gone at once then, and the
 * log is as it was. The caller's thread handles a segment at a time, and may do something else between two.
 */
export async function packSession(
  path: string,
  signal: AbortSignal = new AbortController().signal,
  /** Told how many bytes the packed log is about to have. */
  grows: (bytes: number) => void = () => {},
): Promise<void> {
  signal.throwIfAborted();
  const unfinished = `${path}.packing`;
  const source = new FileSource(path);
  const fd = created(unfinished, source);
  const takeAway = () => rmSync(unfinished, { force: true });
  signal.addEventListener('abort', takeAway);
  try {
    let bytes = 0;
    for await (const part of packedParts(source)) {
      grows(bytes + part.length);
      signal.throwIfAborted();
      for (const written of writes(fd, part)) bytes += written;
    }
    await flushed(fd);
    signal.throwIfAborted();
    renameSync(unfinished, path);
  } catch (error) {
    takeAway();
    throw error;
  } finally {
    signal.removeEventListener('abort', takeAway);
    closeSync(fd);
    source.close();
  }
}

function created(path: string, source: FileSource): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    source.close();
    throw error;
  }
}

/** In order, while the next ones are being compressed. */
async function* packedParts(source: Source): AsyncGenerator<Uint8Array> {
  const ahead: Promise<Uint8Array>[] = [];
  for (const part of partsOf(source)) {
    ahead.push(packed(part));
    if (ahead.length === AT_ONCE) yield ahead.shift()!;
  }
  yield* ahead;
}

interface Part {
  readonly bytes: Uint8Array;
  readonly packs: boolean;
}

async function packed({ bytes, packs }: Part): Promise<Uint8Array> {
  return packs ? packedFrame(await compress(bytes), bytes.length) : bytes;
}

/**
 * Stretches: what comes before the first key, then from key to key. The header and the end stay as they are. Throws where
 * the log lacks something.
 */
function* partsOf(source: Source): Generator<Part> {
  yield { bytes: source.read(0, MAGIC.length), packs: false };
  let stretch: number | null = null;
  const since = (end: number): Part[] =>
    stretch === null
      ? []
      : [{ bytes: source.read(stretch, end - stretch), packs: end - stretch <= MOST_PAYLOAD_BYTES }];
  for (const { type, at, end } of framesOf(source)) {
    const stays = type === FRAME.header || type === FRAME.packed || type === FRAME.end;
    if (stays || type === FRAME.key) {
      yield* since(at);
      stretch = null;
    }
    if (stays) yield { bytes: source.read(at, end - at), packs: false };
    else stretch ??= at;
  }
}

interface FrameIn {
  readonly type: number;
  readonly at: number;
  readonly end: number;
}

function* framesOf(source: Source): Generator<FrameIn> {
  let at = MAGIC.length;
  for (let ended = false; !ended; ) {
    const frame = frameAt(source, at);
    if (typeof frame === 'string') throw new Error(`the log is not whole at byte ${at}`);
    const { type, end } = frame;
    yield { type, at, end };
    ended = type === FRAME.end;
    at = end;
  }
  if (at !== source.length) throw new Error("there are bytes after the log's end");
}
