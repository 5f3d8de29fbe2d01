import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame, MAGIC } from '../../../engine/session/frame.ts';
import { readSession, type Session } from '../../../engine/session/reader.ts';
import { SessionError } from '../../../engine/session/session-error.ts';
import {
  type Act,
  anyAct,
  beginsLike,
  contents,
  header,
  layout,
  record,
  route,
} from '../../helpers/sessions.ts';

const acts: readonly Act[] = [
  { kind: 'executed', atNs: 1_000, routeId: 0 },
  { kind: 'executed', atNs: 5_000, routeId: 1 },
  { kind: 'edit', atNs: 5_500.25, events: 12, text: 'version: 1\n', profiles: header.profiles, seed: 42 },
  { kind: 'executed', atNs: 700_000, routeId: 1 },
  { kind: 'look', vector: [800_000, 5, 73, Number.NaN, 0, 0, 0, 0, 0, 9], histogram: [0, 2] },
  { kind: 'control', atNs: 900_000, events: 20, change: { kind: 'speed', speed: 'max' } },
];

/** Where the frames of a log end, the header's first. */
function frameEnds(log: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = MAGIC.length; at < log.length; at = ends.at(-1)!) {
    const frame = decodeFrame(log, at);
    if (typeof frame === 'string') throw new Error(frame);
    ends.push(frame.end);
  }
  return ends;
}

function readOrError(log: Uint8Array): Session | SessionError {
  try {
    return readSession(log);
  } catch (error) {
    if (error instanceof SessionError) return error;
    throw error;
  }
}

test('a log cut at any byte opens up to its last whole frame and says what is missing', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 8 }), acts => {
      const log = record(acts);
      const whole = contents(readSession(log));
      const ends = frameEnds(log);
      const wholeTo = new Map(ends.map(end => [end, contents(readSession(log.subarray(0, end)))]));
      for (let length = ends[0]!; length < log.length; length++) {
        const cut = readSession(log.subarray(0, length));
        const lastWhole = ends.findLast(end => end <= length)!;
        expect(cut.missing).toMatch(lastWhole === length ? /cut off/ : `${length - lastWhole} bytes after`);
        expect(beginsLike(whole, contents(cut))).toBe(true);
        expect(contents(cut)).toEqual(wholeTo.get(lastWhole));
      }
    }),
    { numRuns: 6 },
  );
});

test('a log cut inside its header is an error that says so', () => {
  const log = record(acts);
  const [headerEnd] = frameEnds(log);
  for (let length = 0; length < headerEnd!; length++) {
    expect(() => readSession(log.subarray(0, length))).toThrow(
      length < MAGIC.length ? /no trapline/ : /ends inside its header/,
    );
  }
});

test('the sentence on a cut names the frame, the byte and what was not used', () => {
  const log = record(acts);
  const ends = frameEnds(log);
  const { missing } = readSession(log.subarray(0, ends[2]! + 7));
  expect(missing).toBe(
    `the log ends inside frame 4 at byte ${ends[2]}: 7 bytes after the last whole frame were not used`,
  );
});

test('no flipped bit goes unnoticed, throws anything but a SessionError, or changes what is read', () => {
  const log = record(acts);
  const whole = contents(readSession(log));
  const [headerEnd] = frameEnds(log);
  for (let bit = 0; bit < log.length * 8; bit++) {
    log[bit >> 3]! ^= 1 << (bit & 7);
    const session = readOrError(log);
    log[bit >> 3]! ^= 1 << (bit & 7);
    if (session instanceof SessionError) expect(bit >> 3).toBeLessThan(headerEnd!);
    else expect([session.missing, beginsLike(whole, contents(session))]).toEqual([expect.any(String), true]);
  }
});

test('arbitrary bytes after a header never throw', () => {
  const log = record([]);
  const [headerEnd] = frameEnds(log);
  const anyFrame = fc.tuple(fc.nat(8), fc.uint8Array()).map(([type, payload]) => encodeFrame(type, payload));
  fc.assert(
    fc.property(fc.array(fc.oneof(anyFrame, fc.uint8Array())), junk => {
      expect(readSession(Buffer.concat([log.subarray(0, headerEnd), ...junk])).header).toEqual(header);
    }),
  );
});

const { hops, ...lacking } = route;
const orderOf = (...order: number[]) =>
  new TextEncoder().encode(JSON.stringify({ id: 9, route: { ...lacking, hops: { each: hops, order } } }));

test('a route whose order names a hop that is not there ends the reading, and one that repeats a hop does not', () => {
  const log = record([]);
  const withRoute = (payload: Uint8Array) =>
    readSession(Buffer.concat([log.subarray(0, -end.length), encodeFrame(3, payload), end]));
  expect(withRoute(orderOf(0, 1)).missing).toMatch(/at route.hops/);
  expect(withRoute(orderOf(0, 0)).routes.get(9)!.hops).toEqual([hops[0], hops[0]]);
});

const end = encodeFrame(6, new Uint8Array());
test.each([
  ['a kick of a route that was never defined', Uint8Array.of(0, 2, 9), /route 9 is not defined/],
  ['a kick that ends inside an integer', Uint8Array.of(0, 0x80), /ends? inside an integer/],
])('a well-sealed block with %s ends the reading there', (_, payload, message) => {
  const log = record(acts);
  const { missing } = readSession(
    Buffer.concat([log.subarray(0, -end.length), encodeFrame(4, payload), end]),
  );
  expect(missing).toMatch(message);
});

test.each([
  ['queues', { ...layout, queues: Array(1025).fill(layout.queues[0]) }],
  ['numbers of a run', { ...layout, run: Array(1025).fill('now') }],
  ['numbers of a queue', { ...layout, queue: Array(1025).fill('kicks') }],
])('a layout with more %s than any machine has ends the reading there', (_, of) => {
  const log = record(acts);
  const frame = encodeFrame(7, new TextEncoder().encode(JSON.stringify(of)));
  const { missing } = readSession(Buffer.concat([log.subarray(0, -end.length), frame, end]));
  expect(missing).toMatch(/Too big: expected array to have <=1024 items/);
});

test('bytes after the end of a log are reported', () => {
  const { missing } = readSession(Buffer.concat([record(acts), Buffer.from('more')]));
  expect(missing).toBe("4 bytes after the log's end were not used");
});

test.each([
  ['{"format":3}', 'has format 3, and this trapline reads formats 1 to 2'],
  ['{"format":1,"seed":"x"}', 'header cannot be read'],
  ['nonsense', 'header cannot be read'],
])('a header that holds %s is an error that says so', (payload, message) => {
  const log = Buffer.concat([MAGIC, encodeFrame(1, new TextEncoder().encode(payload))]);
  expect(() => readSession(log)).toThrow(message);
  expect(readOrError(log)).toBeInstanceOf(SessionError);
});
