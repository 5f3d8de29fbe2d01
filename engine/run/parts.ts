/**
 * What a run consists of between two edits: stacks, queues in their guests' memory, back ends, processors. After an
 * edit the parts that the machine keeps are the same objects in another arrangement; all others are new.
 */
import type { Scenario } from '../scenario/scenario.ts';
import { BackEnd } from './back-end.ts';
import { type Branch, branchOf } from './branch.ts';
import { branches, queuePlaces } from './places.ts';
import { vcpusOf } from './processors.ts';
import type { Queue } from './queue.ts';
import { type QueuePlace, queueName } from './queue-place.ts';
import type { Changes } from './stack.ts';
import type { Vcpu } from './vcpu.ts';

export interface Parts {
  /** By branch: guests beside each other are in stacks of their own. */
  readonly branches: readonly Branch[];
  readonly queues: readonly Queue[];
  readonly vcpus: readonly Vcpu[];
  /** By queue: what stands behind its device, or what it is the back end of. */
  readonly behind: readonly (BackEnd | null)[];
  readonly before: readonly (BackEnd | null)[];
}

/** What becomes of a queue: it is as it was, it is submitted again to a device that was reset, or its ring is gone. */
export type Fate = 'kept' | 'reset' | 'dropped';

/** The parts before an edit, and what it forces upon them. */
export interface Edited {
  readonly parts: Parts;
  readonly fateOf: (place: QueuePlace) => Fate;
  readonly restarts: (guest: string) => boolean;
  /** False: every way is as it was, and so are all tables and levels. */
  readonly walksAnew: boolean;
}

/** What a queue was before the edit, null for a new one, and what becomes of it. */
export interface Past {
  readonly queue: Queue | null;
  readonly fate: Fate;
}

/**
 * `happened`: what has happened to the machine that the scenario does not say. null: what is kept leaves no room for
 * what is new, which only an edit can come to.
 */
export function assemble(scenario: Scenario, happened: Changes, edited: Edited | null): Parts | null {
  const placed = queuePlaces(scenario).map(place => ({ place, past: pastOf(place, scenario, edited) }));
  const built = branches(scenario).map((each, index) => {
    const queues = placed.filter(({ place }) => place.branch === index);
    return branchOf({
      name: nameOf(each, index),
      scenario: each,
      queues,
      seed: scenario.seed,
      happened,
      edited,
    });
  });
  if (built.includes(null)) return null;
  const queues = placed.map(({ place }) => built[place.branch]!.queues.shift()!);
  const behind = backEnds(queues, edited?.parts.behind ?? []);
  const before = queues.map((_, index) => behind.find(each => each?.backIndex === index) ?? null);
  const all = built.map(each => each!.branch);
  const pasts = placed.map(({ past }) => past);
  return {
    branches: all,
    queues,
    behind,
    before,
    vcpus: vcpusOf({ queues, before, branches: all }, pasts, edited),
  };
}

/** That of the guest beside the others; empty for the branch of the levels themselves. */
const nameOf = ({ levels }: Scenario, branch: number): string => (branch === 0 ? '' : levels.at(-1)!.name);

function pastOf(place: QueuePlace, scenario: Scenario, edited: Edited | null): Past {
  const name = queueName(place);
  const queue = edited?.parts.queues.find(each => queueName(each.place) === name) ?? null;
  if (queue === null) return { queue, fate: 'dropped' };
  // A back end is in the branch of the guest whose it is, and its memory with it.
  const branch = nameOf(branches(scenario)[place.branch]!, place.branch);
  const stays = edited!.parts.branches[queue.place.branch]!.name === branch;
  return { queue, fate: stays ? edited!.fateOf(place) : 'dropped' };
}

/** By the queue that each is behind. */
function backEnds(queues: readonly Queue[], last: Parts['behind']): (BackEnd | null)[] {
  return queues.map(({ place }, frontIndex) => {
    const backIndex = queues.findIndex(
      ({ place: { driver } }) =>
        driver.workload.arrivals.kind === 'handed-on' && driver.workload.arrivals.front === place.device.id,
    );
    if (backIndex < 0) return null;
    const [front, back] = [queues[frontIndex]!, queues[backIndex]!].map(queue => queueName(queue.place));
    const before = last.find(each => each !== null && each.names[0] === front && each.names[1] === back);
    return new BackEnd(queues, frontIndex, backIndex, before ?? null);
  });
}
