/** Session logs that somebody has cut, or that have rotted: a thousand of each, as they were recorded and packed. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../engine/session/reader.ts';
import { SessionError } from '../../../engine/session/session-error.ts';
import { packSession } from '../../../engine/worker/pack.ts';
import { sessionOf } from '../../helpers/session-in.ts';
import { type Act, beginsLike, contents, header, record } from '../../helpers/sessions.ts';
import { freshPath } from '../../helpers/temporary.ts';

/** Some of all that there is, over two segments. */
const acts = Array.from({ length: 1400 }, (_, i): Act => {
  const [atNs, events] = [i * 1000, i];
  if (i === 700)
    return { kind: 'edit', atNs, events, text: 'version: 1', profiles: header.profiles, seed: 1 };
  if (i === 900) return { kind: 'control', atNs, events, change: { kind: 'pause' } };
  if (i % 15 !== 14) return { kind: 'executed', atNs, routeId: i % 5 };
  return { kind: 'look', vector: [atNs, i, i, 3, 0, 0, 0, 0, 0, 0], histogram: [i, 1] };
});

const recorded = record(acts);
let packed: Uint8Array;
beforeAll(async () => {
  const path = freshPath();
  writeFileSync(path, recorded);
  await packSession(path);
  packed = readFileSync(path);
});

function opened(log: Uint8Array): Session | null {
  try {
    return sessionOf(log);
  } catch (error) {
    if (error instanceof SessionError) return null;
    throw error;
  }
}

const logs = [
  ['as it was recorded', () => recorded],
  ['packed', () => packed],
] as const;

test.each(logs)('a log %s that is cut anywhere opens, or is refused in a sentence', (_, log) => {
  const whole = contents(sessionOf(log()));
  const anyLength = fc.nat({ max: log().length - 1 });
  let open = 0;
  const isClean = (length: number) => {
    const session = opened(log().subarray(0, length));
    if (session === null) return;
    open++;
    expect(session.missing).not.toBeNull();
    if (open % 20 === 0) expect(beginsLike(whole, contents(session))).toBe(true);
  };
  fc.assert(fc.property(anyLength, isClean), { numRuns: 1000 });
  expect(open).toBeGreaterThan(500);
});

test.each(logs)('no bit of a log %s that flips goes unnoticed', (_, log) => {
  const bytes = log().slice();
  const whole = contents(sessionOf(bytes));
  let open = 0;
  const isNoticed = (bit: number) => {
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    const session = opened(bytes);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    if (session === null) return;
    open++;
    expect(session.missing).toMatch(/byte/);
    if (open % 20 === 0) expect(beginsLike(whole, contents(session))).toBe(true);
  };
  fc.assert(fc.property(fc.nat({ max: bytes.length * 8 - 1 }), isNoticed), { numRuns: 1000 });
  expect(open).toBeGreaterThan(500);
});
