/** What an edit carries on of what is pending: for parts that go on it stays due when it was. */
import type { Queue } from './queue.ts';
import { queueName } from './queue-place.ts';
import type { Slots } from './slots.ts';
import type { World } from './world.ts';

/** `came`: how requests came to each queue before. */
export function carryOn(world: World, last: World, came: readonly string[]): void {
  const carry = (kind: keyof Slots | null, from: number, to: number) => {
    const [first, now] = kind === null ? [0, 0] : [last.slots[kind], world.slots[kind]];
    world.timeline.takeOver(now + to, last.timeline, first + from);
  };
  for (const [from, queue] of last.queues.entries()) {
    const to = world.queues.findIndex(({ place }) => queueName(place) === queueName(queue.place));
    if (to < 0) continue;
    if (arrivalsOf(world.queues[to]!) === came[from]) carry('arrival', from, to);
    if (world.queues[to] !== queue) continue;
    carry(null, from, to);
    carry('hear', from, to);
    carry('coalesce', from, to);
  }
  for (const [from, vcpu] of last.vcpus.entries())
    if (world.vcpus.includes(vcpu)) carry('vcpu', from, vcpu.index);
  for (let core = 0; core < Math.min(last.cores, world.cores); core++) carry('core', core, core);
}

/** How requests come to a queue. */
export function arrivalsOf({ place }: Queue): string {
  const { arrivals } = place.driver.workload;
  switch (arrivals.kind) {
    case 'handed-on':
      return arrivals.front;
    case 'outstanding':
      return `${arrivals.count} outstanding`;
    default:
      return `${arrivals.kind} ${arrivals.meanNs}`;
  }
}
