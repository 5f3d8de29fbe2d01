/** HdrHistogram's log, read back by its own reader. */
import { HistogramLogReader, type JsHistogram, listTags } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { Playback } from '../../../engine/session/playback.ts';
import { bucketEdge } from '../../../engine/sim/histogram.ts';
import { logOf, textOf } from '../../helpers/logs.ts';

function histogramsOf(text: string, tag: string): JsHistogram[] {
  const reader = new HistogramLogReader(text);
  const found: JsHistogram[] = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram())
    if (next.tag === tag) found.push(next as JsHistogram);
  return found;
}

/** A histogram is no longer than its largest value needs. */
const countAt = (histogram: JsHistogram, value: number): number =>
  value > histogram.maxValue ? 0 : histogram.getCountAtIndex(histogram.countsArrayIndex(value));

test('hdr: all intervals of a queue and doorbell together are its last histogram, bucket by bucket', async () => {
  const { session } = logOf('three-doorbells.yaml', 100e6);
  const text = await textOf('hdr', session);
  expect(listTags(text).toSorted()).toEqual(['G2.V2.tx.pio', 'G2.V3.tx.mmio']);
  const intervals = histogramsOf(text, 'G2.V3.tx.mmio');
  expect(intervals).toHaveLength(session.looks.length - 1);
  const playback = new Playback(session);
  playback.goTo(session.looks.length - 1);
  const { histograms, layout } = playback.seen;
  const index = 2 * layout.doorbells.length + layout.doorbells.indexOf('mmio');
  const wrong = [...histograms.get(index)!.entries()].filter(([bucket, count]) => {
    const read = intervals.reduce((sum, each) => sum + countAt(each, bucketEdge(bucket)), 0);
    return count > 0 && read !== count;
  });
  expect(wrong).toEqual([]);
  const all = histograms.get(index)!.reduce((sum, count) => sum + count, 0);
  expect(intervals.reduce((sum, { totalCount }) => sum + totalCount, 0)).toBe(all);
});
