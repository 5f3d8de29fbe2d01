/**
 * OpenMetrics 1.0 text: what the last look of a log says, as if that run were scraped at its end. Counters are since the
 * machine was built. A histogram has buckets only: a log holds no sum of each doorbell's latencies, and without one there is
 * no count either, but the last bucket is it.
 */
import { Totals } from '../run/totals.ts';
import { printable } from '../scenario/printable.ts';
import type { LookReader } from '../session/look.ts';
import { Playback } from '../session/playback.ts';
import { BUCKETS, bucketEdge } from '../sim/histogram.ts';
import type { ExportedLog } from './machines.ts';

export function* openmetrics(log: ExportedLog): Generator<string> {
  yield* logFamily(log);
  if (log.session.looks.length > 0) {
    const playback = new Playback(log.session);
    playback.goTo(log.session.looks.length - 1);
    const { seen } = playback;
    yield* runFamilies(seen);
    yield* exitFamily(log, seen);
    yield* queueFamilies(seen);
    yield* latencyFamily(seen);
  }
  yield '# EOF\n';
}

type Labels = Readonly<Record<string, string | number | boolean>>;
type Kind = 'counter' | 'gauge' | 'histogram';

/** Its unit, where it has one, is the last word of its name. */
function* head(name: string, type: Kind, help: string): Generator<string> {
  yield `# TYPE trapline_${name} ${type}\n`;
  const unit = /_(seconds)$/.exec(name)?.[1];
  if (unit !== undefined) yield `# UNIT trapline_${name} ${unit}\n`;
  yield `# HELP trapline_${name} ${help}\n`;
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, of]) => `${label}="${escaped(String(of))}"`);
  return `trapline_${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
}

/** A printable text is on one line. */
const escaped = (text: string): string => printable(text).replaceAll(/["\\]/g, '\\$&');

function* logFamily({ session, arch }: ExportedLog): Generator<string> {
  const { engine, seed, recordedAt } = session.header;
  const title = session.segments.at(-1)?.layout.title ?? '';
  yield* head('log', 'gauge', 'The session log that this is of.');
  yield sample('log', { title, arch, seed, engine, recorded_at: recordedAt }, 1);
}

const OF_RUN = [
  ['simulatedNs', 'simulated_seconds', 'Simulated time.'],
  ['dmaFaults', 'dma_faults', 'DMA that an IOMMU refused.'],
  ['iotlbHits', 'iotlb_hits', 'Translations that an IOTLB had.'],
  ['iotlbMisses', 'iotlb_misses', 'Translations that an IOTLB did not have.'],
] as const;

function* runFamilies(seen: LookReader): Generator<string> {
  for (const [field, name, help] of OF_RUN) {
    const value = seen.number(field);
    if (Number.isNaN(value)) continue;
    yield* head(name, 'counter', help);
    yield sample(`${name}_total`, {}, inUnit(name, value));
  }
}

function* exitFamily({ session }: ExportedLog, { layout, vector }: LookReader): Generator<string> {
  const { levels, firstRoute, routes } = layout;
  const totals = new Totals();
  for (let id = 0; id < routes; id++) {
    const route = session.routes.get(firstRoute + id);
    if (route === undefined) break;
    totals.add(route);
  }
  const since = levels.map(({ sinceRoute }) => sinceRoute);
  const byLevel = totals.byLevel(vector.subarray(vector.length - routes), since);
  yield* head('exits', 'counter', 'Exits at the host, by the level that they came from.');
  for (const [level, { exits }] of byLevel.entries())
    for (const { reason, handledBy: handled_by, reflected, count } of exits)
      yield sample('exits_total', { level, name: levels[level]!.name, reason, handled_by, reflected }, count);
}

const OF_QUEUE = [
  ['occupancy', 'gauge', 'queue_occupancy', 'Buffers that are available and not used yet.'],
  ['inUse', 'gauge', 'queue_in_use', 'Buffers that the device has popped.'],
  ['backlog', 'gauge', 'queue_backlog', 'Requests that wait for a free descriptor.'],
  ['submitted', 'counter', 'requests_submitted', 'Requests made available to the device.'],
  ['completed', 'counter', 'requests_completed', 'Requests that came back.'],
  ['lost', 'counter', 'requests_lost', 'Requests that the device could not serve.'],
  ['refused', 'counter', 'requests_refused', 'Requests turned away: too many waited already.'],
  ['kicks', 'counter', 'kicks', 'Doorbells rung.'],
  ['lostKicks', 'counter', 'lost_kicks', 'Kicks that no device heard.'],
  ['misdirectedKicks', 'counter', 'misdirected_kicks', 'Kicks that another device heard.'],
  ['suppressedKicks', 'counter', 'suppressed_kicks', 'Kicks that the device did not want.'],
  ['interrupts', 'counter', 'interrupts', 'Interrupts that the driver took.'],
  ['corruptions', 'counter', 'corruptions', 'Requests that moved data of the wrong memory.'],
  ['stolenNs', 'counter', 'stolen_seconds', 'Time that the processor waited for a physical one.'],
] as const;

function* queueFamilies({ layout: { run, queue, queues }, vector }: LookReader): Generator<string> {
  for (const [field, type, name, help] of OF_QUEUE) {
    const at = queue.indexOf(field);
    if (at < 0) continue;
    yield* head(name, type, help);
    for (const [index, of] of queues.entries()) {
      const value = vector[run.length + index * queue.length + at]!;
      const labels = { guest: of.guest, device: of.device, queue: of.queue };
      if (!Number.isNaN(value))
        yield sample(type === 'counter' ? `${name}_total` : name, labels, inUnit(name, value));
    }
  }
}

const inUnit = (name: string, value: number): number => (name.endsWith('_seconds') ? value / 1e9 : value);

/** Buckets of a power of two that are told apart here: a log has 32. */
const PARTS = 4;
const WIDTH = 32 / PARTS;

function* latencyFamily({ layout: { queues, doorbells }, histograms }: LookReader): Generator<string> {
  const name = 'request_latency_seconds';
  yield* head(name, 'histogram', 'Arrival to completion, by the doorbell in use at the completion.');
  for (const [index, all] of histograms) {
    const counts = all.subarray(0, BUCKETS);
    const { guest, device, queue } = queues[Math.floor(index / doorbells.length)]!;
    const labels = { guest, device, queue, doorbell: doorbells[index % doorbells.length]! };
    const end = counts.findLastIndex(count => count > 0) + 1;
    let below = 0;
    for (let at = 0; at < end; at += WIDTH) {
      for (const count of counts.subarray(at, at + WIDTH)) below += count;
      // Latencies are whole nanoseconds, and le is "at most".
      const le = (bucketEdge(at + WIDTH) - 1) / 1e9;
      if (below > 0) yield sample(`${name}_bucket`, { ...labels, le }, below);
    }
    yield sample(`${name}_bucket`, { ...labels, le: '+Inf' }, below);
  }
}
