/** What a path may lead to besides a text. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { readOnce, readText } from '../../cli/text-file.ts';
import { child, inShell, program, trapline } from '../helpers/program.ts';
import { bundledText } from '../helpers/scenarios.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const WHEEL = bundledText('square-wheel.yaml');
const MIB = 1 << 20;
/** Linux' pipes hold so much (pipe(7)). */
const PIPE_BUFFER = 1 << 16;

function fifo(): string {
  const path = freshPath('.fifo');
  expect(child(['mkfifo', path]).code).toBe(0);
  return path;
}

function directory(): string {
  const path = freshPath();
  mkdirSync(path);
  return path;
}

/** A hole: it takes no room on the disk. */
function ofLength(bytes: number): string {
  const path = fileWith('');
  truncateSync(path, bytes);
  return path;
}

test.each<[string, () => string, RegExp]>([
  ['a directory', directory, /^is a directory: name a file in it$/],
  ['an endless device', () => '/dev/zero', /^is a device: name a file$/],
  ['a device with nothing in it', () => '/dev/null', /^is a device: name a file$/],
  [
    '100 MiB',
    () => ofLength(100 * MIB),
    /^is longer than 1 MiB, which no text by hand is: name another file$/,
  ],
  ['a byte too many', () => ofLength(MIB + 1), /^is longer than 1 MiB/],
  ['nothing', () => freshPath(), /^ENOENT: /],
  ['a path with a zero byte', () => 'a\0b', /null bytes/],
])('%s is refused in a sentence', (_, path, reason) => {
  for (const read of [readText, readOnce])
    expect(read(path())).toEqual({ reason: expect.stringMatching(reason) });
});

test('a socket is refused', async () => {
  const path = freshPath('.sock');
  const server = createServer().listen(path);
  await once(server, 'listening');
  expect(readText(path)).toEqual({ reason: expect.stringMatching(/^is a socket or /) });
  server.close();
});

test('a pipe without a writer is refused and not waited for', () => {
  expect(readOnce(fifo())).toEqual({ reason: 'is a pipe that nobody has written to' });
  expect(readText(fifo())).toEqual({ reason: 'is a pipe, which cannot be read again: name a file' });
  const path = fifo();
  for (const command of [['check'], ['explain'], ['run', '--for', '1ms']])
    expect(trapline(...command, path)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${path}: is a pipe that nobody has written to\n`,
    });
});

test('what a command writes into a pipe is read to its end, however slowly it comes', () => {
  const file = fileWith(WHEEL);
  const halves = `{ head -c 300 ${file}; sleep 0.2; tail -c +301 ${file}; }`;
  expect(inShell(`${halves} | "$@"`, 'check', '/dev/stdin').stdout).toBe('/dev/stdin: fine\n');
  expect(
    child(['bash', '-c', `"$@" <(cat ${file})`, 'bash', process.execPath, program, 'check']).stdout,
  ).toMatch(/^\/dev\/fd\/\d+: fine\n$/);
});

test('a pipe without an end is read no further than a text may be long', () => {
  const { code, stderr } = inShell('yes | "$@"', 'check', '/dev/stdin');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^\/dev\/stdin: is longer than 1 MiB/),
  });
});

test('Ctrl-C ends the wait for a writer that does not write', async () => {
  const path = fifo();
  // To read and to write: so opened, it does not wait for the other end.
  const pipe = await open(path, 'r+');
  const waiting = spawn(process.execPath, [program, 'check', path]);
  // A pipe that is full takes more once somebody reads it.
  await pipe.write(Buffer.alloc(PIPE_BUFFER, '#'));
  await pipe.write('#');
  waiting.kill('SIGINT');
  const [, signal] = await once(waiting, 'exit');
  await pipe.close();
  expect(signal).toBe('SIGINT');
});

test('a byte order mark is none of the text', () => {
  expect(readText(fileWith(`\ufeff${WHEEL}`))).toEqual({ text: WHEEL });
  expect(trapline('check', fileWith(`\ufeff${WHEEL.replace('version', 'versoin')}`)).stderr).toMatch(
    /:5:1: error: /,
  );
});

test('a file that the system says is empty may have something in it', () => {
  expect(readText('/proc/self/cmdline')).toEqual({ text: expect.stringMatching(/node/) });
  expect(readText(fileWith(''))).toEqual({ text: '' });
});

test.each<[string, readonly number[], string]>([
  ['Latin 1', [0x61, 0x0a, 0x62, 0xe9, 0x0a], 'byte 0xe9 (line 2, byte 4 of the file)'],
  ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 'byte 0xff (line 1, byte 1 of the file)'],
  ['a character cut off', [0x61, 0x0a, 0xe2, 0x82], 'byte 0xe2 (line 2, byte 3 of the file)'],
  ['a surrogate', [0xed, 0xa0, 0x80], 'byte 0xed (line 1, byte 1 of the file)'],
  [
    'a replaced character before it',
    [0xef, 0xbf, 0xbd, 0x0a, 0x80],
    'byte 0x80 (line 2, byte 5 of the file)',
  ],
])('%s is said by its first byte that is wrong', (_, bytes, where) => {
  expect(readText(fileWith(Uint8Array.from(bytes)))).toEqual({
    reason: `${where} is no UTF-8: save the file in that encoding`,
  });
});

test('a text of just a mebibyte is read, whatever its characters', () => {
  const path = freshPath('.yaml');
  writeFileSync(path, 'é'.repeat(MIB / 2));
  expect(readText(path)).toEqual({ text: 'é'.repeat(MIB / 2) });
});
