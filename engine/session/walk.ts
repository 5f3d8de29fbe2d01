/** Goes through a log frame by frame, and says in one sentence why it went no further. */
import { z } from 'zod';
import { FRAME, type Frame } from './frame.ts';
import { frameAt, readingAhead, type Source } from './source.ts';

/** How far somebody has gone. */
export interface Progress {
  /** Where the next frame begins, and the how many-eth it is. */
  at: number;
  number: number;
  ended: boolean;
}

/**
 * Hands every further frame to `take`, which throws where it can do nothing with it. Returns what the log lacks; null
 * where it is whole. A log that has grown may be gone on with.
 */
export function walk(from: Source, progress: Progress, take: (frame: Frame) => void): string | null {
  const source = readingAhead(from);
  for (; !progress.ended && progress.at < source.length; progress.number++) {
    const { at, number } = progress;
    const frame = frameAt(source, at);
    const which = `frame ${number} at byte ${at}`;
    const unused = `${source.length - at} bytes after the last whole frame were not used`;
    if (frame === 'cut') return `the log ends inside ${which}: ${unused}`;
    if (frame === 'damaged') return `the checksum of ${which} does not match: ${unused}`;
    try {
      take(frame);
    } catch (error) {
      return `${which} cannot be read (${reason(error)}): ${unused}`;
    }
    progress.ended = frame.type === FRAME.end;
    progress.at = frame.end;
  }
  if (!progress.ended)
    return 'the recording was cut off: what the run did after the last frame is not in the log';
  const unused = source.length - progress.at;
  return unused === 0 ? null : `${unused} bytes after the log's end were not used`;
}

/** What a frame's payload says, where that is JSON. */
export function json(payload: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
}

/** Why something cannot be read, in one line. */
export function reason(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll(/\s+/g, ' ');
  return error instanceof Error ? error.message : String(error);
}
