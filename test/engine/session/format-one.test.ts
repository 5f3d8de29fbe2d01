import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readSession } from '../../../engine/session/reader.ts';

const log = gunzipSync(readFileSync(new URL('../../fixtures/session-format-1.tlog.gz', import.meta.url)));

test('a log of format 1 opens: every kick, and every sample as a key', () => {
  const session = readSession(log);
  const samples = [...session.samples];
  expect(session.missing).toBeNull();
  expect(session.header).toMatchObject({ engine: '0.1.0', seed: 2009 });
  expect(session.segments).toHaveLength(samples.length);
  const kicks = [...session.kicks];
  expect(kicks.map(({ sequence }) => sequence)).toEqual(kicks.map((_, index) => index));
  const ofV3 = kicks.filter(({ routeId }) => {
    const { cause } = session.routes.get(routeId)!;
    return cause.kind === 'kick' && cause.device === 'V3';
  });
  expect(samples.at(-1)!.atNs).toBe(60e6);
  expect(samples.at(-1)!.counters['G2.V3.tx.kicks']).toBe(ofV3.length);
});

test('what a cut log of format 1 lacks is said of its own frames and bytes', () => {
  const { missing } = readSession(log.subarray(0, -20));
  expect(missing).toMatch(/ends inside frame \d+ at byte 2\d{4}: /);
});
