/** Two runs in one sentence, as one person says it to another. */
import { briefDuration } from '../scenario/units.ts';
import type { Measured } from './measured.ts';
import { exitQuantity, exitsOf, type QueueQuantity, queueQuantity } from './quantities.ts';
import { isDifferent, rowsOf } from './rows.ts';

/** How many times more, or less, is worth a word: of exits, and of a percentile, whose buckets are 3 % wide. */
const OF_EXITS = 1.02;
const OF_LATENCY = 1.035;

/** `no difference` where every number is the same. */
export function verdict(a: Measured, b: Measured): string {
  if (!rowsOf(a, b).some(isDifferent)) return 'no difference';
  const said = [speed(a, b), ...FAULTS.map(fault => faultText(fault, a, b))].filter(text => text !== null);
  return said.length > 0
    ? said.join('; ')
    : 'no difference worth a word: exits at the host and p99 are about the same';
}

function speed(a: Measured, b: Measured): string | null {
  const said = [exitsText(a, b), latencyText(a, b)].filter(text => text !== null);
  return said.length > 0 ? said.join(' and ') : null;
}

function exitsText(a: Measured, b: Measured): string | null {
  const [before, after] = [a, b].map(of => exitQuantity('exits', exitsOf(of), of)) as [number, number];
  const host = b.levels[0]?.name ?? 'L0';
  if (before === 0 && after > 0) return `B makes exits at ${host}, and A none`;
  if (before > 0 && after === 0) return `B makes no exits at ${host}, and A does`;
  const factor = after / before;
  if (!(Math.max(factor, 1 / factor) >= OF_EXITS)) return null;
  const [times, word] = factor < 1 ? [1 / factor, 'fewer'] : [factor, 'more'];
  const much =
    times < 1.95
      ? `${Math.round(Math.abs(factor - 1) * 100)} %`
      : `${times.toFixed(times < 99.5 ? 1 : 0)} times`;
  return `B makes ${much} ${word} exits at ${host}`;
}

function latencyText(a: Measured, b: Measured): string | null {
  const [before, after] = [a, b].map(of => queueQuantity('p99', [...of.queues.values()], of)) as [
    number,
    number,
  ];
  const idle = [a, b].find(of => queueQuantity('completed', [...of.queues.values()], of) === 0);
  if (idle === b && !Number.isNaN(before)) return 'B completes no request';
  if (idle === a && !Number.isNaN(after))
    return `p99 is ${briefDuration(after)} where A completes no request`;
  const factor = after / before;
  return Math.max(factor, 1 / factor) >= OF_LATENCY
    ? `p99 is ${briefDuration(before)} -> ${briefDuration(after)}`
    : null;
}

/** What none of either should have: who does it, and in whose case it was. */
interface Fault {
  readonly quantity: QueueQuantity;
  readonly verb: string;
  readonly past: string;
  readonly one: string;
  readonly more: string;
}

const FAULTS: readonly Fault[] = [
  { quantity: 'lost-kicks', verb: 'loses', past: 'lost', one: 'kick', more: 'kicks' },
  { quantity: 'misdirected-kicks', verb: 'misdirects', past: 'misdirected', one: 'kick', more: 'kicks' },
  { quantity: 'lost', verb: 'loses', past: 'lost', one: 'request', more: 'requests' },
  { quantity: 'dma-faults', verb: 'has', past: 'had', one: 'DMA fault', more: 'DMA faults' },
  {
    quantity: 'corruptions',
    verb: 'moves',
    past: 'moved',
    one: 'request of the wrong memory',
    more: 'requests of the wrong memory',
  },
];

function faultText({ quantity, verb, past, one, more }: Fault, a: Measured, b: Measured): string | null {
  const [before, after] = [a, b].map(of => queueQuantity(quantity, [...of.queues.values()], of) || 0) as [
    number,
    number,
  ];
  if (before === after) return null;
  return `B ${verb} ${counted(after, 'no')} ${after === 1 ? one : more}, A ${past} ${counted(before, 'none')}`;
}

const counted = (count: number, none: string): string => (count === 0 ? none : count.toLocaleString('en-US'));
