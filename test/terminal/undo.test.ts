/** `u`: back to the text before, while the file stays as it was saved. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundledText } from '../helpers/scenarios.ts';
import { sessionIn } from '../helpers/session-in.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

const text = bundledText('three-doorbells.yaml');
const rateOf = (rate: string): string => text.replace('25k/s', rate);

async function open(files: readonly string[], args: readonly string[] = [], options: TerminalOptions = {}) {
  const terminal = new Terminal(['dist/trapline.js', 'run', ...files, ...args], options);
  await terminal.waitFor(/stalled: the kick was lost[\s\S]*\? help/);
  return terminal;
}

test('what runs goes back, the file does not, and screen, graph and log say so', async () => {
  const [file, log] = [fileWith(text), freshPath()];
  await using terminal = await open([file], ['--record', log]);
  terminal.press('u');
  await terminal.waitFor(/nothing to undo: this is what the session began with/);
  for (const rate of ['26k/s', '27k/s']) {
    fileWith(rateOf(rate), file);
    await terminal.waitFor(new RegExp(`in place: .*${rate}`));
  }
  expect(terminal.lines()[0]).not.toContain('undone');
  terminal.press('u');
  await terminal.waitFor(
    /undone: back to the text of \d\d:\d\d:\d\d; the file is as you saved it; in place: V3/,
  );
  expect(terminal.lines()[0]).toMatch(/ undone {2}running {2}1x$/);
  terminal.press('u');
  await terminal.waitFor(/undone: back to the text of \d\d:\d\d:\d\d, the first; /);
  await terminal.waitFor(/ d: L0 exits \S+k\/s → /);
  expect(readFileSync(file, 'utf8')).toBe(rateOf('27k/s'));
  fileWith(rateOf('28k/s'), file);
  await terminal.waitFor(/\n *in place: .*28k\/s/);
  expect(terminal.lines()[0]).not.toContain('undone');
  terminal.press('q');
  await terminal.exit();
  const { inputs } = sessionIn(log);
  const texts = inputs.map(input => (input.kind === 'edit' ? input.text : input.kind));
  expect(texts).toEqual(['26k/s', '27k/s', '26k/s', '25k/s', '28k/s'].map(rateOf));
});

test('at 80 by 24, and beside what is wrong with the file', async () => {
  const file = fileWith(text);
  await using terminal = await open([file], [], { columns: 80, rows: 24 });
  fileWith(rateOf('26k/s'), file);
  await terminal.waitFor(/in place: .*26k\/s/);
  fileWith(text.replace('title:', 'titel:'), file);
  await terminal.waitFor(/8 Diagnostics\] 1 error; the run goes on with the text of/);
  expect(terminal.lines()[0]).toMatch(/ file broken {2}running {2}1x$/);
  terminal.press('u');
  await terminal.waitFor(/undone: back to the text of/);
  expect(terminal.lines()[0]).toMatch(/ undone, file broken {2}running {2}1x$/);
  expect(terminal.text()).toMatch(/titel: [\s\S]*\^\^\^\^\^/);
  fileWith(rateOf('26k/s'), file);
  await terminal.waitFor(
    () => /^.* {2}running {2}1x$/m.test(terminal.lines()[0]!) && !/undone|broken/.test(terminal.text()),
  );
  expect(terminal.text()).not.toContain('Diagnostics');
});

test('side by side it is the chosen run that goes back', async () => {
  const wheels = ['hypercall', 'port-write'].map(wheel => fileWith(bundledText(`wheel-${wheel}.yaml`)));
  await using terminal = await open(wheels, [], { columns: 160, rows: 40 });
  const panes = () =>
    [0, 80].map(at =>
      terminal
        .lines()
        .map(line => line.slice(at, at + 80))
        .join('\n'),
    );
  for (const [at, file] of wheels.entries()) {
    fileWith(readFileSync(file, 'utf8').replace('20k/s', '10k/s'), file);
    await terminal.waitFor(() => /in place: /.test(panes()[at]!));
  }
  terminal.press('\u001b[C');
  await terminal.waitFor(() => panes()[1]!.startsWith('▌'));
  terminal.press('u');
  await terminal.waitFor(() => /undone: back to/.test(panes()[1]!));
  expect(panes()[0]).not.toContain('undone');
});
