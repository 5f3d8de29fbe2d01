/** What an edit does to which part of the running machine, and why: fates before it is done, counts after. */
import { type Change, isHeavier } from '../scenario/difference.ts';
import { FORCES, type Force } from '../scenario/facts.ts';
import type { Fate, Parts } from './parts.ts';
import type { Queue } from './queue.ts';
import { type QueuePlace, queueName } from './queue-place.ts';

/** What some changes of an edit have forced. */
export interface Consequence {
  readonly force: Exclude<Force, 'way'>;
  /** The device, `DEVICE.QUEUE` or guest; empty where it is no single one. */
  readonly whom: string;
  /** `V1 queues: tx of 64 -> tx of 128`, one for each change that has forced it. */
  readonly because: readonly string[];
  /** Requests that were under way and were submitted again, and those that were dropped. */
  readonly resubmitted: number;
  readonly dropped: number;
}

/** The changes that a queue cannot ignore. */
const concerning = (changes: readonly Change[], { spec, device, driver }: QueuePlace): Change[] =>
  changes.filter(({ force, whom }) => {
    if (force === 'restart') return whom === spec.name;
    return whom === '' || whom === device.id || whom === `${device.id}.${driver.workload.queue}`;
  });

const heaviest = (changes: readonly Change[]): Change | null =>
  changes.reduce<Change | null>((a, b) => (a === null || isHeavier(b.force, a.force) ? b : a), null);

export function fateOf(changes: readonly Change[], place: QueuePlace): Fate {
  const force = heaviest(concerning(changes, place))?.force ?? 'nothing';
  if (force === 'reset') return 'reset';
  return isHeavier(force, 'reset') ? 'dropped' : 'kept';
}

/** Whether a way of the queue's own may lead elsewhere now. */
export const isLedElsewhere = (changes: readonly Change[], place: QueuePlace): boolean =>
  concerning(changes, place).some(({ force }) => force === 'way' || isHeavier(force, 'plug'));

/** What becomes of the requests of one queue. */
interface Toll {
  readonly place: QueuePlace;
  readonly resubmitted: number;
  readonly dropped: number;
}

/** The weightiest first. `before`: the queues as the edit found them; `after`: the parts once it is done. */
export function consequencesOf(
  changes: readonly Change[],
  before: readonly Queue[],
  after: Parts,
): Consequence[] {
  const tolls = before.map(queue => tollOf(queue, after));
  const all = [...Map.groupBy(changes, keyOf)].map(([key, group]) => {
    const own = tolls.filter(({ place }) => keyOf(heaviest(concerning(changes, place))) === key);
    const [{ force, whom }] = group as [Change, ...Change[]];
    return {
      force: force === 'way' ? 'nothing' : force,
      whom: isHeavier(force, 'plug') ? whom : '',
      because: group.filter(({ told }) => told).map(({ text }) => text),
      resubmitted: own.reduce((sum, { resubmitted }) => sum + resubmitted, 0),
      dropped: own.reduce((sum, { dropped }) => sum + dropped, 0),
    } satisfies Consequence;
  });
  const said = all.filter(({ because, dropped, resubmitted }) => because.length + dropped + resubmitted > 0);
  return said.sort((a, b) => FORCES.indexOf(b.force) - FORCES.indexOf(a.force));
}

/** Changes with one key have one consequence. */
function keyOf(change: Change | null): string {
  if (change === null || isHeavier('plug', change.force)) return 'in place';
  return change.force === 'plug' ? 'plug' : `${change.force} ${change.whom}`;
}

function tollOf(queue: Queue, { queues }: Parts): Toll {
  const { place, underWay } = queue;
  const now = queues.find(each => queueName(each.place) === queueName(place));
  if (now === queue) return { place, resubmitted: 0, dropped: 0 };
  if (now === undefined) return { place, resubmitted: 0, dropped: underWay };
  const dropped = now.dropped - queue.dropped;
  return { place, resubmitted: underWay - dropped, dropped };
}

/** `V1 reset: queues: tx of 64 -> tx of 128; 12 requests submitted again`. */
export function consequenceText({ force, whom, because, resubmitted, dropped }: Consequence): string {
  const whats = because.map(text => (text.startsWith(`${whom} `) ? text.slice(whom.length + 1) : text));
  const done = [`${whom} ${DONE[force]}`.trim(), whats.join(', ')].filter(part => part !== '').join(': ');
  const again = resubmitted > 0 ? [`${requests(resubmitted)} submitted again`] : [];
  return [done, ...again, ...(dropped > 0 ? [`${requests(dropped)} dropped`] : [])].join('; ');
}

const DONE: Readonly<Record<Consequence['force'], string>> = {
  nothing: 'in place',
  plug: 'hot-plugged',
  reset: 'reset',
  replace: 'replaced',
  restart: 'restarted',
  anew: 'built anew',
};

const requests = (count: number): string => (count === 1 ? '1 request' : `${count} requests`);
