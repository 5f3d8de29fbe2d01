/**
 * `npm run bench`: what recording costs. Of a run as fast as it goes, without a log and with one, in turn, in threads of
 * their own as the dashboard has them: how many kicks fewer it executes, what a kick takes of the log, whatever the depth,
 * and how fast it is packed; and the first of these of a log that is so small that it rotates.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readLibrary } from '../../cli/library.ts';
import { formatSize, type LiveRun, openRun } from '../../engine/index.ts';
import { parseScenario } from '../../engine/scenario/parse.ts';
import { spread } from './statistics.ts';

const DEPTHS = [2, 3, 4, 5] as const;
const ROUNDS = 7;
const WARM_UP_MS = 500;
const ROUND_MS = 600;
/** Of the bounded log: so small that it rotates within a round. */
const MOST_BYTES = 4e6;

/** A device with two queues and drivers that ring by store and by port, at the bottom of so many levels of KVM on VMX. */
function scenarioText(levels: number): string {
  const guests = Array.from({ length: levels - 1 }, (_, index) => `G${index + 1}`);
  // A kick of another level takes ten times as long, and queues that are full would not be kicked.
  const arrivals = `${2 * 10 ** (5 - levels)}/s`;
  return [
    'version: 1',
    'title: bench',
    'cpu: { arch: vmx, costs: dvh-xeon-4114, features: [vmcs-shadowing] }',
    'levels:',
    '  - name: H',
    '    hypervisor: kvm-4.18',
    '    devices: [{ id: V1, queues: [{ name: q0, size: 256 }, { name: q1, size: 256 }], service: { exponential: 2us } }]',
    ...guests.map(
      name => `  - { name: ${name}, hypervisor: kvm-4.18, assign: [{ device: V1, iommu: emulated }] }`,
    ),
    `  - name: G${levels}`,
    '    drivers:',
    ...['mmio', 'pio'].map(
      (doorbell, queue) =>
        `      - { device: V1, doorbells: [${doorbell}], workload: { queue: q${queue}, arrivals: { poisson: ${arrivals} } } }`,
    ),
  ].join('\n');
}

const library = readLibrary();
const directory = mkdtempSync(join(tmpdir(), 'trapline-bench-'));
let files = 0;
const freshFile = (): string => join(directory, `${++files}.traplog`);

function open(levels: number): Promise<LiveRun> {
  const text = scenarioText(levels);
  const { scenario, diagnostics } = parseScenario(text, 'bench', library);
  if (scenario === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return openRun({ scenario, text, speed: 'max', record: null, engineVersion: 'bench' });
}

const kicksOf = (run: LiveRun): number => run.snapshot().queues.reduce((sum, { kicks }) => sum + kicks, 0);

/** Kicks a second of this machine's time. */
async function rate(run: LiveRun): Promise<number> {
  const [kicks, at] = [kicksOf(run), performance.now()];
  await delay(ROUND_MS);
  return ((kicksOf(run) - kicks) / (performance.now() - at)) * 1000;
}

/** A run without a log, and with one that is begun by key, in turn. */
class Cost {
  /** Of the kicks that are executed without a log, how many in a hundred are not with one. */
  readonly slower: number[] = [];
  /** Bytes a kick, and kilobytes that the log begins with: its scenario, and every hop of its routes. */
  readonly bytes: number[] = [];
  readonly begins: number[] = [];
  /** What is left of all that once it is packed. */
  readonly packed: number[] = [];
  /** How fast that is, in megabytes a second. */
  readonly packing: number[] = [];

  async round(run: LiveRun, mostBytes: number | null): Promise<void> {
    const without = await rate(run);
    const file = freshFile();
    await run.record({ file, mostBytes });
    const [kicks, begun] = [kicksOf(run), statSync(file).size];
    const recorded = await rate(run);
    this.slower.push(100 * (1 - recorded / without));
    if (mostBytes !== null && existsSync(`${file}.1`)) this.rotations++;
    run.pause();
    const all = kicksOf(run) - kicks;
    const { bytes } = run.snapshot().recording!;
    const at = performance.now();
    const ended = await run.endRecording();
    this.packing.push(bytes / 1e3 / (performance.now() - at));
    this.begins.push(begun / 1e3);
    this.bytes.push((bytes - begun) / all);
    this.packed.push(ended!.bytes / bytes);
    run.resume();
  }

  rotations = 0;
}

async function measure(levels: number, mostBytes: number | null): Promise<Cost> {
  const run = await open(levels);
  await delay(WARM_UP_MS);
  const cost = new Cost();
  for (let i = 0; i < ROUNDS; i++) await cost.round(run, mostBytes);
  await run.close();
  return cost;
}

const columns = (...cells: readonly string[]): void =>
  void process.stdout.write(
    `${cells
      .map(cell => cell.padEnd(22))
      .join('')
      .trimEnd()}\n`,
  );

columns('recording', '% fewer kicks', 'bytes a kick', 'begins with kB', 'packed to', 'packing, MB/s');
for (const levels of DEPTHS) {
  const { slower, bytes, begins, packed, packing } = await measure(levels, null);
  const sizes = [spread(bytes), spread(begins, 0), spread(packed, 2)];
  columns(`${levels} levels`, spread(slower), ...sizes, spread(packing, 0));
}
const { slower, rotations } = await measure(2, MOST_BYTES);
columns(`2 levels, ${formatSize(MOST_BYTES)}`, spread(slower), `rotated in ${rotations} of ${ROUNDS}`);
rmSync(directory, { recursive: true });
