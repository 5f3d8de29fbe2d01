/**
 * Reads a session log as far as it is whole. A log may be cut (kill -9, a full disk), damaged, still being written, or
 * from a newer trapline; what can be read of it is read, and `missing` says what is not. It may be far larger than the
 * memory: what is kept is what is rare, and where the rest is.
 */
import { z } from 'zod';
import type { Route } from '../route/route.ts';
import { upgrade } from './format-one.ts';
import { FORMAT, FRAME, type Frame, MAGIC } from './frame.ts';
import { checkKicks, decodeKicks, type Kick } from './kick-block.ts';
import { LookReader } from './look.ts';
import { type Moment, Moments } from './moments.ts';
import { framesIn, type Unpack } from './packed.ts';
import {
  type Layout,
  layout,
  reasonDefinition,
  routeDefinition,
  type Sample,
  type SessionHeader,
  type SessionInput,
  sessionHeader,
  sessionInput,
} from './payload.ts';
import { SessionError } from './session-error.ts';
import { bytesSource, frameAt, readingAhead, type Source } from './source.ts';
import { json, type Progress, reason, walk } from './walk.ts';

/** A stretch of the log that begins with a key: whoever wants to be somewhere in it reads it from there. */
export interface Segment {
  /** Byte of its first frame, and the one after its last. */
  readonly at: number;
  end: number;
  readonly layout: Layout;
  /** Its key is this one of the looks. */
  readonly firstLook: number;
}

/** Where a look is, and when it was. */
export interface LookAt {
  readonly segment: number;
  /** Simulated time, and wall time that the engine spent not paused, both in nanoseconds. */
  readonly atNs: number;
  readonly wallNs: number;
  /** When that was, in milliseconds since 1970. */
  readonly unixMs: number;
}

/** A frame, or one that is packed in it. */
export interface NumberedFrame extends Frame {
  /** The how many-eth of the log it is, from 1, which is the header; and its first byte. */
  readonly number: number;
  readonly at: number;
}

export interface Session {
  readonly header: SessionHeader;
  /** Edits and controls, in the order in which the run took them. */
  readonly inputs: readonly SessionInput[];
  readonly routes: ReadonlyMap<number, Route>;
  /** Why queues stood still, by number. */
  readonly reasons: ReadonlyMap<number, string>;
  readonly segments: readonly Segment[];
  /** In the order of the log. */
  readonly looks: readonly LookAt[];
  /** Changes and errors, in the order of the looks. */
  readonly moments: readonly Moment[];
  /** How many kicks it holds. */
  readonly kickCount: number;
  /** Every kick, in order; decoded anew by each iteration, since a log may hold hundreds of millions. */
  readonly kicks: Iterable<Kick>;
  /** Every look by its numbers' names; decoded anew likewise. */
  readonly samples: Iterable<Sample>;
  /** The frames of a segment. */
  frames(segment: number): Iterable<Frame>;
  /** Every frame after the header; of a log of format 1, as it was written anew. */
  readonly allFrames: Iterable<NumberedFrame>;
  /** Frames of types that this version does not know; they were skipped. */
  readonly unknownFrames: number;
  /** One sentence on what the log lacks; null where it is whole. */
  readonly missing: string | null;
  /** Reads on where the log has grown. True: it has. */
  readOn(): boolean;
}

/** Opens a log. Throws a SessionError where its header cannot be read, and never for what comes after that. */
export function openSession(source: Source, unpack: Unpack): Session {
  const frame = headerFrame(source);
  const { format, ...header } = readHeader(frame.payload);
  if (format === FORMAT) return new Reader(header, source, frame.end, unpack);
  const { source: current, missing } = upgrade(source, header);
  const upgraded = new Reader(header, current, headerFrame(current).end, unpack);
  upgraded.missing = missing;
  return upgraded;
}

/** The log in `bytes`, all of it. */
export const readSession = (bytes: Uint8Array, unpack: Unpack = noPacking): Session =>
  openSession(bytesSource(bytes), unpack);

const noPacking: Unpack = () => {
  throw new RangeError('it is compressed');
};

class Reader implements Session {
  readonly header: SessionHeader;
  readonly inputs: SessionInput[] = [];
  readonly routes = new Map<number, Route>();
  readonly reasons = new Map<number, string>();
  readonly segments: Segment[] = [];
  readonly looks: LookAt[] = [];
  kickCount = 0;
  unknownFrames = 0;
  missing: string | null = null;
  readonly #source: Source;
  readonly #unpack: Unpack;
  /** Where the frames after the header begin. */
  readonly #begin: number;
  readonly #progress: Progress;
  readonly #moments: Moments;
  #layout: Layout | null = null;
  #seen: LookReader | null = null;

  /** `begin`: where the frames after the header begin. */
  constructor(header: SessionHeader, source: Source, begin: number, unpack: Unpack) {
    this.header = header;
    this.#source = source;
    this.#unpack = unpack;
    this.#begin = begin;
    this.#moments = new Moments(header.scenario, this.reasons);
    this.#progress = { at: begin, number: 2, ended: false };
    this.readOn();
  }

  readOn(): boolean {
    const before = this.#progress.at;
    this.missing = walk(this.#source, this.#progress, frame => {
      for (const each of framesIn(frame, this.#unpack)) this.#take(each);
      const last = this.segments.at(-1);
      if (last !== undefined && frame.type !== FRAME.end) last.end = frame.end;
    });
    return this.#progress.at !== before;
  }

  /** Throws, and takes nothing of the frame, where its payload is not what its type says. */
  #take({ type, payload }: Frame): void {
    switch (type) {
      case FRAME.input:
        this.#takeInput(payload);
        break;
      case FRAME.route:
        this.#takeRoute(payload);
        break;
      case FRAME.reason:
        this.#takeReason(payload);
        break;
      case FRAME.kicks:
        // Once now, so that nobody who iterates over the kicks later meets a bad one.
        this.kickCount += checkKicks(payload, this.routes);
        break;
      case FRAME.layout:
        this.#layout = layout.parse(json(payload));
        this.#seen = null;
        break;
      case FRAME.key:
        this.#takeKey(payload);
        break;
      case FRAME.look:
        this.#takeLook(payload);
        break;
      case FRAME.end:
        break;
      default:
        this.unknownFrames++;
    }
  }

  #takeInput(payload: Uint8Array): void {
    const input = sessionInput.parse(json(payload));
    this.inputs.push(input);
    this.#moments.input(input);
  }

  #takeRoute(payload: Uint8Array): void {
    const { id, route } = routeDefinition.parse(json(payload));
    if (this.routes.has(id)) throw new RangeError(`route ${id} is defined twice`);
    this.routes.set(id, route);
  }

  #takeReason(payload: Uint8Array): void {
    const { id, text } = reasonDefinition.parse(json(payload));
    this.reasons.set(id, text);
  }

  #takeKey(payload: Uint8Array): void {
    if (this.#layout === null) throw new RangeError('a key comes before any layout');
    const seen = this.#seen ?? new LookReader(this.#layout);
    seen.key(payload);
    this.#seen = seen;
    const { at } = this.#progress;
    this.segments.push({ at, end: at, layout: this.#layout, firstLook: this.looks.length });
    this.#note(seen);
  }

  #takeLook(payload: Uint8Array): void {
    if (this.#seen === null) throw new RangeError('a look comes before its key');
    this.#seen.look(payload);
    this.#note(this.#seen);
  }

  #note(seen: LookReader): void {
    const [atNs, wallNs] = [seen.number('simulatedNs'), seen.number('wallNs')];
    const segment = this.segments.length - 1;
    this.#moments.look(seen, this.looks.length);
    this.looks.push({ segment, atNs, wallNs, unixMs: seen.number('unixMs') });
  }

  get moments(): readonly Moment[] {
    return this.#moments.found;
  }

  get kicks(): Iterable<Kick> {
    return { [Symbol.iterator]: () => this.#kicks() };
  }

  get samples(): Iterable<Sample> {
    return { [Symbol.iterator]: () => this.#samples() };
  }

  get allFrames(): Iterable<NumberedFrame> {
    return { [Symbol.iterator]: () => this.#frames(this.#begin, this.#progress.at) };
  }

  *#kicks(): Generator<Kick> {
    for (const { type, payload } of this.#frames(this.#begin, this.#progress.at))
      if (type === FRAME.kicks) yield* decodeKicks(payload);
  }

  *#samples(): Generator<Sample> {
    for (const [index, segment] of this.segments.entries()) {
      const seen = new LookReader(segment.layout);
      for (const { type, payload } of this.frames(index)) {
        if (type === FRAME.key) seen.key(payload);
        else if (type === FRAME.look) seen.look(payload);
        else continue;
        yield seen.sample();
      }
    }
  }

  frames(segment: number): Iterable<Frame> {
    const { at, end } = this.segments[segment]!;
    return this.#frames(at, end);
  }

  /** Numbered as if the first of them came after the header. */
  *#frames(from: number, end: number): Generator<NumberedFrame> {
    const source = readingAhead(this.#source, end);
    for (let at = from, number = 2; at < end; number++) {
      const frame = frameAt(source, at);
      // It was whole when the log was opened: somebody has changed the file.
      if (typeof frame === 'string') throw new SessionError('the session log has changed under the reader');
      for (const each of framesIn(frame, this.#unpack)) yield { ...each, number, at };
      at = frame.end;
    }
  }
}

function headerFrame(source: Source): Frame {
  const begin = source.read(0, Math.min(source.length, MAGIC.length));
  if (MAGIC.some((byte, at) => begin[at] !== byte)) {
    throw new SessionError('this is no trapline session log: it does not begin as one');
  }
  const frame = frameAt(source, MAGIC.length);
  if (frame === 'cut')
    throw new SessionError('the session log ends inside its header: nothing of it can be read');
  if (frame === 'damaged')
    throw new SessionError("the session log's header is damaged: its checksum does not match");
  if (frame.type !== FRAME.header)
    throw new SessionError('the session log has no header: its first frame is another');
  return frame;
}

function readHeader(payload: Uint8Array): SessionHeader & { readonly format: number } {
  const versioned = z.object({ format: z.int() });
  try {
    const value = json(payload);
    const { format } = versioned.parse(value);
    if (format === 1 || format === FORMAT) return { format, ...sessionHeader.parse(value) };
    throw new SessionError(
      `the session log has format ${format}, and this trapline reads formats 1 to ${FORMAT}`,
    );
  } catch (error) {
    if (error instanceof SessionError) throw error;
    throw new SessionError(`the session log's header cannot be read: ${reason(error)}`);
  }
}
