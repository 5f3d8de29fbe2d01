/** Recording on and off by key, and what the screen says when it stops by itself. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sessionIn } from '../helpers/session-in.ts';
import { freshPath } from '../helpers/temporary.ts';
import { Terminal } from '../helpers/terminal.ts';

const program = resolve('dist/trapline.js');
const wheels = ['wheel-hypercall', 'wheel-memory-write'].map(name => resolve(`scenarios/${name}.yaml`));

const open = (cwd: string, ...args: readonly string[]) =>
  new Terminal([program, 'run', ...args], { cwd, columns: 160 });

test('R records every run in a file of its own, says where, and again ends them, packed', async () => {
  const cwd = freshPath();
  mkdirSync(cwd);
  await using terminal = open(cwd, ...wheels);
  await terminal.waitFor(/4 Traps/);
  terminal.press('R');
  await terminal.waitFor(/recording to wheel-hypercall-\d{8}-\d{4}\.traplog/);
  await terminal.waitFor(/rec \d+(\.\d)?kB wheel-hypercall.* rec \d+(\.\d)?kB wheel-memory/);
  terminal.press('R');
  await terminal.waitFor(/recorded wheel-hypercall-[\d-]+\.traplog, [\d.]+kB.*recorded wheel-memory-write-/);
  await terminal.waitFor(() => !/ rec \d/.test(terminal.text()));
  // In the same minute, or the next one: in any case another file.
  terminal.press('R');
  await terminal.waitFor(/ rec \d.* rec \d/);
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
  const logs = readdirSync(cwd);
  expect(logs).toHaveLength(4);
  for (const log of logs) {
    const { missing, segments, looks } = sessionIn(join(cwd, log));
    expect([missing, segments.length > 0, looks.length > 0]).toEqual([null, true, true]);
  }
});

test('where nothing can be written the note says so, and a removed file stops the recording only', async () => {
  await using terminal = open('/sys', wheels[0]!, '--record', freshPath('.traplog'));
  await terminal.waitFor(/ rec \d/);
  terminal.press('R');
  await terminal.waitFor(/recorded .*traplog/);
  terminal.press('R');
  await terminal.waitFor(/not recording: E(ACCES|ROFS|PERM)/);
  expect(terminal.text()).toContain('running');
});

test('a file that is removed under us ends the recording, on the screen and in the last word, and not the run', async () => {
  const log = freshPath('.traplog');
  await using terminal = open(process.cwd(), wheels[0]!, '--record', log);
  await terminal.waitFor(() => (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0);
  await terminal.waitFor(/ rec \d/);
  rmSync(log);
  await terminal.waitFor(/recording stopped: .*removed/);
  terminal.press(' ');
  await terminal.waitFor(/paused/);
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 1, mode: 'cooked' });
  expect(terminal.text().replaceAll('\n', '')).toMatch(/recording stopped: \S+ was removed/);
});

test('somebody who listens hears what is recorded', async () => {
  await using terminal = open(
    process.cwd(),
    wheels[0]!,
    '--screen-reader',
    '--record',
    freshPath('.traplog'),
  );
  await terminal.waitFor(/Recording to \S+, [\d.]+k? bytes\./);
});
