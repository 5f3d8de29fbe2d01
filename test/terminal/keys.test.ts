/** Every key of the table, pressed in a real terminal. */
import { beforeAll, expect, test } from 'vitest';
import { bindingsOf } from '../../tui/keys.ts';
import { bundle } from '../helpers/bundle.ts';
import { Terminal } from '../helpers/terminal.ts';

let program: string;

beforeAll(async () => {
  program = await bundle('test/helpers/dashboard-program.ts');
});

/** What a key is sent as, and what must then be on the screen; in an order in which each leads on to the next. */
const steps: readonly (readonly [label: string, sent: string, shown: RegExp])[] = [
  ['?', '?', /── Keys ──/],
  ['Esc', '\u001b', /\[4 Traps\]/],
  ['space', ' ', /paused {2}1x/],
  ['space', ' ', /running {2}1x/],
  ['.', '.', /paused {2}1x/],
  ['+', '+', /paused {2}max/],
  ['-', '-', /paused {2}1x/],
  ['space', ' ', /running {2}1x/],
  ['d', 'd', /1 G2 V1\.tx +pio/],
  ['e', 'e', /edited file 0 at its top/],
  ['u', 'u', /undone in file 0/],
  ['R', 'R', /recorded/],
  ['f', 'f', /screen frozen; engine at/],
  ['f', 'f', /running {2}1x/],
  ['r', 'r', /npf +1\.0k\/s +\. +\d{1,3} /],
  ['Tab', '\t', /\[1 Levels\]/],
  ['Shift-Tab', '\u001b[Z', /\[4 Traps\]/],
  ['1', '1', /\[1 Levels\]/],
  ['2', '2', /\[2 Occupancy\]/],
  ['3', '3', /\[3 Queues\]/],
  ['Down j', 'j', /▌2 G2 V1\.rx/],
  ['Up k', '\u001b[A', /▌1 G2 V1\.tx/],
  ['5', '5', /\[5 Path\]/],
  ['6', '6', /\[6 Latency\]/],
  ['7', '7', /\[7 Devices\]/],
  ['8', '8', /\[8 Diagnostics\][\s\S]*in order/],
  ['z', 'z', /^[^\n]*\n[^\n]*\n[^\n]*\n──\[8 Diagnostics\]/],
  ['Esc', '\u001b', / 1 Levels /],
  ['x', 'x', /\[7 Devices\]/],
  ['4', '4', /\[4 Traps\]/],
  ['PageUp', '\u001b[5~', /\[4 Traps\] \d+ back, held/],
  ['PageDown', '\u001b[6~', /\[4 Traps\]─/],
  ['Home', '\u001b[H', /\[4 Traps\] \d+ back, held/],
  ['Enter', '\r', /\[5 Path\]/],
  ['Esc', '\u001b', /\[4 Traps\] \d+ back, held/],
  ['End', '\u001b[F', /\[4 Traps\]─/],
  ['/', '/vmrun\r', /\[4 Traps\] only vmrun/],
  ['Esc', '\u001b', /\[4 Traps\]─/],
  ['Left h', '\u001b[D', /\[4 Traps\]/],
  ['Right l', '\u001b[C', /\[4 Traps\]/],
  ['Ctrl-L', '\f', /\[4 Traps\]/],
  ['Ctrl-Z', '\u001a', /Stopped/],
  ['', 'fg\r', /\[4 Traps\]/],
  ['Ctrl-C', '\u0003', /shell 130\$/],
  ['', `\r`, /shell/],
];

test('every key does what the table says', async () => {
  const env = { PS1: 'shell $?$ ' };
  await using terminal = new Terminal(['bash', '--norc', '--noprofile', '-i'], { env });
  await terminal.waitFor(/shell 0\$ /);
  terminal.press(`${process.execPath} ${program}\r`);
  await terminal.waitFor(/\[4 Traps\][\s\S]*\? help/);
  for (const [label, sent, shown] of steps) {
    terminal.press(sent);
    try {
      await terminal.waitFor(shown);
    } catch (error) {
      throw new Error(`after ${label || JSON.stringify(sent)}: ${(error as Error).message}`);
    }
  }
});

test('no key of the table is left untried', () => {
  // The other way out is a test of its own, with what it leaves behind.
  const tried = new Set([...steps.map(([label]) => label), 'q']);
  expect(bindingsOf('live').filter(({ label }) => !tried.has(label))).toEqual([]);
});
