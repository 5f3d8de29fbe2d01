/**
 * HdrHistogram's log format, version 1.3, of histograms encoded in V2: latencies from arrival to completion in
 * nanoseconds, one series (tag) a queue and doorbell, interval by interval of simulated time. A log knows a latency to
 * about 3 %; what stands here is the least that it can have been.
 */
import { build, type Histogram, HistogramLogWriter } from 'hdr-histogram-js';
import type { LookReader } from '../session/look.ts';
import { Playback } from '../session/playback.ts';
import { nameOf } from '../session/queue-name.ts';
import { BUCKETS, bucketEdge, countsSince } from '../sim/histogram.ts';
import type { ExportedLog } from './machines.ts';

/** More are of no use to a plot, and a line takes some hundred bytes. */
const MOST_INTERVALS = 1000;

/** Decimal digits that are exact: a log's buckets are wider than those of a histogram with two. */
const DIGITS = 2;

export function* hdr({ session }: ExportedLog): Generator<string> {
  const lines: string[] = [];
  const writer = new HistogramLogWriter(line => lines.push(line));
  writer.outputComment('[Logged with trapline, in nanoseconds of simulated time]');
  writer.outputLogFormatVersion();
  writer.outputComment(startTime(session.header.recordedAt));
  writer.outputLegend();
  yield* lines.splice(0);
  const step = Math.max(1, Math.ceil(session.looks.length / MOST_INTERVALS));
  const playback = new Playback(session);
  let before: Seen = { generation: 0, atNs: 0, counts: new Map() };
  for (let look = 0; look < session.looks.length; look = nextLook(look, step, session.looks.length)) {
    playback.goTo(look);
    const seen = see(playback.seen, session.looks[look]!.atNs);
    interval(writer, before, seen);
    before = seen;
    yield* lines.splice(0);
  }
}

/** The last look is one of them, however many are left out. */
const nextLook = (look: number, step: number, looks: number): number =>
  look === looks - 1 ? looks : Math.min(look + step, looks - 1);

function startTime(recordedAt: string): string {
  const ms = Date.parse(recordedAt);
  const seconds = Number.isNaN(ms) ? 0 : ms / 1000;
  return `[StartTime: ${seconds.toFixed(3)} (seconds since epoch)]`;
}

/** Every histogram at one look, by its tag. */
interface Seen {
  readonly generation: number;
  readonly atNs: number;
  readonly counts: ReadonlyMap<string, Float64Array>;
}

function see({ layout, histograms }: LookReader, atNs: number): Seen {
  const { generation, queues, doorbells } = layout;
  const counts = new Map<string, Float64Array>();
  for (const [index, histogram] of histograms) {
    const queue = nameOf(queues[Math.floor(index / doorbells.length)]!);
    counts.set(tagOf(`${queue}.${doorbells[index % doorbells.length]}`), histogram.slice(0, BUCKETS));
  }
  return { generation, atNs, counts };
}

/** A tag ends at a comma or a space. */
const tagOf = (name: string): string => name.replaceAll(/[^\w.:-]/g, '_');

/** A machine that was built anew counts from zero again. */
function interval(writer: HistogramLogWriter, before: Seen, { generation, atNs, counts }: Seen): void {
  for (const [tag, after] of counts) {
    const known = generation === before.generation ? before.counts.get(tag) : undefined;
    const since = countsSince(after, known ?? new Float64Array());
    if (since.every(count => count === 0)) continue;
    writer.outputIntervalHistogram(histogramOf(since, tag), before.atNs / 1e9, atNs / 1e9, 1);
  }
}

function histogramOf(counts: Float64Array, tag: string): Histogram {
  const histogram = build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: DIGITS });
  histogram.tag = tag;
  for (const [bucket, count] of counts.entries())
    if (count > 0 && Number.isSafeInteger(count)) histogram.recordValueWithCount(bucketEdge(bucket), count);
  return histogram;
}
