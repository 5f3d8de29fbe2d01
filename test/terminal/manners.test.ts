/** What a shell and its terminal may expect of a program that takes the whole screen for a while. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bundle } from '../helpers/bundle.ts';
import { frame, Terminal } from '../helpers/terminal.ts';

let program: string;

beforeAll(async () => {
  program = await bundle('test/helpers/dashboard-program.ts');
});

/** On the alternate screen, from its beginning to its end; what follows the last `?1049h` may have no end. */
const sessionsOf = (raw: string): string[] =>
  raw
    .split('\u001b[?1049h')
    .slice(1)
    .map(rest => rest.split('\u001b[?1049l')[0]!);

/** What a session writes before, between and after its synchronized frames. */
function unsynchronized(session: string): { meanwhile: string; last: string } {
  const [first, ...frames] = session.split(frame.begin);
  const rests = frames.map(part => part.slice(part.indexOf(frame.end) + frame.end.length));
  return { meanwhile: first + rests.slice(0, -1).join(''), last: rests.at(-1) ?? '' };
}

const count = (text: string, part: string): number => text.split(part).length - 1;

/** Everything in the ordinary screen and its scrollback. */
function scrollback({ emulator }: Terminal): string[] {
  const { normal } = emulator.buffer;
  return Array.from({ length: normal.length }, (_, row) => normal.getLine(row)!.translateToString(true));
}

const waysOut = [
  ['quit', 'q', 0],
  ['interrupt', '\u0003', 130],
  ['a panel that throws', 'B', 70],
  ['a look that throws', 'L', 70],
  ['an engine that fails', 'F', 70],
  ['close', 'C', 0],
] as const;

test('a shell has its screen, its scrollback and its wheel back, whichever way out', async () => {
  const options = { columns: 80, rows: 24, env: { PS1: 'shell $?$ ' } };
  await using terminal = new Terminal(['bash', '--norc', '--noprofile', '-i'], options);
  await terminal.waitFor(/shell 0\$/);
  terminal.press(`printf 'line %d\\n' {1..50}; ${process.execPath} ${program}\r`);
  await terminal.waitFor(/4 Traps/);
  terminal.press('\f');
  terminal.press('\u001a');
  await terminal.waitFor(/Stopped[\s\S]*shell 148\$/);
  expect(wheelOf(terminal)).toBe('restored');
  terminal.press('fg\r');
  await terminal.waitFor(/4 Traps[\s\S]*\? help/);
  expect(wheelOf(terminal)).toBe('on');
  for (const [at, [way, key, code]] of waysOut.entries()) {
    terminal.press(key);
    await terminal.waitFor(() => new RegExp(`shell ${code}\\$$`).test(terminal.text().trim()));
    expect(wheelOf(terminal), way).toBe('restored');
    expect(terminal.onAlternateScreen, way).toBe(false);
    expect(terminal.cursorVisible, way).toBe(true);
    if (at === waysOut.length - 1) break;
    terminal.press(`${process.execPath} ${program}\r`);
    await terminal.waitFor(/4 Traps[\s\S]*\? help/);
  }
  const lines = scrollback(terminal).filter(line => /^line \d+$/.test(line));
  expect(lines).toEqual(Array.from({ length: 50 }, (_, index) => `line ${index + 1}`));
  const sessions = sessionsOf(terminal.raw);
  expect(sessions).toHaveLength(waysOut.length + 1);
  for (const session of sessions) {
    // Neither the screen's own erasure, which some terminals keep in their scrollback, nor that of the scrollback.
    expect(session).not.toMatch(/\u001b\[[23]J/);
    expect(count(session, frame.begin)).toBe(count(session, frame.end));
    const { meanwhile, last } = unsynchronized(session);
    // Modes alone; at last the frame is taken back.
    expect(meanwhile).toMatch(/^(\u001b\[\?\d+[hlsr])*$/);
    expect(last).toMatch(/^(\u001b\[(\?\d+[hlsr]|2K|1A|G|1;1H|J))*$/);
  }
});

/** Alternate scroll, as it was switched last. */
function wheelOf({ raw }: Terminal): 'on' | 'off' | 'restored' | undefined {
  const last = raw
    .match(/\u001b\[\?1007[hlr]/g)
    ?.at(-1)
    ?.at(-1);
  return { h: 'on', l: 'off', r: 'restored' }[last ?? ''] as ReturnType<typeof wheelOf>;
}

test('a hundred sizes in a row leave the right screen, as does a moment at another one, and Ctrl-L', async () => {
  const options = { columns: 100, rows: 30, env: { STILL: '700' } };
  await using terminal = new Terminal([process.execPath, program], options);
  await terminal.waitFor(/simulated 0\.700s[\s\S]*-0\.\ds[\s\S]*\? help/);
  // The run stands still: every difference from this is an error.
  const text = terminal.text();
  for (let step = 1; step < 100; step++) {
    const before = terminal.raw.length;
    if (step % 10 === 0) terminal.resize(1, 1);
    else terminal.resize(1 + ((step * 67) % 210), 1 + ((step * 31) % 70));
    // Half of them while the program draws the one before.
    if (step % 2 === 0) await terminal.waitFor(() => terminal.raw.includes(frame.end, before));
  }
  terminal.resize(100, 30);
  await terminal.waitFor(() => terminal.text() === text);
  // The program does not come to look in between: it is told of a size that it knows.
  terminal.signal('SIGSTOP');
  terminal.resize(20, 6);
  terminal.resize(100, 30);
  expect(terminal.text()).not.toBe(text);
  terminal.signal('SIGCONT');
  await terminal.waitFor(() => terminal.text() === text);
  await new Promise<void>(resolve => terminal.emulator.write('\u001b[Hgarbage\u001b[20;50Hgarbage', resolve));
  expect(terminal.text()).not.toBe(text);
  terminal.press('\f');
  await terminal.waitFor(() => terminal.text() === text);
  // The help, too, where no look brings anything else.
  terminal.press('?');
  await terminal.waitFor(/Ctrl-L/);
  await new Promise<void>(resolve => terminal.emulator.write('\u001b[Hgarbage', resolve));
  expect(terminal.text()).toMatch(/garbage/);
  terminal.press('\f');
  await terminal.waitFor(() => !terminal.text().includes('garbage'));
  terminal.press('?');
  await terminal.waitFor(() => terminal.text() === text);
  // A notch of the wheel, which alternate scroll makes three arrows of.
  terminal.press('\u001b[A\u001b[A\u001b[A');
  await terminal.waitFor(/\[4 Traps\] 3 back, held/);
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
});

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

test.runIf(hasTmux)(
  'under tmux it starts, obeys, follows a resize and leaves the screen as it was',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'trapline-tmux-'));
    const env = { TMUX_TMPDIR: directory, TMUX: '', PS1: 'shell $?$ ' };
    const shell = ['bash', '--norc', '--noprofile', '-i'] as const;
    const tmux = ['tmux', '-f', '/dev/null', 'new-session', ...shell, ';', 'set', 'status', 'off'] as const;
    try {
      await using terminal = new Terminal(tmux, {
        columns: 80,
        rows: 24,
        env,
      });
      await terminal.waitFor(/shell 0\$/);
      terminal.press(`echo before the dashboard; ${process.execPath} ${program}\r`);
      await terminal.waitFor(/running {2}1x[\s\S]*\[4 Traps\][\s\S]*\n\? help/);
      await terminal.waitFor(/[\u2801-\u28ff]/);
      terminal.press(' ');
      await terminal.waitFor(/paused {2}1x/);
      terminal.press('?');
      await terminal.waitFor(/ Keys /);
      terminal.press('?');
      await terminal.waitFor(/\[4 Traps\]/);
      terminal.resize(100, 30);
      await terminal.waitFor(() => terminal.lines()[29]!.startsWith('? help'));
      terminal.press('q');
      // A read may end while tmux draws.
      await terminal.waitFor(/^\s*shell 0\$ echo before[^│─]*before the dashboard\nshell 0\$\s*$/);
      terminal.press('exit\r');
      expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
    } finally {
      // A server of its own, which a test that fails would leave.
      spawnSync('tmux', ['kill-server'], { env: { ...process.env, ...env } });
      rmSync(directory, { recursive: true });
    }
  },
);
