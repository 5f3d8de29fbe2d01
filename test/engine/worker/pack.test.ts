import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Session } from '../../../engine/session/reader.ts';
import { packSession } from '../../../engine/worker/pack.ts';
import { openSessionFile } from '../../../engine/worker/session-file.ts';
import { type Act, contents, record } from '../../helpers/sessions.ts';
import { freshPath } from '../../helpers/temporary.ts';

/** Some seconds of kicks, with a look now and then. */
const acts = Array.from({ length: 50_000 }, (_, i): Act => {
  if (i % 100 !== 99) return { kind: 'executed', atNs: i * 1000, routeId: i % 5 };
  return { kind: 'look', vector: [i * 1000, i, i, 3, 0, 0, 0, 0, 0, 0], histogram: [i, 1] };
});

function fileOf(bytes: Uint8Array): string {
  const path = freshPath();
  writeFileSync(path, bytes);
  return path;
}

function read<T>(path: string, of: (session: Session) => T): T {
  const { session, close } = openSessionFile(path);
  try {
    return of(session);
  } finally {
    close();
  }
}

test('a packed log is smaller, whole, and says the same', async () => {
  const path = fileOf(record(acts));
  const before = { contents: read(path, contents), bytes: statSync(path).size };
  await packSession(path);
  expect(statSync(path).size).toBeLessThan(before.bytes / 2);
  expect(read(path, ({ missing }) => missing)).toBeNull();
  expect(read(path, contents)).toEqual(before.contents);
});

test('packing again changes nothing', async () => {
  const path = fileOf(record(acts));
  await packSession(path);
  const once = readFileSync(path);
  await packSession(path);
  expect(readFileSync(path).equals(once)).toBe(true);
});

test.each([
  ['lacks its end', (log: Uint8Array) => log.subarray(0, -30)],
  ['is damaged', (log: Uint8Array) => log.with(log.length >> 1, log[log.length >> 1]! ^ 1)],
  ['goes on after its end', (log: Uint8Array) => Buffer.concat([log, Buffer.from('more')])],
])('a log that %s is left as it is', async (_, spoilt) => {
  const log = spoilt(record(acts));
  const path = fileOf(log);
  await expect(packSession(path)).rejects.toThrow(/not whole|after the log's end/);
  expect(readFileSync(path).equals(log)).toBe(true);
  expect(existsSync(`${path}.packing`)).toBe(false);
});

test('one that packs no longer leaves the log as it is, and nothing else', async () => {
  const log = record(acts);
  const path = fileOf(log);
  const enough = new AbortController();
  const packing = packSession(path, enough.signal, bytes => {
    if (bytes > 2000) enough.abort('enough');
  });
  await expect(packing).rejects.toBe('enough');
  expect(readFileSync(path).equals(log)).toBe(true);
  expect(existsSync(`${path}.packing`)).toBe(false);
});

test('what is packed takes no more at any time than it was allowed to', async () => {
  const path = fileOf(record(acts));
  const sizes: number[] = [];
  await packSession(path, undefined, bytes => {
    sizes.push(bytes - statSync(`${path}.packing`).size);
  });
  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
});

test('no flipped bit of a packed log goes unnoticed', async () => {
  const path = fileOf(record(acts));
  await packSession(path);
  const log = readFileSync(path);
  for (let at = 400; at < log.length; at += 97) {
    log[at]! ^= 1 << (at % 8);
    writeFileSync(path, log);
    log[at]! ^= 1 << (at % 8);
    expect(read(path, ({ missing }) => missing)).toMatch(/byte \d+/);
  }
});

// A limit on the size of files makes a write fail half-way, as a full disk does, without one.
test('where there is no room for the packed log, the log stays and nothing else does', () => {
  const path = fileOf(record(acts));
  const copy = freshPath();
  copyFileSync(path, copy);
  const pack = `import { packSession } from './engine/worker/pack.ts';
process.on('SIGXFSZ', () => {});
try { await packSession(process.argv[1]); } catch (error) { process.stdout.write(error.code); }`;
  const limited = [
    '-c',
    'ulimit -f 8; exec "$@"',
    'sh',
    process.execPath,
    '--input-type=module',
    '-e',
    pack,
    path,
  ];
  expect(execFileSync('sh', limited, { encoding: 'utf8' })).toBe('EFBIG');
  expect(readFileSync(path).equals(readFileSync(copy))).toBe(true);
  expect(existsSync(`${path}.packing`)).toBe(false);
});
