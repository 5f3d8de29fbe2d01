/** `trapline run` without a file: the list of what there is, and the dashboard on what was chosen of it. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { freshPath } from '../helpers/temporary.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

async function open(options: TerminalOptions = {}, ...args: string[]): Promise<Terminal> {
  const terminal = new Terminal(['dist/trapline.js', 'run', ...args], { columns: 80, rows: 24, ...options });
  await terminal.waitFor(/1 The mail/);
  return terminal;
}

const leave = { code: 0, mode: 'cooked' };

test('the lessons stand first, each with its title and a line, and below what the chosen one is', async () => {
  await using terminal = await open();
  const lines = terminal.lines();
  expect(lines[0]).toMatch(/^── Lessons ─+$/);
  expect(lines[1]).toMatch(/^▌ {2}1 The mail +What becomes of a doorbell/);
  expect(lines[10]).toMatch(/^ {2}10 Five levels +Five levels deep/);
  expect(lines[11]).toMatch(/^── Other scenarios ─+$/);
  expect(lines.slice(20)).toEqual([
    'What becomes of a doorbell when the guest is itself a hypervisor?',
    '',
    'scenarios/lab/01-the-mail.yaml',
    expect.stringMatching(/^Enter run {2}q Esc leave/),
  ]);
});

test('where the package lies elsewhere, the list says how to get a copy to edit, and that works', async () => {
  const cwd = freshPath();
  mkdirSync(cwd);
  const program = resolve('dist/trapline.js');
  await using terminal = new Terminal([program, 'run'], { columns: 80, rows: 24, cwd });
  await terminal.waitFor(
    /scenarios\/lab\/01-the-mail\.yaml\n.*trapline new --from 01-the-mail copies it here/,
  );
  terminal.press('q');
  await terminal.exit();
  await using copying = new Terminal([program, 'new', 'mail.yaml', '--from', '01-the-mail'], { cwd });
  expect(await copying.exit()).toEqual(leave);
  await using running = new Terminal([program, 'run', 'mail.yaml'], { cwd });
  await running.waitFor(/The mail {2}mail\.yaml/);
});

test('Enter runs the one under the cursor, and the ordinary screen is not seen in between', async () => {
  await using terminal = await open();
  terminal.press('jj\u001b[A');
  await terminal.waitFor(/▌ {2}2 One level/);
  terminal.press('\r');
  await terminal.waitFor(/One level {2}scenarios\/lab\/02-one-level\.yaml[\s\S]*1 G1 V1\.tx/);
  expect(terminal.raw).toMatch(/\u001b\[\?1049l(\u001b\[\?25h)?\u001b\[\?1049h/);
  terminal.press(' ');
  await terminal.waitFor(/paused/);
  terminal.press('q');
  expect(await terminal.exit()).toEqual(leave);
  expect(terminal.onAlternateScreen).toBe(false);
});

test('a number and a filter find one; options are those of the run', async () => {
  await using terminal = await open({}, '--seed', '77', '--press', '5', '--press', 'z');
  terminal.press('10');
  await terminal.waitFor(/▌ 10 Five levels/);
  terminal.press('/xeon');
  await terminal.waitFor(/▌ \d+ Three doorbells on a Xeon[\s\S]*scenarios\/xeon\.yaml\n\/xeon_/);
  terminal.press('\r');
  await terminal.waitFor(/Enter run/);
  terminal.press('\r');
  await terminal.waitFor(/Three doorbells on a Xeon {2}scenarios\/xeon\.yaml[\s\S]*\[5 Path\]/);
});

test.each([
  ['q', leave],
  ['\u001b', leave],
  ['\u0003', { code: 130, mode: 'cooked' }],
])('%j leaves the list and the terminal as it was', async (key, ending) => {
  await using terminal = await open();
  expect(terminal.onAlternateScreen).toBe(true);
  terminal.press(key);
  expect(await terminal.exit()).toEqual(ending);
  expect([terminal.onAlternateScreen, terminal.cursorVisible]).toEqual([false, true]);
});

test('SIGTERM ends it with 143, the terminal restored', async () => {
  await using terminal = await open();
  terminal.signal('SIGTERM');
  expect(await terminal.exit()).toEqual({ code: 143, mode: 'cooked' });
  expect(terminal.onAlternateScreen).toBe(false);
});

test('Ctrl-Z gives the shell its screen, fg gives it back, Ctrl-L redraws it', async () => {
  const options = { columns: 80, rows: 24, env: { PS1: 'shell $?$ ' } };
  await using terminal = new Terminal(['bash', '--norc', '--noprofile', '-i'], options);
  await terminal.waitFor(/shell 0\$/);
  terminal.press(`"${process.execPath}" dist/trapline.js run\r`);
  await terminal.waitFor(/1 The mail/);
  terminal.press('\u001a');
  await terminal.waitFor(/Stopped[\s\S]*shell 148\$/);
  terminal.press('fg\r');
  await terminal.waitFor(/^▌ {2}1 The mail/m);
  const text = terminal.text();
  await new Promise<void>(resolve => terminal.emulator.write('\u001b[Hgarbage', resolve));
  expect(terminal.text()).not.toBe(text);
  terminal.press('\f');
  await terminal.waitFor(() => terminal.text() === text);
  terminal.press('jq');
  await terminal.waitFor(/shell 0\$ $/m);
});

test.each([
  [120, 40],
  [40, 12],
  [20, 6],
])('at %i x %i the cursor is always seen, and no line is broken', async (columns, rows) => {
  await using terminal = await open({ columns, rows });
  for (const [key, number] of [
    ['\u001b[F', '\\d\\d'],
    ['\u001b[H', '1'],
    ['7', '7'],
  ] as const) {
    terminal.press(key);
    await terminal.waitFor(new RegExp(`^▌ +${number} `, 'm'));
    expect(terminal.lines().at(-1)).toMatch(/^Enter run/);
  }
  terminal.resize(80, 24);
  await terminal.waitFor(/▌ {2}7 [\s\S]*07-the-way-back\.yaml/);
});

test('--ascii writes nothing but ASCII, and --no-color no colour', async () => {
  await using terminal = await open({}, '--ascii', '--no-color');
  terminal.press('j');
  await terminal.waitFor(/^> {2}2 One level/m);
  expect(terminal.raw).toMatch(/^[\0-\x7f]*$/);
  expect(terminal.raw).not.toMatch(/\u001b\[[\d;]*m/);
});

test('a screen reader is told where it is, on the ordinary screen', async () => {
  await using terminal = new Terminal(['dist/trapline.js', 'run', '--screen-reader']);
  await terminal.waitFor(/1 of \d+: The mail\. What becomes of a doorbell[\s\S]*Enter runs it,\s+q leaves\./);
  expect(terminal.onAlternateScreen).toBe(false);
  terminal.press('3');
  await terminal.waitFor(/3 of \d+: Three ways to say one thing\./);
  terminal.press('q');
  expect(await terminal.exit()).toEqual(leave);
});
