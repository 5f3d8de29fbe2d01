/** A session that is simulated again is the very session, however it was run; and what somebody changed in it is found. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Verified, verify, verifyBy } from '../../../engine/compare/verify.ts';
import { FRAME } from '../../../engine/session/frame.ts';
import { readSession } from '../../../engine/session/reader.ts';
import { SessionError } from '../../../engine/session/session-error.ts';
import { runHeadless } from '../../../engine/worker/headless.ts';
import { newLockstep } from '../../../engine/worker/lockstep.ts';
import { openRun } from '../../../engine/worker/open.ts';
import { changedKick, doctored, oneMore } from '../../helpers/doctored-logs.ts';
import { liveRun, until } from '../../helpers/live-runs.ts';
import { anyCascades, anyEdits } from '../../helpers/random-edits.ts';
import { MS } from '../../helpers/runs.ts';
import { bundledNames, bundledText, library, scenarioOf } from '../../helpers/scenarios.ts';
import { sessionIn, sessionOf } from '../../helpers/session-in.ts';
import { freshPath } from '../../helpers/temporary.ts';

const text = bundledText('three-doorbells.yaml');
const verified = (log: Uint8Array): Verified => verify(sessionOf(log), library);

function expectSame(log: Uint8Array): Verified {
  const session = sessionOf(log);
  const found = verify(session, library);
  expect(found.divergence).toBeNull();
  expect(found).toMatchObject({
    looks: session.looks.length,
    inputs: session.inputs.length,
    routes: session.routes.size,
    kicks: [...session.kicks].length,
    upToNs: session.looks.at(-1)!.atNs,
  });
  return found;
}

function headless(name: string, forNs: number): Buffer {
  const record = freshPath('.tlog');
  const text = bundledText(name);
  const to = { file: record, mostBytes: null };
  runHeadless({ scenario: scenarioOf(text), text, forNs, record: to, engineVersion: '0.0.0' });
  return readFileSync(record);
}

test.each(bundledNames)('%s does again what it did', name => {
  const { kicks, counters } = expectSame(headless(name, 11 * MS));
  if (kicks > 0) expect(counters).toBeGreaterThan(kicks / 1000);
});

test('edits in place, edits that build anew, doorbells, pauses, steps and speeds are the same again', async () => {
  const log = freshPath('.tlog');
  const run = await liveRun(text, 1, log);
  const passed = async (ms: number) => {
    const { simulatedNs } = run.snapshot();
    await until(run, snapshot => snapshot.simulatedNs > simulatedNs + ms * MS);
  };
  const apply = (edited: string) => run.apply(scenarioOf(edited), edited);
  await passed(30);
  run.nextDoorbell(0);
  run.setSpeed('max');
  await passed(50);
  const faster = text.replace('poisson: 20k/s', 'poisson: 40k/s');
  expect(await apply(faster)).not.toMatchObject({ consequences: [{ force: 'anew' }] });
  run.pause();
  run.step();
  run.step();
  run.resume();
  await passed(30);
  const seeded = faster.replace(/seed: \d+/, 'seed: 99');
  expect(await apply(seeded)).toMatchObject({ consequences: [{ force: 'anew' }] });
  // As with --seed.
  await run.apply({ ...scenarioOf(seeded), seed: 7 }, seeded);
  run.setSpeed(0.5);
  await passed(10);
  run.nextDoorbell(1);
  const resized = seeded.replace('size: 64', 'size: 128');
  await run.apply({ ...scenarioOf(resized), seed: 7 }, resized);
  await passed(5);
  await run.close();
  const { inputs } = expectSame(readFileSync(log));
  expect(inputs).toBe(12);
});

test('runs side by side, each held by the other, are the same alone', async () => {
  const lockstep = newLockstep(2);
  const logs = [freshPath('.tlog'), freshPath('.tlog')];
  const texts = [text.replaceAll('k/s', '0k/s'), text];
  const runs = await Promise.all(texts.map((each, i) => liveRun(each, 'max', logs[i]!, lockstep)));
  await until(runs[1]!, ({ simulatedNs }) => simulatedNs > 30 * MS);
  for (const run of runs) await run.close();
  for (const log of logs) expectSame(readFileSync(log));
});

test('whatever is edited, and whenever, is the same again', async () => {
  const anyChain = fc.array(fc.oneof(anyEdits, anyCascades), { minLength: 2, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(anyChain, async chain => {
      const scenarios = chain.flat();
      const record = freshPath('.tlog');
      const to = { file: record, mostBytes: null };
      const start = { speed: 'max', record: to, engineVersion: '0.0.0' } as const;
      const run = await openRun({ scenario: scenarios[0]!, text: '0', ...start });
      for (const [i, scenario] of scenarios.entries()) if (i > 0) await run.apply(scenario, String(i));
      await run.close();
      const session = sessionIn(record);
      const after = ({ text }: { readonly text: string }) => scenarios[Number(text)]!;
      const { divergence, looks, kicks } = verifyBy(session, { begun: scenarios[0]!, after });
      const all = { looks: session.looks.length, kicks: [...session.kicks].length };
      expect({ divergence, looks, kicks }).toEqual({ divergence: null, ...all });
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

const log = headless('three-doorbells.yaml', 70 * MS);

test('one counter that was changed is found, in its look', () => {
  const { log: changed, ...where } = doctored(log, FRAME.look, 5, oneMore('kicks'));
  const { divergence, looks } = verified(changed);
  expect(divergence).toMatchObject({ ...where, atNs: 50 * MS, what: 'G2.V1.tx.kicks' });
  expect(divergence!.logged).toBe(Number(divergence!.simulated) + 1);
  expect(looks).toBe(5);
});

test("one kick's time that was changed is found, in its block, and its route", () => {
  const late = doctored(log, FRAME.kicks, 3, changedKick(7, { laterNs: 1 }));
  const { divergence, looks } = verified(late.log);
  const { frame, byte } = late;
  expect(divergence).toMatchObject({ frame, byte, what: expect.stringMatching(/^kick \d+\.atNs$/) });
  expect(divergence!.logged).toBe(Number(divergence!.simulated) + 1);
  expect(looks).toBe(3);
  const other = doctored(log, FRAME.kicks, 3, changedKick(7, { route: 0 }));
  expect(verified(other.log).divergence).toMatchObject({ frame, what: expect.stringMatching(/\.route$/) });
});

test('a route that costs something else is found where it is defined', () => {
  const { log: changed, ...where } = doctored(log, FRAME.route, 2, ({ payload }) => {
    const { id, route } = JSON.parse(new TextDecoder().decode(payload));
    return new TextEncoder().encode(JSON.stringify({ id, route: { ...route, cycles: route.cycles + 1 } }));
  });
  expect(verified(changed).divergence).toMatchObject({ ...where, what: 'route 1.cycles' });
});

test('kicks that were taken out, or put in, are found', () => {
  const fewer = doctored(log, FRAME.kicks, 2, changedKick(-1, {}, -1));
  expect(verified(fewer.log).divergence).toMatchObject({
    what: expect.stringMatching(/^a kick by route \d+$/),
  });
  const more = doctored(log, FRAME.kicks, 2, ({ payload }) => Buffer.concat([payload, Uint8Array.of(2, 0)]));
  expect(verified(more.log).divergence).toMatchObject({ frame: more.frame });
});

test('a log that was cut anywhere is the same up to there', () => {
  fc.assert(
    fc.property(fc.nat(log.length - 1), length => {
      const cut = log.subarray(0, length);
      let session: ReturnType<typeof readSession>;
      try {
        session = readSession(cut);
      } catch {
        return;
      }
      if (session.looks.length === 0)
        return void expect(() => verify(session, library)).toThrow('first look');
      const { divergence, kicks, looks } = verify(session, library);
      expect({ divergence, kicks, looks }).toEqual({
        divergence: null,
        kicks: [...session.kicks].length,
        looks: session.looks.length,
      });
    }),
    { numRuns: 25 },
  );
});

test('whatever byte of it is another, a log is verified as far as it makes sense, or refused in a sentence', () => {
  const types = Object.values(FRAME);
  const anyChange = fc.record({
    type: fc.constantFrom(...types),
    nth: fc.integer({ min: 1, max: 8 }),
    at: fc.nat(),
    byte: fc.nat(255),
  });
  fc.assert(
    fc.property(anyChange, ({ type, nth, at, byte }) => {
      const changed = doctored(log, type, nth, ({ payload }) => {
        const bytes = Uint8Array.from(payload);
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        return bytes;
      });
      try {
        expect(verified(changed.log).looks).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toBeInstanceOf(SessionError);
      }
    }),
    { numRuns: 60 },
  );
});

test('a log of format 1 is refused in a sentence', () => {
  const old = gunzipSync(readFileSync(new URL('../../fixtures/session-format-1.tlog.gz', import.meta.url)));
  expect(() => verified(old)).toThrow('format 1');
});
