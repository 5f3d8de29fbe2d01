import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Recorder } from '../../../engine/session/recorder.ts';
import { LogFile, writes } from '../../../engine/worker/log-file.ts';
import { DEADLINE_MS } from '../../helpers/deadline.ts';
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

test('what somebody else appends meanwhile is written over, or told, and spoils nothing', () => {
  const log = new LogFile(inDirectory('session'));
  const recorder = new Recorder(bytes => log.write(bytes), header);
  recorder.route(0, route);
  appendFileSync(log.path, 'not a frame');
  for (let i = 0; i < 1000; i++) recorder.executed(i, 0);
  recorder.end();
  log.close();
  expect(sessionIn(log.path).missing).toBeNull();
  appendFileSync(log.path, 'not a frame');
  const { missing, kicks } = sessionIn(log.path);
  expect(missing).toBe("11 bytes after the log's end were not used");
  expect([...kicks]).toHaveLength(1000);
});

test('a recording killed at any moment opens, with every kick up to its last frame', async () => {
  const killedAt = fc.sample(fc.integer({ min: 1, max: 600_000 }), 3);
  await Promise.all(killedAt.map((bytes, index) => killedRecording(inDirectory(String(index)), bytes)));
});

async function killedRecording(file: string, atBytes: number): Promise<void> {
  const program = join(import.meta.dirname, '../../helpers/endless-recording.ts');
  const writer = spawn(process.execPath, [program, file], { stdio: 'inherit' });
  onTestFinished(() => void writer.kill('SIGKILL'));
  const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  await vi.waitUntil(() => size() > atBytes, { timeout: DEADLINE_MS, interval: 1 });
  writer.kill('SIGKILL');
  expect(await once(writer, 'exit')).toEqual([null, 'SIGKILL']);

  const session = sessionIn(file);
  expect(session.missing).toMatch(/cut off|ends inside frame/);
  let kicks = 0;
  for (const { sequence, atNs, routeId } of session.kicks) {
    if (sequence !== kicks++ || atNs !== sequence * 10 || routeId !== sequence % 3)
      throw new Error(`kick ${sequence}`);
  }
  // Of what had reached the file, all but the last frame at most, at four bytes a kick at most.
  expect(kicks).toBeGreaterThan((atBytes - 64 * 1024) / 4);
  const looked = [...session.samples].at(-1)?.counters['G2.V1.tx.kicks'] ?? 0;
  expect(kicks).toBeGreaterThanOrEqual(looked);
}

/** Devices of the kernel that take no write, or a file of it that cannot be written there. */
test.each([
  ['ENOSPC', '/dev/full'],
  ['EIO', '/proc/self/mem'],
])('a recording that meets %s fails once, and is readable up to its last whole frame', (code, device) => {
  const log = new LogFile(inDirectory('session'));
  const bad = openSync(device, 'r+');
  const sink = (bytes: Uint8Array) => {
    if (log.bytes < 100_000) log.write(bytes);
    else for (const _ of writes(bad, bytes));
  };
  const recorder = new Recorder(sink, header);
  recorder.route(0, route);
  for (let i = 0; i < 200_000; i++) recorder.executed(i, 0);
  recorder.end();
  log.close();
  closeSync(bad);
  expect(recorder.failed).toMatchObject({ code });
  const session = sessionIn(log.path);
  expect(session.missing).toMatch(/cut off/);
  expect([...session.kicks].length).toBeGreaterThan(20_000);
});
