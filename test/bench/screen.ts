/**
 * `npm run bench`: what the dashboard's screen costs beside htop's and btop's, each in a pty of 120x40 of its own, in
 * turn, all asked for ten refreshes a second; ours with an engine beside it that keeps a core busy. Resident memory is
 * watched at the end, for as long as `--minutes` says.
 *
 * A frame is what a program writes without pausing for 20 ms; what a frame costs is all processor time over all
 * frames, gathering the data included. Of ours the main thread's time counts, which is the screen; the engine is
 * another thread. A key counts as painted when the pty's other side has read what the key brings.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildBareInk } from './bare-ink.ts';
import { quantile, spread } from './statistics.ts';
import { type Cost, type Program, Subject } from './subject.ts';

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '1' } } });

const ROUNDS = 3;
const STARTS = 5;
const KEYS = 100;
const WARM_UP_MS = 4000;
const MEASURED_MS = 10_000;
const PAUSED_MS = 5000;
const OWN_MS = 40_000;
/** Until the heap is as large as it gets. */
const SETTLED_MS = 30_000;

const settings = mkdtempSync(join(tmpdir(), 'trapline-bench-'));
mkdirSync(join(settings, 'btop'));
writeFileSync(join(settings, 'btop', 'btop.conf'), 'update_ms = 100\n');

const trapline: Program = {
  name: 'trapline',
  command: ['dist/trapline.js', 'run', 'scenarios/three-doorbells.yaml', '--speed', 'max'],
  threads: 'main',
  data: 'G2 V1.tx',
  pause: ' ',
  keys: [
    ['1', '[1 Levels'],
    ['3', '[3 Queues'],
  ],
};

const htop: Program = {
  name: 'htop',
  command: ['htop', '-d', '1'],
  threads: 'all',
  data: 'Load average',
  pause: 'Z',
};

const btop: Program = {
  name: 'btop',
  command: ['btop'],
  env: { XDG_CONFIG_HOME: settings },
  threads: 'all',
  data: 'GiB',
};

/** All that was measured of one program. */
interface Measured {
  readonly program: Program;
  readonly firstData: number[];
  readonly running: Cost[];
  readonly paused: number[];
  readonly keys: number[];
}

async function measure({ program, firstData, running, paused, keys }: Measured): Promise<void> {
  for (let start = 0; start < STARTS; start++) {
    bareStarts.push(bareStart());
    inkStarts.push(await startOf(ink.program));
    firstData.push(await startOf(program));
  }
  await using subject = new Subject(program);
  await delay(WARM_UP_MS);
  running.push(await subject.cost(MEASURED_MS));
  keys.push(...(await pressAll(subject, program.keys ?? [])));
  if (program.pause === undefined) return;
  subject.type(program.pause);
  await delay(1000);
  paused.push((await subject.cost(PAUSED_MS)).share);
}

/** Milliseconds to the first data. */
async function startOf(program: Program): Promise<number> {
  await using subject = new Subject(program);
  return await subject.firstData();
}

/** Milliseconds of a Node that does nothing: no program of ours can show anything sooner. */
function bareStart(): number {
  const begun = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - begun;
}

/** At every distance from the refresh before. */
async function pressAll(subject: Subject, keys: NonNullable<Program['keys']>): Promise<number[]> {
  const times: number[] = [];
  for (let press = 0; keys.length > 0 && press < KEYS; press++) {
    await delay(60 + ((press * 37) % 100));
    times.push(await subject.press(...keys[press % keys.length]!));
  }
  return times;
}

/** In MB, every second. */
async function watchMemory(program: Program, minutes: number): Promise<number[]> {
  await using subject = new Subject(program);
  await delay(SETTLED_MS);
  const resident = [subject.residentMb()];
  for (let second = 0; second < minutes * 60; second++) {
    await delay(1000);
    resident.push(subject.residentMb());
  }
  return resident;
}

function print(measured: readonly Measured[]): void {
  const row = (what: string, of: (one: Measured) => string) =>
    say(`${what.padEnd(28)}${measured.map(one => of(one).padEnd(26)).join('')}`.trimEnd());
  const cost = (what: keyof Cost, digits: number) => (one: Measured) =>
    spread(
      one.running.map(each => each[what]),
      digits,
    );
  const at = (values: readonly number[], share: number) =>
    values.length === 0 ? '-' : quantile(values, share).toFixed(1);
  row('median (least .. most)', ({ program }) => program.name);
  row('% of a core', cost('share', 1));
  row('the same, paused', ({ paused }) => spread(paused, 1));
  row('frames a second', cost('framesPerSecond', 1));
  row('ms a frame', cost('msPerFrame', 1));
  row('bytes a frame', cost('bytesPerFrame', 0));
  row('ms to the first data', ({ firstData }) => spread(firstData, 0));
  row('ms from key to paint, p50', ({ keys }) => at(keys, 0.5));
  row('ms from key to paint, p99', ({ keys }) => at(keys, 0.99));
  say(`ms of node -e 0             ${spread(bareStarts, 0)}`);
  say(`ms of Ink with one line     ${spread(inkStarts, 0)}`);
}

/** As people run it: it refreshes every two seconds, and finds its caches cold each time. */
async function measureOwnRefresh(): Promise<void> {
  const config = mkdtempSync(join(tmpdir(), 'trapline-bench-'));
  {
    await using subject = new Subject({ ...btop, env: { XDG_CONFIG_HOME: config } });
    await delay(WARM_UP_MS);
    const { share } = await subject.cost(OWN_MS);
    say(`btop at its own refresh     ${((share / 100) * 2000).toFixed(1)} ms every 2 s`);
  }
  rmSync(config, { recursive: true });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function isInstalled({ name }: Program): boolean {
  const found = spawnSync(name, ['--version']).status === 0;
  if (!found) say(`${name} is not installed, so there is nothing to compare with it.`);
  return found;
}

const bareStarts: number[] = [];
const inkStarts: number[] = [];
const ink = await buildBareInk();
const measured = [trapline, ...[htop, btop].filter(isInstalled)].map(
  (program): Measured => ({ program, firstData: [], running: [], paused: [], keys: [] }),
);
for (let round = 0; round < ROUNDS; round++) for (const one of measured) await measure(one);
print(measured);
if (measured.some(({ program }) => program === btop)) await measureOwnRefresh();
const resident = await watchMemory(trapline, Number(options.minutes));
const [start, end] = [resident[0]!, resident.at(-1)!];
say(
  `resident MB over ${options.minutes} min      ${start.toFixed(0)} at the start, ${end.toFixed(0)} at the end, ${Math.min(...resident).toFixed(0)} .. ${Math.max(...resident).toFixed(0)} between`,
);
rmSync(settings, { recursive: true });
ink.remove();
