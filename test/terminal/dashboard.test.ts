import { beforeAll, expect, test } from 'vitest';
import { bundle } from '../helpers/bundle.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

let program: string;

beforeAll(async () => {
  program = await bundle('test/helpers/dashboard-program.ts');
});

function open(options: TerminalOptions = {}): Terminal {
  return new Terminal([process.execPath, program], options);
}

/** Everything that a user's shell would notice. */
async function expectRestored(terminal: Terminal, code: number): Promise<void> {
  expect(await terminal.exit()).toEqual({ code, mode: 'cooked' });
  expect(terminal.onAlternateScreen).toBe(false);
  expect(terminal.cursorVisible).toBe(true);
}

test('the screen follows a resize, down to one cell and back', async () => {
  await using terminal = open({ columns: 120, rows: 40 });
  await terminal.waitFor(/4 Traps/);
  terminal.resize(60, 20);
  await terminal.waitFor(() => terminal.lines()[19]!.includes('? help'));
  terminal.resize(30, 8);
  await terminal.waitFor(
    () => /^\? help/.test(terminal.lines()[7]!) && /^──\[4 Traps/m.test(terminal.text()),
  );
  terminal.resize(1, 1);
  await terminal.waitFor(/^─/);
  terminal.resize(100, 30);
  await terminal.waitFor(() => terminal.lines()[29]!.includes('? help'));
  expect(terminal.lines()[0]).toContain('The square wheel');
  terminal.press('q');
  await expectRestored(terminal, 0);
});

test('space pauses and goes on, a full stop pauses and takes one kick', async () => {
  await using terminal = open();
  await terminal.waitFor(/running/);
  terminal.press(' ');
  await terminal.waitFor(/paused {2}1x/);
  const still = /simulated ([\d.]+)s/.exec(terminal.text())![1]!;
  terminal.press('.');
  await terminal.waitFor(new RegExp(`simulated ${(Number(still) + 0.001).toFixed(3)}s`));
  terminal.press(' ');
  await terminal.waitFor(/running {2}1x/);
});

test('plus and minus step the speed and stop at the ends', async () => {
  await using terminal = open();
  await terminal.waitFor(/running {2}1x/);
  terminal.press('++');
  await terminal.waitFor(/running {2}max/);
  terminal.press('------');
  await terminal.waitFor(/running {2}0\.001x/);
});

test('the help overlay opens over the panels and closes', async () => {
  await using terminal = open({ columns: 80, rows: 24 });
  await terminal.waitFor(/4 Traps/);
  terminal.press('?');
  await terminal.waitFor(/ space +pause the run/);
  expect(terminal.text()).toContain('reflected it to G1');
  terminal.press('\u001b');
  await terminal.waitFor(/4 Traps/);
});

test('scrolling back holds the trap log still until End', async () => {
  await using terminal = open();
  await terminal.waitFor(/V1\.tx kick/);
  terminal.press('\u001b[5~');
  await terminal.waitFor(/\[4 Traps\] \d+ back, held/);
  const held = terminal.lines().slice(-10, -1);
  const before = /simulated ([\d.]+s)/.exec(terminal.text())![1]!;
  await terminal.waitFor(() => !terminal.text().includes(before));
  expect(terminal.lines().slice(-10, -1)).toEqual(held);
  terminal.press('\u001b[F');
  await terminal.waitFor(/\[4 Traps\]/);
});

test('diagnostics take the place of the trap log until the next reload', async () => {
  await using terminal = open();
  await terminal.waitFor(/4 Traps/);
  terminal.press('D');
  await terminal.waitFor(/unknown key `levls`/);
  expect(terminal.text()).not.toContain('V1.tx kick');
  terminal.press('A');
  await terminal.waitFor(/in place: V1\.tx arrivals/);
  expect(terminal.text()).not.toContain('levls');
});

test.each([
  ['q', 'q', 0],
  ['Ctrl-C', '\u0003', 130],
])('%s restores the terminal', async (_, key, code) => {
  await using terminal = open();
  await terminal.waitFor(/4 Traps/);
  terminal.press(key);
  await expectRestored(terminal, code);
});

test.each([
  ['a panel that throws while it draws', 'B', /failed: .*null/],
  ['a look at the run that throws', 'L', /failed: the look failed/],
  ['an engine thread that fails', 'F', /failed: the engine thread failed/],
])('%s restores the terminal and is reported once', async (_, key, message) => {
  await using terminal = open();
  await terminal.waitFor(/4 Traps/);
  terminal.press(key);
  await expectRestored(terminal, 70);
  expect(terminal.text()).toMatch(message);
  expect(terminal.text().match(/failed: /g)).toHaveLength(1);
});

test('close restores everything before it returns', async () => {
  await using terminal = open();
  await terminal.waitFor(/4 Traps/);
  terminal.press('C');
  await expectRestored(terminal, 0);
  expect(terminal.text()).toContain('closed cooked');
});

test('control characters in a title do not reach the screen', async () => {
  await using terminal = open({ env: { TITLE: 'a\u001b[31mred\u0007\u001b]0;owned\u0007\u009b2Jb\u202ec' } });
  await terminal.waitFor(/^aredbc /);
  expect(terminal.raw).not.toContain('owned');
  expect(terminal.raw).not.toContain('\u0007');
});

test('without colour no SGR sequence is written', async () => {
  await using terminal = open({ env: { PLAIN: '1' } });
  await terminal.waitFor(/4 Traps/);
  terminal.press('?');
  await terminal.waitFor(/pause the run/);
  expect(terminal.raw).not.toMatch(/\u001b\[[\d;]*m/);
});

test('in ASCII every cell is ASCII, the graph too', async () => {
  await using terminal = open({ env: { GLYPHS: 'ascii', TITLE: 'Vierkanträd' } });
  await terminal.waitFor(/Vierkantr\?d/);
  await terminal.waitFor(/[.:=+*#@-]{3,}/);
  expect(terminal.text()).toMatch(/^[\x20-\x7e\n]*$/);
});

test('queues have colours of their own', async () => {
  await using terminal = open();
  await terminal.waitFor(/G2 V1\.rx/);
  const row = terminal.lines().findIndex(line => line.includes('G2 V1.tx   '));
  const [tx, rx] = [terminal.cell(1, row), terminal.cell(1, row + 1)];
  expect(tx?.foreground).not.toBeNull();
  expect(tx?.foreground).not.toBe(rx?.foreground);
});

test('Ctrl-Z hands the terminal to the shell, and fg brings the dashboard back', async () => {
  await using terminal = new Terminal(['bash', '--norc', '--noprofile', '-i'], { env: { PS1: 'shell$ ' } });
  await terminal.waitFor(/shell\$ /);
  terminal.press(`${process.execPath} ${program}\r`);
  await terminal.waitFor(/4 Traps/);
  terminal.press('\u001a');
  await terminal.waitFor(/Stopped[\s\S]*shell\$/);
  expect(terminal.onAlternateScreen).toBe(false);
  expect(terminal.cursorVisible).toBe(true);
  terminal.press('fg\r');
  await terminal.waitFor(/running {2}1x[\s\S]*4 Traps/);
  expect(terminal.onAlternateScreen).toBe(true);
  terminal.press('q');
  await terminal.waitFor(() => !terminal.onAlternateScreen);
  terminal.press('exit\r');
  await expectRestored(terminal, 0);
});
