/** `e`: an editor has the terminal for a while, and whatever it does with it the dashboard comes back. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundledText } from '../helpers/scenarios.ts';
import { sessionIn } from '../helpers/session-in.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

const text = bundledText('three-doorbells.yaml');
/** A mistake in line 6, column 1, and one further down. */
const broken = text.replace('title:', 'titel:').replace('doorbells: [pio]', 'doorbells: [poi]');
const placeOfSecond = (() => {
  const line = broken.split('\n').findIndex(each => each.includes('[poi]'));
  return { line: line + 1, column: broken.split('\n')[line]!.indexOf('poi') + 1 };
})();

/** It asks the terminal nothing: a key that is pressed amid the answers is taken for a part of one. */
const VIM = 'vim -u NONE -i NONE -n -N --cmd "set t_RV= t_RF= t_RB= t_u7=" -c "set ruler laststatus=2"';

interface Open extends TerminalOptions {
  readonly editor: string;
  readonly args?: readonly string[];
}

async function open(file: string, { editor, args = [], ...options }: Open): Promise<Terminal> {
  const env = { EDITOR: editor, VISUAL: '' };
  const terminal = new Terminal(['dist/trapline.js', 'run', file, ...args], { ...options, env });
  await terminal.waitFor(/Three doorbells[\s\S]*stalled: the kick was lost[\s\S]*\? help/);
  return terminal;
}

/** A program that edits by a shell's commands; the file is `$1`. */
function script(commands: string): string {
  const path = fileWith(commands, freshPath('.sh'));
  return `sh ${path}`;
}

const dashboard = /running {2}1x[\s\S]*\[\d \w+\][\s\S]*\? help/;

async function back(terminal: Terminal): Promise<void> {
  await terminal.waitFor(() => terminal.onAlternateScreen && dashboard.test(terminal.text()));
}

const inputsOf = (log: string) => sessionIn(log).inputs;

describe('vim', () => {
  test('is at the mistake, a write is in the run while it is open, and the dashboard comes back', async () => {
    const [file, log] = [fileWith(text), freshPath()];
    await using terminal = await open(file, { editor: VIM, args: ['--record', log] });
    fileWith(broken, file);
    await terminal.waitFor(/\[8 Diagnostics\] 2 errors/);
    terminal.press('e');
    await terminal.waitFor(/titel: Three[\s\S]* 6,1 /);
    terminal.press('ZZ');
    await back(terminal);
    // The next mistake is the one that is selected then.
    terminal.press('je');
    await terminal.waitFor(new RegExp(` ${placeOfSecond.line},${placeOfSecond.column} `));
    terminal.press(':%s/\\[poi/[pio/|%s/titel/title/|%s/25k/26k/|w\r');
    await terminal.waitFor(() => inputsOf(log).length > 0);
    expect(inputsOf(log)).toMatchObject([{ kind: 'edit', text: text.replace('25k', '26k') }]);
    await terminal.waitFor(/26k\/s/);
    // Everybody on the terminal is told of Ctrl-C.
    terminal.press('\u0003');
    await terminal.waitFor(/Type +:qa/);
    terminal.press(':q\r');
    await back(terminal);
    await terminal.waitFor(/in place: V3\.tx arrivals/);
    expect(terminal.text()).not.toContain('Diagnostics');
    terminal.press('q');
    expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
    expect(sessionIn(log).missing).toBeNull();
  });

  test('resized with the dashboard behind it, killed, and opened once more', async () => {
    const file = fileWith(text);
    await using terminal = await open(file, { editor: VIM });
    terminal.press('e');
    await terminal.waitFor(/1,1 +Top/);
    terminal.resize(90, 30);
    await terminal.waitFor(() => /1,1 +Top/.test(terminal.lines()[28]!));
    process.kill(childOf(terminal.programId(), 'vim'), 'SIGKILL');
    await back(terminal);
    await terminal.waitFor(/vim was ended by SIGKILL/);
    await terminal.waitFor(() => terminal.lines()[29]!.startsWith('? help'));
    // What it has shown is not behind the dashboard.
    expect(terminal.text()).not.toMatch(/1,1 +Top/);
    terminal.press('e');
    await terminal.waitFor(/1,1 +Top/);
    terminal.press(':cq\r');
    await terminal.waitFor(/vim ended with exit code 1/);
    terminal.press('q');
    expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends both, and the session log is whole', async (signal, code) => {
    const [file, log] = [fileWith(text), freshPath()];
    await using terminal = await open(file, { editor: VIM, args: ['--record', log] });
    terminal.press('e');
    await terminal.waitFor(/1,1 +Top/);
    const vim = childOf(terminal.programId(), 'vim');
    terminal.signal(signal);
    expect(await terminal.exit()).toEqual({ code, mode: 'cooked' });
    expect(() => process.kill(vim, 0)).toThrow('ESRCH');
    expect(terminal.onAlternateScreen).toBe(false);
    expect(terminal.cursorVisible).toBe(true);
    expect(sessionIn(log).missing).toBeNull();
  });
});

test('nano is at the mistake, and what it saves is in the run', async () => {
  const file = fileWith(text);
  await using terminal = await open(file, { editor: 'nano --ignorercfiles', columns: 80, rows: 24 });
  fileWith(text.replace('[mmio]', '[mnio]'), file);
  await terminal.waitFor(/\[8 Diagnostics\] 1 error/);
  terminal.press('e');
  await terminal.waitFor(() => {
    const { cursorX, cursorY } = terminal.emulator.buffer.active;
    return terminal.lines()[cursorY]!.slice(cursorX).startsWith('mnio]');
  });
  terminal.press('\u001b[3~\u001b[3~\u001b[3~\u001b[3~pio\u0018');
  await terminal.waitFor(/Save modified buffer/);
  terminal.press('y\r');
  await back(terminal);
  await terminal.waitFor(/V3\.tx +pio/);
  expect(terminal.text()).not.toContain('Diagnostics');
});

test("a mistake in a profile of one's own opens the profile, and what is mended there is in the run", async () => {
  const right = bundledText('profiles/costs/zen-3.yaml').replace('costs: zen-3', 'costs: mine');
  const profile = fileWith(right);
  const file = fileWith(text.replace('costs: zen-3', `costs: ./${basename(profile)}`));
  await using terminal = await open(file, { editor: VIM });
  fileWith(right.replace('{ cycles: 2528,', '{ cycles: many,'), profile);
  await terminal.waitFor(new RegExp(`${basename(profile)}:\\d+:\\d+: error:[\\s\\S]*cycles: many`));
  terminal.press('e');
  await terminal.waitFor(/ 6,17 /);
  expect(terminal.text()).toContain('costs: mine');
  terminal.press(':s/many/2600/|x\r');
  await back(terminal);
  await terminal.waitFor(/in place: cost exit: 2528 -> 2600/);
  expect(terminal.text()).not.toContain('Diagnostics');
});

describe('any program', () => {
  test('has the terminal as it was before the dashboard, and every key that is pressed', async () => {
    const [file, out, go] = [fileWith(text), freshPath(), freshPath()];
    // It takes its time before it reads: what it does not read at once is nobody else's.
    const editor = script(
      `stty -a | grep -ow -- '-\\?icanon\\|-\\?echo\\|-\\?isig'; echo ready
       while [ ! -e ${go} ]; do sleep 0.02; done
       while read -r line; do echo "$line" >> ${out}; [ "$line" = end ] && exit; done`,
    );
    await using terminal = await open(file, { editor });
    terminal.press('e');
    await terminal.waitFor(/^isig\nicanon\necho\nready$/m);
    expect(terminal.onAlternateScreen).toBe(false);
    expect(terminal.cursorVisible).toBe(true);
    expect(terminal.raw).toMatch(/\u001b\[\?1007l\u001b\[\?1007r(?![\s\S]*1007h)/);
    const typed = Array.from({ length: 30 }, (_, row) => `qqq ${row} ?.+-d`);
    for (const line of [...typed, 'end']) {
      terminal.press(`${line}\r`);
      await terminal.waitFor(() => terminal.lines().includes(line));
    }
    fileWith('', go);
    await back(terminal);
    expect(readFileSync(out, 'utf8')).toBe(`${[...typed, 'end'].join('\n')}\n`);
    expect(terminal.raw).toMatch(/\u001b\[\?1007h(?![\s\S]*1007r)/);
    expect(terminal.text()).toContain('running  1x');
  });

  test.each([
    ['is not there', 'no-such-editor', /no-such-editor cannot be started: there is no such program/],
    ['may not be run', fileWith('', freshPath('.txt')), /\.txt cannot be started: EACCES/],
    ['fails', script('exit 3'), /sh ended with exit code 3/],
    ['is several', 'vim | cat', /no command to edit with: vim \| cat/],
  ])('that %s is named in the header, with what was wrong', async (_, editor, note) => {
    await using terminal = await open(fileWith(text), { editor, columns: 100, rows: 24 });
    terminal.press('e');
    await terminal.waitFor(note);
    await back(terminal);
    terminal.press(' ');
    await terminal.waitFor(/paused/);
  });

  test('that dies in the midst of things leaves neither its modes nor its screen', async () => {
    const modes = '\\033[?1049h\\033[?1000h\\033[?1004h\\033[?2004h\\033[>4;2m\\033[5;10r';
    const file = fileWith(text);
    const editor = script(
      `stty -a | grep -ow -- '-\\?icanon'; stty raw -echo; printf '${modes}\\033[3;80Hleft behind'; kill -9 $$`,
    );
    await using terminal = await open(file, { editor });
    // The second one finds it as the first one did.
    for (const found of [['icanon'], ['icanon', 'icanon']]) {
      terminal.press('e');
      await terminal.waitFor(() => terminal.raw.match(/-?icanon/g)?.length === found.length);
      expect(terminal.raw.match(/-?icanon/g)).toEqual(found);
      await back(terminal);
      await terminal.waitFor(/sh was ended by SIGKILL/);
      expect(terminal.text()).not.toContain('left behind');
    }
    expect(terminal.emulator.modes).toMatchObject({
      mouseTrackingMode: 'none',
      sendFocusMode: false,
      bracketedPasteMode: false,
    });
    terminal.press('q');
    expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
    expect(terminal.onAlternateScreen).toBe(false);
  });

  test('that will not end is left behind', async () => {
    const log = freshPath();
    const editor = script(`trap '' TERM HUP; echo ready; while :; do sleep 0.1; done`);
    await using terminal = await open(fileWith(text), { editor, args: ['--record', log] });
    terminal.press('e');
    await terminal.waitFor(/^ready$/m);
    const stubborn = childOf(terminal.programId(), 'sh');
    terminal.signal('SIGTERM');
    try {
      expect((await terminal.exit()).code).toBe(143);
    } finally {
      process.kill(stubborn, 'SIGKILL');
    }
    expect(sessionIn(log).missing).toBeNull();
  });
});

test('sentences are followed by an editor, too, and go on after it', async () => {
  const file = fileWith(text);
  const editor = script(`echo ready; read -r line; sed -i 's/25k/26k/' "$1"`);
  await using terminal = new Terminal(['dist/trapline.js', 'run', file, '--screen-reader'], {
    env: { EDITOR: editor, VISUAL: '' },
  });
  await terminal.waitFor(/Queue G2 V1\.tx: .* Stalled: the kick was lost/);
  terminal.press('e');
  await terminal.waitFor(/^ready$/m);
  terminal.press('\r');
  await terminal.waitFor(/in place: V3\.tx arrivals/);
});

/** The child of a process that runs this program. */
function childOf(parent: number, program: string): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  const found = children.find(pid => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === program);
  expect(found, `a child ${program}`).toBeDefined();
  return Number(found);
}
