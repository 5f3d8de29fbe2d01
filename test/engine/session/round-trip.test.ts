import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame } from '../../../engine/session/frame.ts';
import { readSession } from '../../../engine/session/reader.ts';
import { Recorder } from '../../../engine/session/recorder.ts';
import { type Act, anyAct, contents, expected, header, record, route } from '../../helpers/sessions.ts';

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

test('what was executed before an input or a sample stands before it in the log', () => {
  const stops: ((recorder: Recorder) => void)[] = [
    recorder => recorder.edit(2, 1, 'version: 1', []),
    recorder => recorder.control(2, 1, { kind: 'pause' }),
    recorder => recorder.sample(2, {}),
  ];
  for (const stop of stops) {
    const frames: number[] = [];
    const recorder = new Recorder(bytes => frames.push(bytes[4]!), header);
    recorder.route(0, route);
    recorder.executed(1, 0);
    const before = frames.length;
    stop(recorder);
    expect(frames.length).toBe(before + 2);
    expect(frames[before]).toBe(4);
  }
});

test('a frame of a type yet to be invented is skipped and counted', () => {
  const whole = record([{ kind: 'edit', atNs: 1, events: 1, text: 'a', profiles: [] }]);
  const end = encodeFrame(6, new Uint8Array());
  const unknown = encodeFrame(200, new TextEncoder().encode('from the future'));
  const log = Buffer.concat([whole.subarray(0, -end.length), unknown, end]);
  expect(readSession(log)).toMatchObject({ unknownFrames: 1, missing: null, inputs: [{ text: 'a' }] });
});

test('a sink that throws fails the recorder once, and no method throws or writes again', () => {
  let calls = 0;
  const full = new Error('ENOSPC: no space left on device');
  const recorder = new Recorder(() => {
    if (++calls === 3) throw full;
  }, header);
  expect(recorder.failed).toBeNull();
  recorder.route(0, route);
  expect(recorder.failed).toBe(full);
  for (let i = 0; i < 50_000; i++) recorder.executed(i * 1e6, 0);
  recorder.sample(1, { exits: 1 });
  recorder.edit(1, 1, 'a', []);
  recorder.end();
  expect(calls).toBe(3);
});
