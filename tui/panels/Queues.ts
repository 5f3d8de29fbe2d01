/** A line a queue: its doorbell, what it holds, what became of its kicks; and why, where it stands still. */
import { type Content, type Line, type Room, scrolledTo } from '../drawing/content.ts';
import { count, duration, rate, whole } from '../drawing/format.ts';
import { type Fitted, fitting, widthOf } from '../drawing/table.ts';
import { cell, type Span } from '../drawing/text.ts';
import { type Role, seriesRole } from '../drawing/themes.ts';
import type { QueueSnapshot } from '../run.ts';
import { queueName } from '../state/history.ts';
import {
  type Interval,
  intervalOf,
  kickRate,
  meanLatencyNs,
  now,
  since,
  stolenShare,
} from '../state/rates.ts';
import type { State } from '../state/state.ts';

interface Row {
  readonly queue: QueueSnapshot;
  readonly index: number;
  readonly base: QueueSnapshot | undefined;
  readonly interval: Interval;
}

interface Column extends Fitted {
  readonly head: string;
  readonly text: (row: Row) => string;
  readonly role?: (row: Row) => Role;
}

const alarming = (value: number): Role => (value > 0 ? 'alarm' : 'faint');

/** All of them take 66 characters beside the name, so that 80 are enough for a queue. */
const columns: readonly Column[] = [
  {
    head: 'doorbell',
    width: 10,
    goes: 0,
    text: ({ queue }) => ` ${queue.doorbell ?? 'none'}`,
    role: ({ queue }) => (queue.doorbell === null ? 'alarm' : 'strong'),
  },
  { head: 'held', width: 8, goes: 1, text: ({ queue }) => `${whole(queue.occupancy)}/${queue.size || '-'}` },
  { head: 'use', width: 4, goes: 6, text: ({ queue }) => count(queue.inUse) },
  { head: 'avail', width: 6, goes: 8, text: ({ queue }) => whole(queue.lastAvailIdx) },
  { head: 'used', width: 6, goes: 9, text: ({ queue }) => whole(queue.usedIdx) },
  { head: 'kicks', width: 8, goes: 2, text: ({ index, interval }) => rate(kickRate(index, interval)) },
  {
    head: 'lost',
    width: 6,
    goes: 4,
    text: ({ queue, base }) => count(since(queue, base, 'lostKicks')),
    role: ({ queue, base }) => alarming(since(queue, base, 'lostKicks')),
  },
  {
    head: 'wrong',
    width: 6,
    goes: 5,
    text: ({ queue, base }) => count(since(queue, base, 'misdirectedKicks')),
    role: ({ queue, base }) => alarming(since(queue, base, 'misdirectedKicks')),
  },
  {
    head: 'suppr',
    width: 6,
    goes: 7,
    text: ({ queue, base }) => count(since(queue, base, 'suppressedKicks')),
    role: () => 'faint',
  },
  { head: 'mean', width: 7, goes: 3, text: ({ queue, base }) => duration(meanLatencyNs(queue, base)) },
];

const narrowestName = 12;
const widestName = 24;

export function queues(state: State, { width, height }: Room): Content {
  const interval = intervalOf(state);
  const base = state.baseline?.snapshot;
  const shown = fitting(columns, width - 1 - narrowestName);
  const name = Math.max(0, Math.min(widestName, width - widthOf(shown) - 1));
  const blocks = now(state).queues.map((queue, index) => [
    lineOf({ queue, index, base: base?.queues[index], interval }, shown, { name, state }),
    ...(queue.stolenNs > 0 ? [waitOf(stolenShare(index, interval))] : []),
    ...(queue.stalled === null ? [] : [stallOf(queue.stalled)]),
  ]);
  const heads = [headOf(shown, name)];
  return { heads, lines: blocks.flat(), first: scrolledTo(state.scroll.queues, blocks, height - 2) };
}

function headOf(shown: readonly Column[], name: number): Line {
  const heads = shown.map(({ head, width }) => cell(head, width, head === 'doorbell' ? 'left' : 'right'));
  return [['faint', ` ${cell('queue', name)}${heads.join('').replace(/^doorbell /, ' doorbell')}`]];
}

interface Look {
  readonly name: number;
  readonly state: State;
}

function lineOf(row: Row, shown: readonly Column[], { name, state }: Look): Line {
  const { queue, index } = row;
  // The cursor says whose doorbell `d` changes, and whose kicks the path shows.
  const selected = index === state.scroll.queues;
  return [
    [selected ? 'focus' : 'faint', selected ? state.glyphs.cursor : ' '],
    [seriesRole(index), cell(`${(index + 1) % 10} ${queueName(queue)}`, name)],
    ...shown.map<Span>(({ head, width, text, role }) => {
      const said = cell(text(row), width, head === 'doorbell' ? 'left' : 'right');
      return role === undefined ? said : [role(row), said];
    }),
  ];
}

function stallOf(reason: string): Line {
  return [['alarm', `   stalled: ${reason}`]];
}

/** What a guest cannot see: others have the physical processor. */
function waitOf(share: number): Line {
  return [['warning', `   its processor waits ${Math.round(100 * share)} % of the time for a physical one`]];
}
