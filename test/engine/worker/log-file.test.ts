import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Recorder } from '../../../engine/session/recorder.ts';
import { LogFile, writes } from '../../../engine/worker/log-file.ts';
import { sessionIn } from '../../helpers/session-in.ts';
import { header, route } from '../../helpers/sessions.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trapline-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const inDirectory = (name: string) => join(directory, name);

test('a session written to a file is read back whole, and the bytes are counted', () => {
  const log = new LogFile(inDirectory('session'));
  const recorder = new Recorder(bytes => log.write(bytes), header);
  recorder.route(0, route);
  recorder.executed(17, 0);
  recorder.end();
  log.close();
  expect(log.bytes).toBe(statSync(log.path).size);
  const session = sessionIn(log.path);
  expect(session.missing).toBeNull();
  expect([...session.kicks]).toEqual([{ sequence: 0, atNs: 17, routeId: 0 }]);
});

test('a file that exists already is refused and left as it was', () => {
  writeFileSync(inDirectory('precious'), 'yesterday');
  expect(() => new LogFile(inDirectory('precious'))).toThrow('precious exists already');
  expect(readFileSync(inDirectory('precious'), 'utf8')).toBe('yesterday');
});

test('a directory that does not exist is the error of the system', () => {
  expect(() => new LogFile(inDirectory('none/session'))).toThrow('ENOENT');
});

test('a recording killed in the middle of its work opens, with every kick up to its last frame', async () => {
  const file = inDirectory('killed');
  const writer = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../helpers/endless-recording.ts'), file],
    {
      stdio: 'inherit',
    },
  );
  onTestFinished(() => void writer.kill('SIGKILL'));
  const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  await vi.waitUntil(() => size() > 300_000, { timeout: 10_000, interval: 5 });
  writer.kill('SIGKILL');
  const [code, signal] = await once(writer, 'exit');
  expect([code, signal]).toEqual([null, 'SIGKILL']);

  const session = sessionIn(file);
  expect(session.missing).toMatch(/cut off|ends inside frame/);
  let kicks = 0;
  for (const { sequence, atNs, routeId } of session.kicks) {
    if (sequence !== kicks++ || atNs !== sequence * 10 || routeId !== sequence % 3)
      throw new Error(`kick ${sequence}`);
  }
  expect(kicks).toBeGreaterThan(50_000);
  expect(kicks).toBeGreaterThanOrEqual([...session.samples].at(-1)!.counters['G2.V1.tx.kicks']!);
});

test('a write to a full device throws ENOSPC instead of trying for ever', context => {
  if (process.platform !== 'linux') return context.skip('/dev/full is Linux');
  const fd = openSync('/dev/full', 'w');
  expect(() => [...writes(fd, new Uint8Array(10))]).toThrow('ENOSPC');
  closeSync(fd);
});

test('a recording on a disk that fills up fails once and is readable up to its last whole frame', context => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', directory], { stdio: 'pipe' });
  } catch (error) {
    return context.skip(`no small file system could be mounted: ${String(error).split('\n')[0]}`);
  }
  try {
    const log = new LogFile(inDirectory('session'));
    const recorder = new Recorder(bytes => log.write(bytes), header);
    recorder.route(0, route);
    for (let i = 0; i < 200_000; i++) recorder.executed(i, 0);
    recorder.end();
    log.close();
    expect(recorder.failed).toMatchObject({ code: 'ENOSPC' });
    expect(log.bytes).toBe(statSync(log.path).size);
    const session = sessionIn(log.path);
    expect(session.missing).toMatch(/ends inside frame/);
    expect([...session.kicks].length).toBeGreaterThan(20_000);
  } finally {
    execFileSync('umount', [directory]);
  }
});
