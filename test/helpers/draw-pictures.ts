/** `npm run pictures`: the README's pictures, each drawn from the real program in a real terminal. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { toPng, toSvg } from './picture.ts';
import { type SessionLogOf, writeSessionLog } from './session-logs.ts';
import { Terminal } from './terminal.ts';

interface Picture {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly scenarios: readonly string[];
  /** Typed one after the other once the program has run for `after` simulated seconds. */
  readonly keys: readonly string[];
  readonly after: number;
  /** The scenario's file is broken, and the panel that says how is zoomed. */
  readonly breaks?: true;
  /** On the screen before the picture is taken. */
  readonly until: RegExp;
}

const three = ['scenarios/three-doorbells.yaml'];
const wheels = ['hypercall', 'port-write', 'memory-write'].map(wheel => `scenarios/wheel-${wheel}.yaml`);
const zoomed = { columns: 100, rows: 24, scenarios: three, after: 6, until: /./ };
const switched = /L0 exits .* → /;

/** Long enough for the graphs to show how V1 fills and the others move, and what a switch of its doorbell does. */
const pictures: readonly Picture[] = [
  { ...zoomed, name: 'dashboard', columns: 120, rows: 40, keys: ['d', 'd'], after: 4, until: switched },
  { ...zoomed, name: 'levels', keys: ['1', 'z'] },
  { ...zoomed, name: 'occupancy', keys: ['d', 'd', '2', 'z'], until: switched },
  { ...zoomed, name: 'queues', keys: ['3', 'z'] },
  { ...zoomed, name: 'traps', keys: ['4', 'z', '/', 'V2', '\r', 'k', 'k', 'k'] },
  { ...zoomed, name: 'path', columns: 120, keys: ['5', 'z'], after: 2 },
  { ...zoomed, name: 'latency', rows: 30, keys: ['6', 'z'] },
  { ...zoomed, name: 'devices', scenarios: ['scenarios/hidden-hypercall.yaml'], keys: ['7', 'z'], after: 1 },
  { ...zoomed, name: 'diagnostics', keys: [], after: 1, breaks: true, until: /8 Diagnostics/ },
  { ...zoomed, name: 'side-by-side', columns: 120, rows: 40, scenarios: wheels, keys: ['5'], after: 10 },
  { ...zoomed, name: 'help', columns: 120, rows: 30, keys: ['?'], after: 0 },
];

/** Of a session log that is made here, paused at a time of it. */
const replayed: SessionLogOf & { readonly at: string } = {
  ...{ looks: 301, everyNs: 100e6, edits: [120], switches: [210], at: '0:24' },
};

async function takeReplay(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'trapline-picture-'));
  writeSessionLog(join(directory, 'session.traplog'), replayed);
  const program = [resolve('dist/trapline.js'), 'replay', 'session.traplog'] as const;
  await using terminal = new Terminal(program, { columns: 120, rows: 40, cwd: directory });
  await terminal.waitFor(/playing/, 60_000);
  terminal.press(`t${replayed.at}\r`);
  await terminal.waitFor(/paused[\s\S]*0:2[34]\.\d of/, 60_000);
  // The chart, which comes after the first frame.
  await terminal.waitFor(/⠒/, 60_000);
  save('replay', terminal);
  rmSync(directory, { recursive: true });
}

function save(name: string, { emulator }: Terminal): void {
  writeFileSync(`docs/pictures/${name}.png`, toPng(toSvg(emulator)));
  process.stdout.write(`docs/pictures/${name}.png\n`);
}

async function take({ name, columns, rows, scenarios, keys, after, breaks, until }: Picture): Promise<void> {
  // In a folder of its own, from where its name is short.
  const directory = mkdtempSync(join(tmpdir(), 'trapline-picture-'));
  const copy = join(directory, basename(scenarios[0]!));
  const text = readFileSync(scenarios[0]!, 'utf8');
  writeFileSync(copy, text);
  const files = breaks ? [basename(copy)] : scenarios;
  const cwd = breaks ? directory : process.cwd();
  await using terminal = new Terminal([resolve('dist/trapline.js'), 'run', ...files], { columns, rows, cwd });
  const simulated = () => Number(/simulated ([\d.]+)s/.exec(terminal.text())?.[1]);
  await terminal.waitFor(() => simulated() >= after, 60_000);
  if (breaks)
    writeFileSync(copy, text.replace('hypervisor: kvm-6.1', 'hypervisor: kvm-6.l').replace('[pio]', '[poi]'));
  for (const key of keys) {
    terminal.press(key);
    const begun = simulated();
    // A screen or two later it has been obeyed; a help without a clock shows it at once.
    await terminal.waitFor(() => !(simulated() < begun + 0.5), 60_000);
  }
  await terminal.waitFor(until, 60_000);
  if (breaks) {
    terminal.press('z');
    await terminal.waitFor(() => !terminal.text().includes('Levels'), 60_000);
  }
  save(name, terminal);
  rmSync(directory, { recursive: true });
}

const [wanted] = process.argv.slice(2);
if (wanted === undefined) rmSync('docs/pictures', { recursive: true, force: true });
mkdirSync('docs/pictures', { recursive: true });
for (const picture of pictures) if (wanted === undefined || picture.name === wanted) await take(picture);
if (wanted === undefined || wanted === 'replay') await takeReplay();
