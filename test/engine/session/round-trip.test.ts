import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame } from '../../../engine/session/frame.ts';
import { placesOf } from '../../../engine/session/look.ts';
import { readSession } from '../../../engine/session/reader.ts';
import { Recorder } from '../../../engine/session/recorder.ts';
import {
  type Act,
  anyAct,
  contents,
  expected,
  header,
  layout,
  record,
  route,
} from '../../helpers/sessions.ts';

test('whatever is recorded is read back, in order, and nothing is missing', () => {
  fc.assert(
    fc.property(fc.array(anyAct), acts => {
      const session = readSession(record(acts));
      expect(session.missing).toBeNull();
      expect(session.header).toEqual(header);
      expect(contents(session)).toEqual(expected(acts));
    }),
  );
});

test('kicks that fill many blocks come back without a gap, at most five bytes each', () => {
  const acts = Array.from(
    { length: 100_000 },
    (_, i): Act => ({ kind: 'executed', atNs: i * 9_876.5, routeId: i % 7 }),
  );
  const bytes = record(acts);
  expect(bytes.length).toBeLessThan(5 * acts.length);
  expect(contents(readSession(bytes)).kicks).toEqual(expected(acts).kicks);
});

test('the kicks can be gone through again', () => {
  const { kicks } = readSession(record([{ kind: 'executed', atNs: 1, routeId: 0 }]));
  expect([...kicks]).toEqual([...kicks]);
  expect([...kicks]).toHaveLength(1);
});

test('what was executed before an input or a look stands before it in the log', () => {
  const vector = new Float64Array(placesOf(layout));
  const stops: ((recorder: Recorder) => void)[] = [
    recorder => recorder.input({ kind: 'edit', atNs: 2, events: 1, text: 'version: 1', profiles: [] }),
    recorder => recorder.input({ kind: 'pause', atNs: 2, events: 1 }),
    recorder => recorder.look(vector, []),
  ];
  for (const stop of stops) {
    const frames: number[] = [];
    const recorder = new Recorder(bytes => frames.push(bytes[4]!), header);
    recorder.layout(layout);
    recorder.route(0, route);
    recorder.executed(1, 0);
    const before = frames.length;
    stop(recorder);
    expect(frames.length).toBe(before + 2);
    expect(frames[before]).toBe(4);
  }
});

test('a frame of a type yet to be invented is skipped and counted', () => {
  const whole = record([{ kind: 'edit', atNs: 1, events: 1, text: 'a', profiles: [], seed: 42 }]);
  const end = encodeFrame(6, new Uint8Array());
  const unknown = encodeFrame(200, new TextEncoder().encode('from the future'));
  const log = Buffer.concat([whole.subarray(0, -end.length), unknown, end]);
  expect(readSession(log)).toMatchObject({ unknownFrames: 1, missing: null, inputs: [{ text: 'a' }] });
});

test('a sink that throws fails the recorder once, and no method throws or writes again', () => {
  let calls = 0;
  const full = new Error('ENOSPC: no space left on device');
  const recorder = new Recorder(() => {
    if (++calls === 2) throw full;
  }, header);
  expect(recorder.failed).toBeNull();
  recorder.route(0, route);
  expect(recorder.failed).toBe(full);
  for (let i = 0; i < 50_000; i++) recorder.executed(i * 1e6, 0);
  recorder.layout(layout);
  recorder.look(new Float64Array(placesOf(layout)), []);
  recorder.input({ kind: 'pause', atNs: 1, events: 1 });
  recorder.end();
  expect(calls).toBe(2);
});

test('a route of a deep stack takes little more than its hops that differ, and comes back hop by hop', () => {
  const hops = [1, 2, 3].map(cycles => ({ ...route.hops[0]!, cycles }));
  const deep = { ...route, hops: Array.from({ length: 30_000 }, (_, at) => hops[(at * 7) % 3]!) };
  const parts: Uint8Array[] = [];
  const recorder = new Recorder(bytes => parts.push(bytes.slice()), header);
  recorder.route(0, deep);
  recorder.end();
  const log = Buffer.concat(parts);
  expect(log.length).toBeLessThan(3 * deep.hops.length);
  expect(readSession(log).routes.get(0)).toEqual(deep);
});
