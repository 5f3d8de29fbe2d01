import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionIn } from '../helpers/session-in.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

let directory: string;
let scenario: string;
let log: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trapline-live-'));
  scenario = join(directory, 'scenario.yaml');
  log = join(directory, 'session.traplog');
  copyFileSync('scenarios/three-doorbells.yaml', scenario);
});
afterEach(() => rmSync(directory, { recursive: true }));

async function open(args: readonly string[] = [], options: TerminalOptions = {}): Promise<Terminal> {
  const terminal = new Terminal(['dist/trapline.js', 'run', scenario, ...args], options);
  await terminal.waitFor(/Three doorbells[\s\S]*stalled: the kick was lost/);
  return terminal;
}

const edit = (from: string, to: string): void => {
  const text = readFileSync(scenario, 'utf8');
  expect(text).toContain(from);
  writeFileSync(scenario, text.replace(from, to));
};

// CI=true makes no difference on a terminal.
describe.each([
  [80, 24, {}],
  [120, 40, { CI: 'true' }],
])('at %i x %i, with %o in the environment', (columns, rows, env) => {
  test('numbers move, and a saved edit is in the running engine', async () => {
    await using terminal = await open([], { columns, rows, env: env as Record<string, string> });
    edit('doorbells: [hypercall]', 'doorbells: [hypercall, mmio]');
    await terminal.waitFor(/V1\.tx\s+mmio/);
    await terminal.waitFor(() => !terminal.text().includes('stalled'));
    terminal.press('q');
    expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
  });
});

describe('a live edit', () => {
  test('that is broken shows every diagnostic while the run goes on, and mended ones clear them and are run', async () => {
    await using terminal = await open();
    edit('title: Three doorbells', 'titel: Three doorbells\nseeed: 1');
    await terminal.waitFor(/scenario\.yaml:6:1[\s\S]*scenario\.yaml:7:1/);
    const before = /simulated ([\d.]+)s/.exec(terminal.text())![1]!;
    await terminal.waitFor(() => Number(/simulated ([\d.]+)s/.exec(terminal.text())?.[1]) > Number(before));
    copyFileSync('scenarios/three-doorbells.yaml', scenario);
    await terminal.waitFor(() => !terminal.text().includes('scenario.yaml:6:1'));
    edit('poisson: 20k/s', 'poisson: 21k/s');
    await terminal.waitFor(/21k\/s/);
    // One of the structure builds the machine anew.
    edit('  - name: G2\n', '  - name: G2a\n');
    await terminal.waitFor(/L2 G2a/);
  });
});

describe('keys', () => {
  test('a pause holds the clock, a step moves it by one kick, Ctrl-C restores the terminal', async () => {
    await using terminal = await open();
    terminal.press(' ');
    await terminal.waitFor(/paused/);
    const traps = () => terminal.lines().slice(-18).join('\n');
    const before = traps();
    terminal.press('.');
    await terminal.waitFor(() => traps() !== before);
    expect(terminal.text()).toContain('paused');
    terminal.press('\u0003');
    expect(await terminal.exit()).toEqual({ code: 130, mode: 'cooked' });
  });

  test('at full speed keys are obeyed too', async () => {
    await using terminal = await open(['--speed', 'max']);
    terminal.press('?');
    await terminal.waitFor(/one kick, then paused/);
  });
});

describe('the terminal is restored', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('after %s, and the session log is whole', async (signal, code) => {
    await using terminal = await open(['--record', log]);
    terminal.signal(signal);
    expect(await terminal.exit()).toEqual({ code, mode: 'cooked' });
    expect(terminal.raw.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(
      terminal.raw.lastIndexOf('\u001b[?1049h'),
    );
    expect(terminal.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'));
    expect(sessionIn(log).missing).toBeNull();
  });

  test('when the terminal shrinks to one cell and grows again, nothing is lost', async () => {
    await using terminal = await open();
    terminal.resize(1, 1);
    terminal.resize(100, 30);
    await terminal.waitFor(/Three doorbells[\s\S]*Queues/);
  });

  test.each([
    ['NO_COLOR=1', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
  ])('%s leaves no colour on the screen', async (_, args, env) => {
    await using terminal = await open(args, { env: env as Record<string, string> });
    expect(terminal.raw).not.toMatch(/\u001b\[(3[0-7]|9[0-7]|38|48)[;m]/);
  });
});

describe('a recording', () => {
  test('has the edit with its simulated time, and survives kill -9 up to its last whole frame', async () => {
    await using terminal = await open(['--record', log]);
    edit('poisson: 25k/s', 'poisson: 26k/s');
    await terminal.waitFor(/in place: V3\.tx arrivals/);
    const edited = statSync(log).size;
    await terminal.waitFor(() => statSync(log).size > edited + 50_000);
    terminal.signal('SIGKILL');
    await terminal.exit();
    const { inputs, kicks, routes, missing } = sessionIn(log);
    const input = inputs.find(({ kind }) => kind === 'edit');
    expect(input).toMatchObject({ kind: 'edit', text: expect.stringContaining('26k/s') });
    expect(input!.atNs).toBeGreaterThan(0);
    expect([...kicks].every(({ routeId }) => routes.has(routeId))).toBe(true);
    expect(missing).not.toBeNull();
  });

  test('is refused where the file exists', async () => {
    writeFileSync(log, 'evidence');
    await using terminal = new Terminal(['dist/trapline.js', 'run', scenario, '--record', log]);
    expect(await terminal.exit()).toEqual({ code: 1, mode: 'cooked' });
    expect(terminal.text()).toContain('exists already');
    expect(readFileSync(log, 'utf8')).toBe('evidence');
  });
});
