/**
 * `npm run bench`: kicks and exits per CPU second of the engine, beside a C program of the same queueing model, in
 * turn on the same machine. The reference costs, counts and logs every exit; the engine walks a route once and
 * executes it as a whole, which is why its kicks cost the same at every depth.
 */

import { readLibrary } from '../../cli/library.ts';
import { Run } from '../../engine/run/run.ts';
import { levelTotals } from '../../engine/run/totals.ts';
import { parseScenario } from '../../engine/scenario/parse.ts';
import { allocate, TelemetryWriter } from '../../engine/worker/telemetry.ts';
import { buildReference } from './compiler.ts';
import { runReference } from './reference.ts';
import { median } from './statistics.ts';

const ROUNDS = 5;
const WARM_UP_KICKS = 300_000;
const MEASURED_KICKS = 3_000_000;
const REFERENCE_REQUESTS = { 2: 2_000_000, 3: 100_000 } as const;

interface Rate {
  readonly exits: number;
  readonly kicks: number;
}

/** One device with four queues of 256, three doorbells, every level a KVM on VMX without shadowing. */
function scenarioText(levels: 2 | 3): string {
  const guest = levels === 2 ? 'G2' : 'G3';
  const arrivals = levels === 2 ? '2k/s' : '100/s';
  const drivers = ['mmio', 'pio', 'mmio', 'pio'].map(
    (doorbell, queue) =>
      `      - { device: V1, doorbells: [${doorbell}], workload: { queue: q${queue}, arrivals: { poisson: ${arrivals} } } }`,
  );
  const middle = levels === 2 ? ['G1'] : ['G1', 'G2'];
  return [
    'version: 1',
    'title: bench',
    'cpu: { arch: vmx, costs: dvh-xeon-4114 }',
    'levels:',
    '  - name: H',
    '    hypervisor: kvm-4.18',
    '    devices:',
    '      - id: V1',
    `        queues: [${[0, 1, 2, 3].map(queue => `{ name: q${queue}, size: 256 }`).join(', ')}]`,
    '        service: { exponential: 2us }',
    ...middle.flatMap(name => [
      `  - name: ${name}`,
      '    hypervisor: kvm-4.18',
      '    assign: [{ device: V1, iommu: emulated }]',
    ]),
    `  - name: ${guest}`,
    '    drivers:',
    ...drivers,
  ].join('\n');
}

function open(levels: 2 | 3): Run {
  const { scenario, diagnostics } = parseScenario(scenarioText(levels), 'bench', readLibrary());
  if (scenario === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  // As in the dashboard: every executed route goes into the shared trap log.
  const telemetry = new TelemetryWriter(allocate(4, 64));
  return new Run(scenario, {
    route: () => {},
    executed: (clock, afterNs, route) => telemetry.executed(clock, afterNs, route),
  });
}

function runKicks(run: Run, kicks: number): void {
  const until = run.kicks + kicks;
  while (run.kicks < until) run.advance(run.now + 1e9, 100_000);
}

function exitsOf(run: Run): number {
  const routes = Array.from({ length: run.routes.length }, (_, id) => run.routes.at(id));
  const totals = levelTotals(
    run.levels.map(({ route }) => route),
    routes,
    run.routes.counts,
  );
  return totals.flatMap(({ exits }) => exits).reduce((sum, { count }) => sum + count, 0);
}

function measure(run: Run): Rate {
  const [exits, kicks, cpu] = [exitsOf(run), run.kicks, process.cpuUsage()];
  runKicks(run, MEASURED_KICKS);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (user + system) / 1e6;
  return { exits: (exitsOf(run) - exits) / seconds, kicks: (run.kicks - kicks) / seconds };
}

const millions = (n: number): string => (n / 1e6).toFixed(n < 1e7 ? 2 : 0).padStart(9);

function row(name: string, rates: readonly Rate[]): string {
  const exits = rates.map(rate => rate.exits);
  const kicks = rates.map(rate => rate.kicks);
  const spread = `${millions(Math.min(...kicks)).trim()} .. ${millions(Math.max(...kicks)).trim()}`;
  return `${name.padEnd(24)}${millions(median(exits))}${millions(median(kicks))}   ${spread}`;
}

const reference = buildReference(line => process.stdout.write(`${line}\n`));
process.stdout.write('million per CPU second       exits    kicks   kicks, least .. most\n');
for (const levels of [2, 3] as const) {
  const run = open(levels);
  runKicks(run, WARM_UP_KICKS);
  const engine: Rate[] = [];
  const c: Rate[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    engine.push(measure(run));
    if (reference !== null) c.push(runReference(reference.executable, levels, REFERENCE_REQUESTS[levels]));
  }
  process.stdout.write(`${row(`engine, ${levels} levels`, engine)}\n`);
  if (reference !== null) process.stdout.write(`${row(`C reference, ${levels} levels`, c)}\n`);
}
reference?.remove();
