/** A run without a terminal: its report, for a person or as JSON. */
import {
  type Ended,
  formatDuration,
  printable,
  type RecordTo,
  type Report,
  runHeadless,
  type Scenario,
} from '../engine/index.ts';
import { endingSignal } from './ending.ts';
import { EXIT } from './exit-codes.ts';
import { VERSION } from './version.ts';

export interface ReportOptions {
  readonly scenario: Scenario;
  readonly text: string;
  readonly forNs: number;
  readonly record: RecordTo | null;
  readonly json: boolean;
}

/** Prints the report and packs the session log; returns the exit code. */
export async function runReport({ scenario, text, forNs, record, json }: ReportOptions): Promise<number> {
  let done: ReturnType<typeof runHeadless>;
  try {
    done = runHeadless({ scenario, text, forNs, record, engineVersion: VERSION });
  } catch (error) {
    if (record === null) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.input;
  }
  const { report, recordingFailed, pack } = done;
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else for (const line of reportLines(report)) process.stdout.write(`${printable(line)}\n`);
  if (recordingFailed !== null) {
    process.stderr.write(`the recording ended early: ${recordingFailed}\n`);
    return EXIT.input;
  }
  const signalled = pack === null ? null : await packed(pack);
  if (signalled !== null) return signalled;
  return report.expect.every(({ holds }) => holds) ? EXIT.fine : EXIT.expect;
}

/** A signal ends that, and the log stays as it is: its exit code, null where none came. */
async function packed(pack: (enough: AbortSignal) => Promise<Ended>): Promise<number | null> {
  const ended = endingSignal(() => false);
  const { file, unpacked } = await pack(ended);
  if (unpacked !== null) process.stderr.write(`${printable(`${file} is not packed: ${unpacked}`)}\n`);
  return ended.aborted ? ended.reason : null;
}

export function reportLines(report: Report): string[] {
  const head = `${report.scenario}, seed ${report.seed}: ${duration(report.simulatedNs)} simulated in ${report.wallMs.toFixed(0)} ms`;
  return [
    head,
    '',
    ...report.levels.flatMap((level, index) => levelLines(level, index)),
    ...report.devices.flatMap(({ id, queues }) => queues.flatMap(queue => queueLines(id, queue))),
    ...dmaLines(report.dma),
    ...report.expect.map(
      ({ expression, holds, actual }) =>
        `expect ${expression}: ${holds ? 'holds' : `DOES NOT HOLD, it is ${actual}`}`,
    ),
  ];
}

function levelLines(
  { name, exits, exitsPerSecond, cpuShare }: Report['levels'][number],
  level: number,
): string[] {
  const reasons = Object.entries(exits).map(([reason, count]) => `${reason} ${number(count)}`);
  return [
    `L${level} ${name}`.padEnd(12) +
      `${number(exitsPerSecond)} exits/s, its hypervisor runs ${(100 * cpuShare).toFixed(1)} % of the time`,
    ...(reasons.length === 0 ? [] : [`            ${reasons.join(', ')}`]),
  ];
}

function queueLines(id: string, queue: Report['devices'][number]['queues'][number]): string[] {
  const { latencyNs, occupancy } = queue;
  const lines = [
    '',
    `${id}.${queue.name} of ${queue.guest}: ${number(queue.completed)} of ${number(queue.submitted)} completed, ${number(queue.inRing)} in the ring, ${number(queue.inDevice)} in the device, ${number(queue.lost)} lost, ${number(queue.refused)} turned away`,
    `  kicks ${number(queue.kicks)}: ${number(queue.lostKicks)} lost, ${number(queue.misdirectedKicks)} misdirected; ${number(queue.suppressedKicks)} suppressed; interrupts ${number(queue.interrupts)}`,
  ];
  if (occupancy.mean !== null)
    lines.push(`  occupancy mean ${occupancy.mean.toFixed(1)}, p99 ${occupancy.p99}, max ${occupancy.max}`);
  if (latencyNs.mean !== null)
    lines.push(
      `  latency mean ${duration(latencyNs.mean)}, p50 ${duration(latencyNs.p50!)}, p99 ${duration(latencyNs.p99!)}, max ${duration(latencyNs.max!)}`,
    );
  if (queue.corruptions > 0)
    lines.push(`  ${number(queue.corruptions)} requests moved data of the wrong memory`);
  if (queue.stolenShare > 0)
    lines.push(
      `  its processor waits ${(100 * queue.stolenShare).toFixed(1)} % of the time for a physical one`,
    );
  if (queue.stalled !== null) lines.push(`  STALLED: ${queue.stalled}`);
  return lines;
}

function dmaLines({ faults, corruptions, iotlbHits, iotlbMisses }: Report['dma']): string[] {
  return [
    '',
    `DMA: ${number(faults)} faults, ${number(corruptions)} corruptions, IOTLB ${number(iotlbHits)} hits, ${number(iotlbMisses)} misses`,
  ];
}

const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });

const duration = (ns: number): string => formatDuration(ns);
