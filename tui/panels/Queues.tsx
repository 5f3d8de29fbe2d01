/** A line a queue: its doorbell, what it holds, what became of its kicks; and why, where it stands still. */
import type { ReactElement } from 'react';
import { count, duration, rate } from '../format.ts';
import { type Interval, kickRate, meanLatencyNs, since, stolenShare } from '../rates.ts';
import type { QueueSnapshot, Snapshot } from '../run.ts';
import { cell, type Span, seriesRole } from '../text.ts';
import { type Frame, Panel } from './Panel.tsx';

interface Props extends Frame {
  readonly interval: Interval;
  readonly baseline: Snapshot | null;
  readonly focused: boolean;
  /** Lines scrolled away below the column heads. */
  readonly offset: number;
}

/** Widths of the columns; the sum is 79, so that a line fits the narrowest usual terminal. */
const widths = {
  name: 16,
  doorbell: 10,
  held: 11,
  inUse: 7,
  kicks: 9,
  lost: 6,
  wrong: 6,
  less: 6,
  latency: 8,
};

export function Queues({ interval, baseline, focused, offset, ...frame }: Props): ReactElement {
  const lines = interval.to.queues.flatMap((queue, index) => {
    const line = lineOf(queue, index, { interval, baseline });
    const waits = queue.stolenNs > 0 ? waitOf(stolenShare(index, interval)) : [];
    const notes = [...waits, ...stallOf(queue.stalled)];
    return [line, ...notes];
  });
  const title = '2 Queues';
  return <Panel title={title} focused={focused} lines={[heads, ...lines.slice(offset)]} {...frame} />;
}

const heads: Span[] = [
  [
    'faint',
    cell('queue', widths.name) +
      cell('doorbell', widths.doorbell) +
      cell('held', widths.held, 'right') +
      cell('in use', widths.inUse, 'right') +
      cell('kicks', widths.kicks, 'right') +
      cell('lost', widths.lost, 'right') +
      cell('wrong', widths.wrong, 'right') +
      cell('suppr', widths.less, 'right') +
      cell('latency', widths.latency, 'right'),
  ],
];

function lineOf(
  queue: QueueSnapshot,
  index: number,
  { interval, baseline }: Pick<Props, 'interval' | 'baseline'>,
) {
  const base = baseline?.queues[index];
  const lost = since(queue, base, 'lostKicks');
  const wrong = since(queue, base, 'misdirectedKicks');
  const line: Span[] = [
    [seriesRole(index), cell(`${queue.guest} ${queue.device}.${queue.queue}`, widths.name - 1)],
    ' ',
    [queue.doorbell === null ? 'alarm' : 'strong', cell(queue.doorbell ?? 'none', widths.doorbell)],
    cell(`${queue.occupancy}/${queue.size}`, widths.held, 'right'),
    cell(count(queue.inUse), widths.inUse, 'right'),
    cell(rate(kickRate(index, interval)), widths.kicks, 'right'),
    [lost > 0 ? 'alarm' : 'faint', cell(count(lost), widths.lost, 'right')],
    [wrong > 0 ? 'alarm' : 'faint', cell(count(wrong), widths.wrong, 'right')],
    ['faint', cell(count(since(queue, base, 'suppressedKicks')), widths.less, 'right')],
    cell(duration(meanLatencyNs(queue, base)), widths.latency, 'right'),
  ];
  return line;
}

function stallOf(reason: string | null): Span[][] {
  return reason === null ? [] : [[['alarm', `  stalled: ${reason}`]]];
}

/** What a guest cannot see: others have the physical processor. */
function waitOf(share: number): Span[][] {
  return [[['warning', `  its processor waits ${Math.round(100 * share)} % of the time for a physical one`]]];
}
