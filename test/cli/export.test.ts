import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inShell, trapline } from '../helpers/program.ts';
import { bundledText } from '../helpers/scenarios.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

function recorded(): string {
  const log = freshPath('.tlog');
  const run = trapline('run', fileWith(bundledText('three-doorbells.yaml')), '--for', '5ms', '--record', log);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  return log;
}
const log = recorded();

test.each(['perfetto', 'ftrace', 'csv', 'jsonl', 'openmetrics', 'hdr', 'html'])(
  '%s comes on standard output, and the same in a file',
  format => {
    const { code, stdout, stderr } = trapline('export', log, '--to', format);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(500);
    const out = freshPath();
    expect(trapline('export', log, '--to', format, '--out', out)).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(out, 'utf8')).toBe(stdout);
  },
);

test('ctf is a directory, and needs a name', () => {
  expect(trapline('export', log, '--to', 'ctf')).toMatchObject({ code: 2, stdout: '' });
  const out = freshPath('.ctf');
  expect(trapline('export', log, '--to', 'ctf', '--out', out)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readdirSync(out).toSorted()).toEqual(['metadata', 'stream']);
});

test('what is there is not overwritten', () => {
  const out = fileWith('precious');
  const { code, stderr } = trapline('export', log, '--to', 'csv', '--out', out);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('exists') });
  expect(readFileSync(out, 'utf8')).toBe('precious');
  expect(trapline('export', log, '--to', 'ctf', '--out', out).code).toBe(1);
});

test('a reader that has seen enough is no fault', () => {
  // More than a pipe holds, so that the program is still writing when its reader goes.
  const command = '{ "$@"; echo "code $?" >&2; } | head -n 1';
  const { stdout, stderr } = inShell(command, 'export', log, '--to', 'perfetto');
  expect(stderr).toBe('code 0\n');
  expect(stdout).toMatch(/^\{"displayTimeUnit":"ns"/);
});

test('a log that was cut is exported as far as it goes, and what it lacks is said', () => {
  const cut = fileWith(readFileSync(log), freshPath('.tlog'));
  truncateSync(cut, statSync(cut).size - 20);
  const { code, stdout, stderr } = trapline('export', cut, '--to', 'jsonl');
  expect(code).toBe(0);
  expect(stderr).toMatch(/the log ends inside frame \d+|the recording was cut off/);
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({
    kind: 'end',
    missing: expect.any(String),
  });
});

test('a log of format 1 says no clock: its scenario does', () => {
  const packed = readFileSync('test/fixtures/session-format-1.tlog.gz');
  const old = fileWith(gunzipSync(packed), freshPath('.tlog'));
  const { code, stdout, stderr } = trapline('export', old, '--to', 'csv');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [head, first] = stdout.split('\r\n').map(line => line.split(','));
  expect(Number(first![head!.indexOf('mean_ns')])).toBeGreaterThan(0);
});

test('what is no log, or is not there, is refused in a sentence', () => {
  expect(trapline('export', fileWith('no log'), '--to', 'csv')).toMatchObject({
    ...{ code: 1, stdout: '', stderr: expect.stringMatching(/no trapline session log/) },
  });
  expect(trapline('export', freshPath(), '--to', 'csv')).toMatchObject({
    ...{ code: 1, stdout: '', stderr: expect.stringMatching(/ENOENT/) },
  });
});

test('a format must be named, and known', () => {
  expect(trapline('export', log).code).toBe(2);
  expect(trapline('export', log, '--to', 'pdf')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('perfetto'),
  });
});
