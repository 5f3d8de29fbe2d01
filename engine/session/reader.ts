/**
 * Reads a session log as far as it is whole. A log may be cut (kill -9, a full disk), damaged or from a newer
 * trapline; what can be read of it is read, and `missing` says what is not.
 */
import { z } from 'zod';
import type { Route } from '../route/route.ts';
import { decodeFrame, FORMAT, FRAME, type Frame, MAGIC } from './frame.ts';
import { decodeKicks, type Kick } from './kick-block.ts';
import {
  routeDefinition,
  type Sample,
  type SessionHeader,
  type SessionInput,
  sample,
  sessionHeader,
  sessionInput,
} from './payload.ts';

export interface Session {
  readonly header: SessionHeader;
  /** Edits and controls, in the order in which the run took them. */
  readonly inputs: readonly SessionInput[];
  readonly routes: ReadonlyMap<number, Route>;
  /** Every kick, in order; decoded anew by each iteration, since a log may hold hundreds of millions. */
  readonly kicks: Iterable<Kick>;
  readonly samples: readonly Sample[];
  /** Frames of types that this version does not know; they were skipped. */
  readonly unknownFrames: number;
  /** One sentence on what the log lacks; null where it is whole. */
  readonly missing: string | null;
}

/** The bytes are no session log, or not one that this version can read; the message says why. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}

/** Reads a log. Throws a SessionError where its header cannot be read, and never for what comes after that. */
export function readSession(bytes: Uint8Array): Session {
  const frame = headerFrame(bytes);
  const header = readHeader(frame.payload);
  const content = new Content();
  const missing = readFrames(bytes, frame.end, content);
  return { header, ...content.session(), missing };
}

function headerFrame(bytes: Uint8Array): Frame {
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) {
    throw new SessionError('this is no trapline session log: it does not begin as one');
  }
  const frame = decodeFrame(bytes, MAGIC.length);
  if (frame === 'cut')
    throw new SessionError('the session log ends inside its header: nothing of it can be read');
  if (frame === 'damaged')
    throw new SessionError("the session log's header is damaged: its checksum does not match");
  if (frame.type !== FRAME.header)
    throw new SessionError('the session log has no header: its first frame is another');
  return frame;
}

function readHeader(payload: Uint8Array): SessionHeader {
  const versioned = z.object({ format: z.int() });
  try {
    const value = json(payload);
    const { format } = versioned.parse(value);
    if (format === FORMAT) return sessionHeader.parse(value);
    throw new SessionError(
      `the session log has format ${format}, and this trapline reads format ${FORMAT} only`,
    );
  } catch (error) {
    if (error instanceof SessionError) throw error;
    throw new SessionError(`the session log's header cannot be read: ${reason(error)}`);
  }
}

/** Reads frames into `content` until the log ends or cannot be read on, and says what is missing. */
function readFrames(bytes: Uint8Array, from: number, content: Content): string | null {
  let at = from;
  for (let number = 2; at < bytes.length; number++) {
    const frame = decodeFrame(bytes, at);
    const unused = `${bytes.length - at} bytes after the last whole frame were not used`;
    if (frame === 'cut') return `the log ends inside frame ${number} at byte ${at}: ${unused}`;
    if (frame === 'damaged') return `the checksum of frame ${number} at byte ${at} does not match: ${unused}`;
    if (frame.type === FRAME.end) return afterEnd(bytes.length - frame.end);
    try {
      content.add(frame);
    } catch (error) {
      return `frame ${number} at byte ${at} cannot be read (${reason(error)}): ${unused}`;
    }
    at = frame.end;
  }
  return 'the recording was cut off: what the run did after the last frame is not in the log';
}

function afterEnd(unused: number): string | null {
  return unused === 0 ? null : `${unused} bytes after the log's end were not used`;
}

/** What the frames read so far hold. */
class Content {
  readonly #inputs: SessionInput[] = [];
  readonly #routes = new Map<number, Route>();
  readonly #blocks: Uint8Array[] = [];
  readonly #samples: Sample[] = [];
  #unknownFrames = 0;

  /** Throws, and takes nothing of the frame, where its payload is not what its type says. */
  add({ type, payload }: Frame): void {
    if (type === FRAME.input) this.#inputs.push(sessionInput.parse(json(payload)));
    else if (type === FRAME.route) this.#addRoute(payload);
    else if (type === FRAME.kicks) this.#addKicks(payload);
    else if (type === FRAME.sample) this.#samples.push(sample.parse(json(payload)));
    else this.#unknownFrames++;
  }

  session(): Omit<Session, 'header' | 'missing'> {
    const blocks = this.#blocks;
    return {
      inputs: this.#inputs,
      routes: this.#routes,
      kicks: { [Symbol.iterator]: () => kicksOf(blocks) },
      samples: this.#samples,
      unknownFrames: this.#unknownFrames,
    };
  }

  #addRoute(payload: Uint8Array): void {
    const { id, route } = routeDefinition.parse(json(payload));
    if (this.#routes.has(id)) throw new RangeError(`route ${id} is defined twice`);
    this.#routes.set(id, route);
  }

  /** Walks the block once, so that nobody who iterates over the kicks later meets a bad one. */
  #addKicks(payload: Uint8Array): void {
    for (const { routeId } of decodeKicks(payload)) {
      if (!this.#routes.has(routeId)) throw new RangeError(`route ${routeId} is not defined`);
    }
    this.#blocks.push(payload);
  }
}

function* kicksOf(blocks: readonly Uint8Array[]): Generator<Kick> {
  for (const block of blocks) yield* decodeKicks(block);
}

function json(payload: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
}

function reason(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll(/\s+/g, ' ');
  return error instanceof Error ? error.message : String(error);
}
