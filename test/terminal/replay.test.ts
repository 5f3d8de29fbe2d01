/** A recorded session in the dashboard, in a real terminal. */
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bindingsOf } from '../../tui/keys.ts';
import { writeSessionLog } from '../helpers/session-logs.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

const log = freshPath('.tlog');
writeSessionLog(log, { looks: 101, edits: [20], switches: [60] });

/** Standing at the first look, before anything was pressed. */
async function open(options: TerminalOptions = {}, ...args: string[]): Promise<Terminal> {
  const command = ['dist/trapline.js', 'replay', log, '--press', 'home', ...args] as const;
  const terminal = new Terminal(command, options);
  await terminal.waitFor(/Three doorbells[\s\S]*0:00\.0 of 0:10\.0[\s\S]*\? help/);
  return terminal;
}

async function quit(terminal: Terminal): Promise<void> {
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
}

/** Presses each, and waits for what it brings; returns the screen then. */
async function after(terminal: Terminal, keys: string, shown: RegExp): Promise<string> {
  terminal.press(keys);
  await terminal.waitFor(shown);
  return terminal.text();
}

/** In an order in which each leads on to the next. */
const steps: readonly (readonly [label: string, sent: string, shown: RegExp])[] = [
  ['space', ' ', /playing {2}1x/],
  ['space', ' ', /paused {2}1x/],
  ['+', '+', /paused {2}10x/],
  ['-', '-', /paused {2}1x/],
  ['Home', '\u001b[H', /0:00\.0 of/],
  [']', ']', /0:00\.1 of/],
  ['[', '[', /0:00\.0 of/],
  ['}', '}', /0:01\.9 of/],
  ['}', '}', /G2\.V2\.tx: pio -> /],
  ['{', '{', /edit at line \d+/],
  ['(', '(', /0:00\.1 of/],
  [')', ')', /0:01\.9 of/],
  ['t', 't', /to _ +1:23/],
  ['', '50%\r', /0:05\.0 of/],
  ['', 't14:00:08\r', /0:08\.0 of .* 14:00:08/],
  ['', 't1h\r', /to 1h_ +not in this log: 0:00 \.\. 0:10\.0/],
  ['', '\u001b', /\? help/],
  ['End', '\u001b[F', /at the end {2}1x[\s\S]*0:10\.0 of 0:10\.0/],
  ['', '}', /no edit or doorbell switch after this moment/],
];

test('every key of a replay does what the table says', async () => {
  await using terminal = await open();
  for (const [label, sent, shown] of steps) {
    terminal.press(sent);
    try {
      await terminal.waitFor(shown);
    } catch (error) {
      throw new Error(`after ${label || JSON.stringify(sent)}: ${(error as Error).message}`);
    }
  }
  const tried = new Set(steps.map(([label]) => label));
  const own = bindingsOf('replay').filter(({ only }) => only === 'replay');
  expect(own.filter(({ label }) => !tried.has(label))).toEqual([]);
  await quit(terminal);
});

test('gone on and come back, by whatever way, the screen is the same to the last character', async () => {
  await using terminal = await open();
  const seen = await after(terminal, 't3s\r', /0:03\.0 of[\s\S]* -\d\.\ds/);
  const isAsSeen = () => terminal.text() === seen;
  await after(terminal, ']]]', /0:03\.3 of/);
  expect(isAsSeen()).toBe(false);
  terminal.press('[[[');
  await terminal.waitFor(isAsSeen);
  await after(terminal, '\u001b[F', /0:10\.0 of/);
  await after(terminal, '{{', /0:01\.9 of/);
  terminal.press(']'.repeat(11));
  await terminal.waitFor(isAsSeen);
  await quit(terminal);
});

test('it plays at the pace of the session, and stops at its end', async () => {
  await using terminal = await open();
  const elapsed = () => Number(/0:0?([\d.]+) of/.exec(terminal.text())?.[1]);
  const [begun, from] = [performance.now(), elapsed()];
  terminal.press(' ');
  await terminal.waitFor(() => elapsed() > from + 0.9);
  expect(performance.now() - begun).toBeGreaterThan(700);
  await after(terminal, '++', /playing {2}100x|at the end {2}100x/);
  await terminal.waitFor(/at the end {2}100x/);
  await quit(terminal);
});

test('keys that have to do with a live run say so', async () => {
  await using terminal = await open();
  await after(terminal, '.', /\.: one kick, then paused, in a live run; this is a recorded one/);
  await after(terminal, 'e', /e: edit the file, .* in a live run/);
  await after(terminal, '?', /── Keys ──[\s\S]*the next error/);
  expect(terminal.text()).not.toMatch(/one kick|doorbell of the queue|undo/);
  await quit(terminal);
});

test('a log that is being written is followed, and gone back in meanwhile', async () => {
  const bytes = readFileSync(log);
  const half = Math.floor(bytes.length / 2);
  const growing = fileWith(bytes.subarray(0, half), freshPath('.tlog'));
  await using terminal = new Terminal(['dist/trapline.js', 'replay', growing, '--follow']);
  await terminal.waitFor(/following {2}1x[\s\S]*\? help/);
  const total = () => Number(/ of 0:([\d.]+) /.exec(terminal.text())?.[1]);
  const before = total();
  appendFileSync(growing, bytes.subarray(half, bytes.length - 40));
  await terminal.waitFor(() => total() > before);
  await after(terminal, '\u001b[H', /paused {2}1x[\s\S]*0:00\.0 of/);
  await after(terminal, '\u001b[F', /following {2}1x/);
  appendFileSync(growing, bytes.subarray(bytes.length - 40));
  await terminal.waitFor(/at the end {2}1x[\s\S]*0:10\.0 of 0:10\.0/);
  await quit(terminal);
});

test('a log that begins anew under its name is followed there', async () => {
  const followed = fileWith(readFileSync(log), freshPath('.tlog'));
  await using terminal = new Terminal(['dist/trapline.js', 'replay', followed, '--follow']);
  await terminal.waitFor(/at the end {2}1x[\s\S]*0:10\.0 of 0:10\.0[\s\S]*\? help/);
  const next = gunzipSync(readFileSync('test/fixtures/session-format-2.tlog.gz'));
  renameSync(followed, `${followed}.1`);
  // As it stands before its first look is in it, and then more and more.
  writeFileSync(followed, next.subarray(0, 100));
  appendFileSync(followed, next.subarray(100, next.length - 40));
  await terminal.waitFor(/following {2}1x[\s\S]*the log goes on in a new file; what came before is .*\.1/);
  appendFileSync(followed, next.subarray(next.length - 40));
  await terminal.waitFor(/at the end {2}1x[\s\S]*0:06\.0 of 0:06\.0/);
  await quit(terminal);
});

test.each(['session-format-1.tlog.gz', 'before-profiles.session'])(
  'a log of an older version, %s',
  async name => {
    const bytes = readFileSync(`test/fixtures/${name}`);
    const old = fileWith(name.endsWith('.gz') ? gunzipSync(bytes) : bytes, freshPath('.tlog'));
    await using terminal = new Terminal(['dist/trapline.js', 'replay', old]);
    await terminal.waitFor(/(Three doorbells|The square wheel)[\s\S]*at the end {2}1x/);
    await quit(terminal);
  },
);

test('a log that becomes shorter under the reader ends it in a sentence', async () => {
  const shrinking = fileWith(readFileSync(log), freshPath('.tlog'));
  await using terminal = new Terminal(['dist/trapline.js', 'replay', shrinking, '--press', 'home']);
  await terminal.waitFor(/0:00\.0 of/);
  writeFileSync(shrinking, readFileSync(log).subarray(0, 9000));
  terminal.press('\u001b[F');
  expect(await terminal.exit()).toEqual({ code: 1, mode: 'cooked' });
  expect(terminal.text()).toMatch(/the session log has (become shorter|changed) under the reader/);
  expect(terminal.text()).not.toContain('    at ');
});

test('the screen follows a resize, down to one cell and back', async () => {
  await using terminal = await open({ columns: 80, rows: 24 });
  terminal.resize(1, 1);
  await terminal.waitFor(/^─/);
  terminal.resize(60, 8);
  await terminal.waitFor(
    () => terminal.lines()[7]!.startsWith('? help') && !/0:00\.0 of/.test(terminal.text()),
  );
  terminal.resize(100, 30);
  await terminal.waitFor(/Three doorbells[\s\S]*0:00\.0 of 0:10\.0 [\s\S]*Queues[\s\S]*\? help/);
  await quit(terminal);
});

test('in ASCII every cell is ASCII, and a screen reader is told where it is', async () => {
  await using terminal = await open({ columns: 80, rows: 24 }, '--ascii', '--no-color');
  await after(terminal, 't50%\r', /0:05\.0 of 0:10\.0 {2}!=+&=+#-+&-+ {2}/);
  expect(terminal.text()).toMatch(/^[\x20-\x7e\n]*$/);
  expect(terminal.raw).not.toMatch(/\u001b\[(3[0-7]|9[0-7]|38|48)[;m]/);
  await using spoken = new Terminal(['dist/trapline.js', 'replay', log, '--screen-reader', '--press', '}']);
  await spoken.waitFor(/Replay: 0:01\.9 of 0:10\.0, at 14:00:01\.\n+edit at line/);
});
