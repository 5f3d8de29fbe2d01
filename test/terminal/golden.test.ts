/**
 * Whole screens, as they stand in test/fixtures/screens: what a change makes of a screen is seen in its diff. Where that
 * is as wanted, `npx vitest run test/terminal/golden.test.ts -u` writes them anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, type ExpectStatic, test } from 'vitest';
import { type PanelName, panels } from '../../tui/panels.ts';
import { bundle } from '../helpers/bundle.ts';
import { freshPath } from '../helpers/temporary.ts';
import { frame, Terminal } from '../helpers/terminal.ts';

let program: string;

beforeAll(async () => {
  program = await bundle('test/helpers/dashboard-program.ts');
});

/** A run that stands still, with its graph. */
async function open(columns: number, rows: number, env: Record<string, string> = {}): Promise<Terminal> {
  const options = { columns, rows, env: { STILL: '700', ...env } };
  const terminal = new Terminal([process.execPath, program], options);
  await terminal.waitFor(/simulated 0\.700s[\s\S]*-0\.\ds[\s\S]*\? help/);
  return terminal;
}

/** The program draws whatever size it is told of, and the footer last. */
async function resized(terminal: Terminal, columns: number, rows: number): Promise<void> {
  const before = terminal.raw.length;
  terminal.resize(columns, rows);
  await terminal.waitFor(
    () => terminal.raw.includes(frame.end, before) && terminal.lines().at(-1)!.startsWith('? help'),
  );
}

function expectScreen(expect: ExpectStatic, terminal: Terminal, name: string): Promise<void> {
  const text = terminal.text().replaceAll(/ +$/gm, '');
  return expect.soft(`${text}\n`).toMatchFileSnapshot(`../fixtures/screens/${name}.txt`);
}

test.concurrent('200 by 60', async ({ expect }) => {
  await using terminal = await open(200, 60);
  expect(terminal.onAlternateScreen).toBe(true);
  expect(terminal.cursorVisible).toBe(false);
  await expectScreen(expect, terminal, '200x60');
});

test.concurrent('80 by 24; panels drop in the order that layout.ts states, and come back', async ({
  expect,
}) => {
  await using terminal = await open(80, 24);
  await expectScreen(expect, terminal, '80x24');
  for (const [columns, rows] of [
    [60, 20],
    [40, 12],
    [20, 6],
  ] as const) {
    await resized(terminal, columns, rows);
    await expectScreen(expect, terminal, `${columns}x${rows}`);
  }
  await resized(terminal, 80, 24);
  await expectScreen(expect, terminal, '80x24');
});

test.concurrent('120 by 40; every panel by itself, and the help', async ({ expect }) => {
  await using terminal = await open(120, 40);
  await expectScreen(expect, terminal, '120x40');
  const zoomed = async (panel: PanelName) => {
    const number = panels.indexOf(panel) + 1;
    terminal.press(`${number}`);
    await terminal.waitFor(new RegExp(`^──\\[${number} `, 'm'));
    await expectScreen(expect, terminal, `zoomed-${panel}`);
  };
  terminal.press('z');
  for (const panel of panels.slice(0, -1)) await zoomed(panel);
  terminal.press('D');
  await terminal.waitFor(/unknown key `levls`/);
  await zoomed('diagnostics');
  terminal.press('?');
  await terminal.waitFor(/ Keys /);
  await expectScreen(expect, terminal, 'help');
});

test.concurrent.for(['block', 'ascii'])('with %s glyphs', async (glyphs, { expect }) => {
  await using terminal = await open(80, 24, { GLYPHS: glyphs });
  await expectScreen(expect, terminal, `80x24-${glyphs}`);
});

test.concurrent('three runs side by side', async ({ expect }) => {
  await using terminal = await open(120, 40, { THREE: '1' });
  await expectScreen(expect, terminal, 'side-by-side');
});

/** Six seconds of three-doorbells.yaml, with an edit in the second and a doorbell switched in the fourth. */
const log = gunzipSync(readFileSync('test/fixtures/session-format-2.tlog.gz'));

test.concurrent('a replay, 80 by 24 and 120 by 40', async ({ expect }) => {
  const cwd = freshPath();
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'session.tlog'), log);
  const command = [resolve('dist/trapline.js'), 'replay', 'session.tlog', '--press', 'end'] as const;
  await using terminal = new Terminal(command, { columns: 80, rows: 24, cwd, env: { TZ: 'UTC' } });
  await terminal.waitFor(/at the end {2}1x[\s\S]*-6\.0s[\s\S]*\? help/);
  terminal.press('t75%\r');
  await terminal.waitFor(/paused {2}1x[\s\S]*0:04\.5 of 0:06\.0[\s\S]*-4\.5s[\s\S]*\? help/);
  await expectScreen(expect, terminal, 'replay-80x24');
  await resized(terminal, 120, 40);
  await expectScreen(expect, terminal, 'replay-120x40');
});
