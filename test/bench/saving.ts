/**
 * `npm run bench`: how long a save takes to the screen. The built program runs in a pty on a scenario, its Path panel
 * open; a cost is changed and the file is saved, by replays of what editors do, and by editors and tools themselves.
 * Measured from the end of the save (for an editor: from the key at which it saves; for a command: from its end) until
 * the terminal at the other side of the pty shows the number that comes of it. The table is Markdown, for docs/saving.md.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { type Editor, editors, isInstalled } from '../helpers/editors.ts';
import { bundledText } from '../helpers/scenarios.ts';
import { Terminal } from '../helpers/terminal.ts';
import { waysOfSaving } from '../helpers/ways-of-saving.ts';
import { quantile } from './statistics.ts';

const { values: options } = parseArgs({ options: { saves: { type: 'string', default: '100' } } });
const SAVES = Number(options.saves);
/** Not counted: until the program is warm. */
const WARM_UP_SAVES = 5;
/** From the first frame on, until the file is watched. */
const WATCHED_MS = 500;
/** In cycles. */
const versions = Array.from({ length: 1 + WARM_UP_SAVES + SAVES }, (_, version) => 2000 + version);

const exitOf = (cycles: number): string => `exit: ${cycles}`;
const textWith = (cycles: number): string =>
  bundledText('square-wheel.yaml').replace('costs: zen-3', `costs: { from: zen-3, ${exitOf(cycles)} }`);

/** Puts the cost into the file, and says when that was done. */
type TimedSave = (cycles: number, before: number) => Promise<number>;

interface Way {
  readonly name: string;
  /** Which has to be there for it. */
  readonly program: string;
  /** What is to be done with the file before, and how to end that. */
  prepare(file: string): Promise<{ readonly save: TimedSave; readonly end: () => Promise<void> }>;
}

const nothing = async (): Promise<void> => {};

const replayed = Object.entries(waysOfSaving).map(
  ([name, save]): Way => ({
    name,
    program: process.execPath,
    prepare: async file => ({
      async save(cycles) {
        await save(file, textWith(cycles));
        return performance.now();
      },
      end: nothing,
    }),
  }),
);

const edited = Object.entries(editors).map(
  ([name, { program, open }]): Way => ({
    program,
    name: `${name}, itself`,
    async prepare(file) {
      const editor: Editor = await open(file);
      return {
        async save(cycles, before) {
          await editor.change(exitOf(before), exitOf(cycles));
          const pressed = performance.now();
          editor.save();
          return pressed;
        },
        end: async () => editor[Symbol.asyncDispose](),
      };
    },
  }),
);

const run = promisify(execFile);

const sed: Way = {
  name: 'sed -i, itself',
  program: 'sed',
  prepare: async file => ({
    async save(cycles, before) {
      await run('sed', ['-i', `s/${exitOf(before)}/${exitOf(cycles)}/`, file]);
      return performance.now();
    },
    end: nothing,
  }),
};

/** Each version is a commit before the program looks at the file. */
const git: Way = {
  name: 'git checkout, itself',
  program: 'git',
  async prepare(file) {
    const as = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
    const command = (...args: string[]) => run('git', [...as, ...args], { cwd: dirname(file) });
    await command('init', '--quiet');
    for (const cycles of versions) {
      writeFileSync(file, textWith(cycles));
      await command('add', basename(file));
      await command('commit', '--quiet', '--message', 'a version');
      await command('tag', String(cycles));
    }
    await command('checkout', '--quiet', String(versions[0]));
    return {
      async save(cycles) {
        await command('checkout', '--quiet', String(cycles));
        return performance.now();
      },
      end: nothing,
    };
  },
};

/** As the panel has it; no other number there ends like that. */
const shown = (cycles: number): RegExp => new RegExp(`vmrun .* ${cycles.toLocaleString('en-US')}$`, 'm');

/** When the screen first has it: `performance.now()`. */
function next(terminal: Terminal, text: RegExp): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const late = setTimeout(() => reject(new Error(`no ${text} on the screen:\n${terminal.text()}`)), 10_000);
  const parsed = terminal.emulator.onWriteParsed(() => {
    if (text.test(terminal.text())) resolve(performance.now());
  });
  return promise.finally(() => {
    clearTimeout(late);
    parsed.dispose();
  });
}

/** Milliseconds of each save. */
async function measure(way: Way): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'trapline-bench-'));
  const file = join(directory, 'scenarios', 'scenario.yaml');
  mkdirSync(dirname(file));
  writeFileSync(file, textWith(versions[0]!));
  const { save, end } = await way.prepare(file);
  const times: number[] = [];
  {
    await using terminal = new Terminal(['dist/trapline.js', 'run', file, '--press', '5', '--press', 'z']);
    await terminal.waitFor(shown(versions[0]!));
    await delay(WATCHED_MS);
    for (const [at, cycles] of versions.entries()) {
      if (at === 0) continue;
      await delay(20 + ((at * 37) % 100));
      const seen = next(terminal, shown(cycles));
      const saved = await save(cycles, versions[at - 1]!);
      times.push((await seen) - saved);
    }
  }
  await end();
  rmSync(directory, { recursive: true });
  return times.slice(WARM_UP_SAVES);
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const ways = [...replayed, ...edited, sed, git].filter(
  ({ program, name }) =>
    isInstalled(program) || !say(`${program} is not installed: nothing to measure of ${name}.`),
);
say(`${SAVES} saves each; load average before ${loadavg()[0]!.toFixed(1)}\n`);
const width = Math.max(...ways.map(({ name }) => name.length));
const row = (...cells: readonly string[]) =>
  say(`| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(width) : cell.padStart(6))).join(' | ')} |`);
row('way of saving', 'p50 ms', 'p99 ms', 'max ms');
row('-'.repeat(width), '-----:', '-----:', '-----:');
for (const way of ways) {
  const times = await measure(way);
  row(way.name, ...[0.5, 0.99, 1].map(share => quantile(times, share).toFixed(0)));
}
say(`\nload average after ${loadavg()[0]!.toFixed(1)}`);
