import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Playback } from '../../../engine/session/playback.ts';
import { readSession } from '../../../engine/session/reader.ts';
import { type Act, anyAct, record } from '../../helpers/sessions.ts';

/** Looks enough for several segments, with kicks between them. */
const acts = Array.from({ length: 3000 }, (_, i): Act => {
  if (i % 10 !== 9) return { kind: 'executed', atNs: i * 1000, routeId: i % 5 };
  return { kind: 'look', vector: [i * 1000, i, i, 3, 0, 0, 0, 0, 0, i % 7], histogram: [i, i % 3] };
});

test('going anywhere, back or on, shows the very numbers of that look', () => {
  const session = readSession(record(acts));
  const samples = [...session.samples];
  expect(session.segments.length).toBeGreaterThan(3);
  const playback = new Playback(session);
  fc.assert(
    fc.property(fc.nat(session.looks.length - 1), look => {
      playback.goTo(look);
      expect(playback.look).toBe(look);
      expect(playback.seen.sample()).toEqual(samples[look]);
      const { vector, histogram } = acts[10 * look + 9] as Extract<Act, { kind: 'look' }>;
      expect([...playback.seen.vector]).toEqual(vector);
      expect([...playback.seen.histograms.get(1)!.subarray(0, 2)]).toEqual(histogram);
    }),
  );
});

/** The first of them, and no further. */
function first<T>(count: number, all: Iterable<T>): T[] {
  const some: T[] = [];
  for (const each of all) if (some.push(each) === count) break;
  return some;
}

test('the kicks before a look come back newest first, over the bounds of segments', () => {
  const session = readSession(record([acts[9]!, ...acts]));
  const kicks = [...session.kicks];
  const playback = new Playback(session);
  for (const look of [0, 1, 63, 64, 65, 200, session.looks.length - 1]) {
    playback.goTo(look);
    const back = first(
      100,
      playback.kicksBack(() => true),
    );
    expect(back).toEqual(
      kicks
        .slice(0, 9 * look)
        .slice(-100)
        .toReversed(),
    );
    const odd = first(
      5,
      playback.kicksBack(route => route === 3),
    );
    expect(odd.every(({ routeId }) => routeId === 3)).toBe(true);
  }
});

test('whatever was recorded, every look can be gone to', () => {
  fc.assert(
    fc.property(fc.array(anyAct), some => {
      const session = readSession(record(some));
      const samples = [...session.samples];
      const playback = new Playback(session);
      for (const look of session.looks.keys()) {
        playback.goTo(look);
        expect(playback.seen.sample()).toEqual(samples[look]);
      }
    }),
  );
});
