/** Goes about in a session log: from look to look, either way, in a time that does not depend on how far. */
import { FRAME, type Frame } from './frame.ts';
import { decodeKicks, type Kick } from './kick-block.ts';
import { LookReader } from './look.ts';
import type { Session } from './reader.ts';

/** Segments that are gone back through for kicks. */
const SEGMENTS_BACK = 8;
/** As many as a screen's graph goes back over, of a run that has much to tell; together some megabytes. */
const SEGMENTS_KEPT = 32;

/** The looks of a segment, each with the kicks before it that come after the look before. */
interface Stretch {
  readonly kicks: readonly Uint8Array[];
  /** null: what comes after the segment's last look. */
  readonly look: Frame | null;
}

export class Playback {
  readonly #session: Session;
  /** What was wanted last, which is what is wanted next most often; the oldest first. */
  readonly #stretches = new Map<number, { readonly end: number; readonly stretches: readonly Stretch[] }>();
  #look = -1;
  #seen: LookReader | null = null;

  /** Stands at no look as yet. */
  constructor(session: Session) {
    this.#session = session;
  }

  /** Index of the look that it stands at; -1 for none. */
  get look(): number {
    return this.#look;
  }

  /** What that look shows. The same object until the next move. */
  get seen(): LookReader {
    if (this.#seen === null) throw new Error('the playback stands at no look');
    return this.#seen;
  }

  /** Throws a SessionError where the file has changed. `look`: an index of the session's looks. */
  goTo(look: number): void {
    const { segment } = this.#session.looks[look]!;
    const { firstLook, layout } = this.#session.segments[segment]!;
    const goesOn = this.#seen !== null && this.#look >= firstLook && this.#look <= look;
    const seen = goesOn ? this.#seen! : new LookReader(layout);
    const from = goesOn ? this.#look + 1 - firstLook : 0;
    for (const { look: frame } of this.#stretchesOf(segment).slice(from, look + 1 - firstLook))
      take(seen, frame!);
    this.#look = look;
    this.#seen = seen;
  }

  /** The last kicks of wanted routes before the look, the newest first, as far back as anybody would scroll. */
  *kicksBack(wanted: (route: number) => boolean): Generator<Kick> {
    const { segment } = this.#session.looks[this.#look]!;
    const { firstLook } = this.#session.segments[segment]!;
    for (let of = segment; of >= 0 && of > segment - SEGMENTS_BACK; of--) {
      const stretches = this.#stretchesOf(of);
      const before = of === segment ? stretches.slice(0, this.#look + 1 - firstLook) : stretches;
      for (const { kicks } of before.toReversed())
        for (const block of kicks.toReversed())
          yield* [...decodeKicks(block)].filter(({ routeId }) => wanted(routeId)).reverse();
    }
  }

  #stretchesOf(segment: number): readonly Stretch[] {
    const { end } = this.#session.segments[segment]!;
    const before = this.#stretches.get(segment);
    // The last one of a log that is being written grows.
    const known =
      before?.end === end ? before : { end, stretches: [...stretchesIn(this.#session.frames(segment))] };
    this.#stretches.delete(segment);
    this.#stretches.set(segment, known);
    const [oldest] = this.#stretches.keys();
    if (this.#stretches.size > SEGMENTS_KEPT) this.#stretches.delete(oldest!);
    return known.stretches;
  }
}

function* stretchesIn(frames: Iterable<Frame>): Generator<Stretch> {
  let kicks: Uint8Array[] = [];
  for (const frame of frames) {
    if (frame.type === FRAME.kicks) kicks.push(frame.payload);
    if (frame.type !== FRAME.key && frame.type !== FRAME.look) continue;
    yield { kicks, look: frame };
    kicks = [];
  }
  yield { kicks, look: null };
}

function take(seen: LookReader, { type, payload }: Frame): void {
  if (type === FRAME.key) seen.key(payload);
  else seen.look(payload);
}
