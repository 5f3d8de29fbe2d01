/** Session logs that begin and end in the midst of a run, and what may go wrong with their files. */
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { verify } from '../../../engine/compare/verify.ts';
import type { LiveRun } from '../../../engine/worker/live.ts';
import { liveRun, until } from '../../helpers/live-runs.ts';
import { bundledText, library, scenarioOf } from '../../helpers/scenarios.ts';
import { sessionIn } from '../../helpers/session-in.ts';
import { freshPath } from '../../helpers/temporary.ts';

const text = bundledText('three-doorbells.yaml');
const to = (file: string) => ({ file, mostBytes: null });

const later = (run: LiveRun, ns = 20e6) => {
  const from = run.snapshot().simulatedNs;
  return until(run, ({ simulatedNs }) => simulatedNs > from + ns);
};

test('a log that begins in the midst of a run has what led there, and the run can be made again from it', async () => {
  const run = await liveRun(text);
  await later(run);
  run.nextDoorbell(0);
  const edited = text.replace('poisson: 20k/s', 'poisson: 40k/s');
  await run.apply(scenarioOf(edited), edited);
  await later(run);
  const log = freshPath();
  expect(await run.record(to(log))).toBeNull();
  await until(run, ({ recording }) => recording !== null && recording.bytes > 50_000);
  run.nextDoorbell(1);
  await later(run);
  expect(await run.endRecording()).toMatchObject({ file: log, bytes: statSync(log).size, unpacked: null });

  const session = sessionIn(log);
  const [first, last] = [[...session.samples][0]!, [...session.samples].at(-1)!];
  expect(session.missing).toBeNull();
  expect(session.header).toMatchObject({ scenario: text, seed: scenarioOf(text).seed });
  expect(session.inputs.map(({ kind }) => kind)).toEqual(['doorbell', 'edit', 'doorbell']);
  expect(first.atNs).toBeGreaterThan(session.inputs[1]!.atNs);
  // Every route that was executed meanwhile is a kick of the log.
  expect([...session.kicks]).toHaveLength(last.counters.executed! - first.counters.executed!);
  const { divergence, kicks, upToNs } = verify(session, library);
  expect([divergence, kicks, upToNs]).toEqual([null, [...session.kicks].length, last.atNs]);
});

test('one log after the other, each in its own file, and none over what is there', async () => {
  const [one, two] = [freshPath(), freshPath()];
  const run = await liveRun(text, 1, one);
  expect(await run.record(to(two))).toMatch(/is being recorded/);
  const ended = run.endRecording();
  expect(await run.record(to(one))).toMatch(/exists already/);
  expect(await run.record(to(two))).toBeNull();
  expect(run.snapshot().recording).toMatchObject({ file: two, failed: null });
  expect(await ended).toMatchObject({ file: one });
  expect(await run.close()).toMatchObject([{ file: two, unpacked: null }]);
  for (const log of [one, two]) expect(sessionIn(log).missing).toBeNull();
});

test('what cannot be created is said, and the run goes on', async () => {
  const run = await liveRun(text);
  const file = freshPath();
  writeFileSync(file, '');
  // The kernel's own file system takes no file from anybody, root or not.
  expect(await run.record(to('/sys/session.traplog'))).toMatch(/EACCES|EROFS|EPERM/);
  expect(await run.record(to(join(file, 'session.traplog')))).toMatch(/ENOTDIR/);
  expect(run.snapshot().recording).toBeNull();
  await later(run);
});

test('a log whose file is removed, or moved away, is given up and says so, and the run goes on', async () => {
  const run = await liveRun(text);
  const log = freshPath();
  await run.record(to(log));
  rmSync(log);
  await until(run, ({ recording }) => recording!.failed === `${log} was removed`);
  const [again, away] = [freshPath(), freshPath()];
  expect(await run.record(to(again))).toBeNull();
  renameSync(again, away);
  await until(run, ({ recording }) => recording!.failed === `${again} was moved away`);
  expect(sessionIn(away).missing).toBeNull();
  await later(run);
  expect(await run.close()).toEqual([]);
});

/** Bytes of all files that have to do with a log. */
function onDisk(log: string): number {
  const names = readdirSync(dirname(log)).filter(name => name.startsWith(basename(log)));
  const sizes = names.map(name => statSync(join(dirname(log), name), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('a bounded log takes no more of the disk than it may, however long the run, and both files are whole', async () => {
  const log = freshPath('.traplog');
  const mostBytes = 1e6;
  const run = await liveRun(text, 'max', { file: log, mostBytes });
  let [most, rotations, last] = [0, 0, 0];
  await until(run, () => {
    most = Math.max(most, onDisk(log));
    const now = statSync(log, { throwIfNoEntry: false })?.size ?? last;
    if (now < last) rotations++;
    last = now;
    return rotations > 1;
  });
  const [ended] = await run.close();
  expect(most).toBeLessThanOrEqual(mostBytes);
  expect(most).toBeGreaterThan(mostBytes / 4);
  expect(ended).toEqual({ file: log, bytes: onDisk(log), unpacked: null });
  const [before, after] = [sessionIn(`${log}.1`), sessionIn(log)];
  expect([before.missing, after.missing]).toEqual([null, null]);
  // Nothing lies between the two.
  const [begin, end] = [before, after].map(({ samples }) => [...samples][0]!.counters.executed!);
  expect([...before.kicks]).toHaveLength(end! - begin!);
  expect(verify(after, library).divergence).toBeNull();
  expect(after.header.scenario).toBe(text);
});

test('what was there before under the name that an older part would get is not overwritten', async () => {
  const log = freshPath('.traplog');
  writeFileSync(`${log}.1`, 'yesterday');
  const run = await liveRun(text);
  expect(await run.record({ file: log, mostBytes: 4e6 })).toMatch(/traplog.1 exists already/);
  expect(existsSync(log)).toBe(false);
});

test('a log that cannot be packed stays as it is, and says why', async () => {
  const [log, hurried] = [freshPath(), freshPath()];
  writeFileSync(`${log}.packing`, 'something else');
  const run = await liveRun(text, 'max', log);
  await later(run);
  expect(await run.endRecording()).toMatchObject({ unpacked: expect.stringMatching(/EEXIST/) });
  expect(sessionIn(log).missing).toBeNull();
  await run.record(to(hurried));
  await later(run);
  expect(await run.close(AbortSignal.abort())).toMatchObject([
    { file: hurried, unpacked: expect.stringMatching(/too long/) },
  ]);
  expect(sessionIn(hurried).missing).toBeNull();
  expect(existsSync(`${hurried}.packing`)).toBe(false);
});

test('a log that would begin anew at every look, because its beginning fills it, is given up and says so', async () => {
  const run = await liveRun(`${text}# ${'x'.repeat(950_000)}\n`);
  await run.record({ file: freshPath(), mostBytes: 2.1e6 });
  await until(run, ({ recording }) => /begins with fills half/.test(recording?.failed ?? ''));
});
