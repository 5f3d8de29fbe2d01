/** Session logs in which somebody has changed something, with the checksums mended. */
import { zstdDecompressSync } from 'node:zlib';
import { decodeFrame, encodeFrame, FRAME, type Frame, MAGIC } from '../../engine/session/frame.ts';
import { decodeKicks } from '../../engine/session/kick-block.ts';
import { LookReader, LookWriter } from '../../engine/session/look.ts';
import { framesIn } from '../../engine/session/packed.ts';
import { layout } from '../../engine/session/payload.ts';
import { writeVarint } from '../../engine/session/varint.ts';
import { json } from '../../engine/session/walk.ts';

/** The same log with nothing in it compressed. */
export function unpackedLog(log: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [MAGIC];
  for (let at = MAGIC.length; at < log.length; ) {
    const frame = decodeFrame(log, at) as Frame;
    const unpack = (packed: Uint8Array) => zstdDecompressSync(packed);
    for (const { type, payload } of framesIn(frame, unpack)) parts.push(encodeFrame(type, payload));
    at = frame.end;
  }
  return Buffer.concat(parts);
}

/** The log, unpacked, with another payload in one frame: the `nth` (1 ..) of a type; and the number and byte of that frame. */
export function doctored(
  of: Uint8Array,
  type: number,
  nth: number,
  change: (frame: Frame, before: LookReader | null) => Uint8Array,
): { readonly log: Uint8Array; readonly frame: number; readonly byte: number } {
  const log = unpackedLog(of);
  const parts: Uint8Array[] = [MAGIC];
  let where: { frame: number; byte: number } | null = null;
  let seen = 0;
  let look: LookReader | null = null;
  for (let at = MAGIC.length; at < log.length; ) {
    const frame = decodeFrame(log, at) as Frame;
    const changes = frame.type === type && ++seen === nth;
    if (changes) where = { frame: parts.length, byte: at };
    parts.push(changes ? encodeFrame(type, change(frame, look)) : log.subarray(at, frame.end));
    if (frame.type === FRAME.layout) look = new LookReader(layout.parse(json(frame.payload)));
    if (frame.type === FRAME.key) look!.key(frame.payload);
    if (frame.type === FRAME.look) look!.look(frame.payload);
    at = frame.end;
  }
  return { log: Buffer.concat(parts), ...where! };
}

/** A look's payload with one more of the first queue's counter. */
export const oneMore =
  (counter: string) =>
  ({ payload }: Frame, before: LookReader | null): Uint8Array => {
    const { layout, vector, histograms } = before!;
    const writer = new LookWriter(layout);
    const counted = () => [...histograms].map(([index, counts]) => ({ index, counts: counts.slice() }));
    writer.frame(FRAME.key, vector.slice(), counted());
    before!.look(payload);
    vector[layout.run.length + layout.queue.indexOf(counter)]! += 1;
    return payloadOf(writer.frame(FRAME.look, vector.slice(), counted()));
  };

/** A block of kicks in which one is changed. `end`: of those that are kept. */
export const changedKick =
  (of: number, change: { readonly laterNs?: number; readonly route?: number }, end?: number) =>
  ({ payload }: Frame): Uint8Array => {
    const kicks = [...decodeKicks(payload)].slice(0, end);
    const bytes = new Uint8Array(payload.length + 32);
    let at = writeVarint(bytes, 0, kicks[0]!.sequence);
    let last = 0;
    for (const [i, { atNs, routeId }] of kicks.entries()) {
      const [ns, route] =
        i === of ? [atNs + (change.laterNs ?? 0), change.route ?? routeId] : [atNs, routeId];
      const delta = ns - last;
      at = writeVarint(bytes, at, delta < 0 ? -2 * delta - 1 : 2 * delta);
      at = writeVarint(bytes, at, route);
      last = ns;
    }
    return bytes.slice(0, at);
  };

const payloadOf = (bytes: Uint8Array): Uint8Array => (decodeFrame(bytes, 0) as Frame).payload.slice();
