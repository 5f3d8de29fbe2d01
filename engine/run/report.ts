/** What `run --headless` prints: the numbers of a run, as `--json` gives them. */
import { compares } from '../scenario/expectation.ts';
import type { Expectation, ExpectedQuantity } from '../scenario/scenario.ts';
import { Histogram } from '../sim/histogram.ts';
import type { Queue } from './queue.ts';
import type { Run } from './run.ts';
import { stallReason } from './stall.ts';
import { levelTotals } from './totals.ts';

export interface QueueReport {
  readonly name: string;
  readonly guest: string;
  readonly kicks: number;
  readonly lostKicks: number;
  readonly misdirectedKicks: number;
  readonly suppressedKicks: number;
  readonly interrupts: number;
  readonly submitted: number;
  readonly completed: number;
  readonly lost: number;
  readonly refused: number;
  readonly inRing: number;
  readonly inDevice: number;
  readonly corruptions: number;
  readonly stalled: string | null;
  /** Share of the simulated time that its driver's processor waited for a physical one. */
  readonly stolenShare: number;
  readonly occupancy: {
    readonly mean: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
  readonly latencyNs: {
    readonly mean: number | null;
    readonly p50: number | null;
    readonly p99: number | null;
    readonly p999: number | null;
    readonly max: number | null;
  };
}

export interface Report {
  readonly version: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly simulatedNs: number;
  /** Wall time of the simulation; the one field that differs from run to run. */
  readonly wallMs: number;
  readonly levels: readonly {
    readonly name: string;
    readonly exits: Readonly<Record<string, number>>;
    readonly exitsPerSecond: number;
    /** Share of the simulated time that this level's hypervisor spent on exits. */
    readonly cpuShare: number;
  }[];
  readonly devices: readonly { readonly id: string; readonly queues: readonly QueueReport[] }[];
  readonly dma: {
    readonly faults: number;
    readonly corruptions: number;
    readonly iotlbHits: number;
    readonly iotlbMisses: number;
  };
  readonly expect: readonly {
    readonly expression: string;
    readonly holds: boolean;
    readonly actual: number;
  }[];
}

/** `wallMs`: how long the simulation took. */
export function report(run: Run, wallMs: number): Report {
  const { scenario, queues } = run;
  const sum = (of: (queue: Queue) => number) => queues.reduce((total, queue) => total + of(queue), 0);
  return {
    version: 1,
    scenario: scenario.title,
    seed: scenario.seed,
    simulatedNs: run.now,
    wallMs,
    levels: levelReports(run),
    devices: deviceReports(run),
    dma: {
      faults: sum(queue => queue.dmaFaults),
      corruptions: sum(queue => queue.corruptions),
      iotlbHits: run.iotlb.hits,
      iotlbMisses: run.iotlb.misses,
    },
    expect: scenario.expect.map(expectation => judge(run, expectation)),
  };
}

function levelReports({ scenario, routes, now, levels }: Run): Report['levels'] {
  const walked = Array.from({ length: routes.length }, (_, id) => routes.at(id));
  const totals = levelTotals(
    levels.map(({ route }) => route),
    walked,
    routes.counts,
  );
  return scenario.levels.map(({ name }, level) => {
    const exits: Record<string, number> = {};
    for (const { reason, count } of totals[level]!.exits) exits[reason] = (exits[reason] ?? 0) + count;
    const all = Object.values(exits).reduce((a, b) => a + b, 0);
    return {
      name,
      exits,
      exitsPerSecond: now === 0 ? 0 : (all * 1e9) / now,
      cpuShare: now === 0 ? 0 : totals[level]!.cycles / scenario.costs.hz / (now / 1e9),
    };
  });
}

function deviceReports(run: Run): Report['devices'] {
  const ids = run.scenario.levels.flatMap(level => level.devices.map(({ id }) => id));
  const rows = run.queues.map((queue, index) => ({
    id: queue.place.device.id,
    row: queueReport(run, queue, index),
  }));
  return ids.map(id => ({ id, queues: rows.filter(row => row.id === id).map(({ row }) => row) }));
}

function queueReport(run: Run, queue: Queue, index: number): QueueReport {
  const { occupancy } = queue;
  const latency = new Histogram();
  for (const each of queue.latencies.values()) latency.add(each);
  return {
    name: queue.place.device.queues[queue.place.index]!.name,
    guest: queue.place.spec.name,
    kicks: queue.kicks,
    lostKicks: queue.lostKicks,
    misdirectedKicks: queue.misdirectedKicks,
    suppressedKicks: queue.suppressedKicks,
    interrupts: queue.interrupts,
    submitted: queue.submitted,
    completed: queue.completed,
    lost: queue.lost,
    refused: queue.refused,
    inRing: queue.inRing,
    inDevice: queue.device.inUse,
    corruptions: queue.corruptions,
    stalled: stallReason(run, index),
    stolenShare: run.now === 0 ? 0 : run.stolenNs(index) / run.now,
    occupancy: {
      mean: number(occupancy.mean),
      p99: number(occupancy.quantile(0.99)),
      max: number(occupancy.max),
    },
    latencyNs: {
      mean: number(latency.mean),
      p50: number(latency.quantile(0.5)),
      p99: number(latency.quantile(0.99)),
      p999: number(latency.quantile(0.999)),
      max: number(latency.max),
    },
  };
}

/** JSON knows no NaN: what nothing was measured of is null. */
const number = (value: number): number | null => (Number.isNaN(value) ? null : value);

const quantities: Readonly<Record<ExpectedQuantity, (queue: Queue, run: Run, index: number) => number>> = {
  kicks: queue => queue.kicks,
  'lost-kicks': queue => queue.lostKicks,
  'misdirected-kicks': queue => queue.misdirectedKicks,
  'suppressed-kicks': queue => queue.suppressedKicks,
  submitted: queue => queue.submitted,
  completed: queue => queue.completed,
  lost: queue => queue.lost,
  corruptions: queue => queue.corruptions,
  interrupts: queue => queue.interrupts,
  stalled: (_, run, index) => Number(stallReason(run, index) !== null),
};

function judge(
  run: Run,
  { expression, device, queue, quantity, comparison, value }: Expectation,
): Report['expect'][number] {
  const index = run.queues.findIndex(
    ({ place }) => place.device.id === device && place.driver.workload.queue === queue,
  );
  const actual = quantities[quantity](run.queues[index]!, run, index);
  return { expression, holds: compares(actual, comparison, value), actual };
}
