/** The ways of all queues through the stacks as they stand. */
import type { Scenario } from '../scenario/scenario.ts';
import { notificationData } from '../virtio/notification.ts';
import type { Parts } from './parts.ts';
import type { Routes } from './routes.ts';
import type { Stack } from './stack.ts';
import { Way } from './way.ts';

export interface WaysOf {
  readonly scenario: Scenario;
  readonly routes: Routes;
  readonly queues: Parts['queues'];
  /** By branch. */
  readonly stacks: readonly Stack[];
  /** By queue: the way before, where its driver keeps to the doorbell that it is at; null where it begins with its first. */
  readonly before: readonly (Way | null)[];
}

/** By queue; each queue's driver is at the doorbell that its way says. */
export function findWays({ scenario, routes, queues, stacks, before }: WaysOf): Way[] {
  const queueAt = (id: string, of: number) =>
    queues.findIndex(queue => queue.place.device.id === id && queue.place.index === of);
  return queues.map((queue, at) => {
    const { place, buffers, driver: half } = queue;
    const { guest, innermost, branch, device, driver, index } = place;
    const stack = stacks[branch]!;
    const notification = device.features.includes('notification-data')
      ? () => notificationData(index, half.position)
      : null;
    const way = new Way({
      ...{ scenario, stack, routes, guest, innermost, buffers, notification, queueAt, queue: index },
      device: stack.devices.get(device.id)!,
      doorbells: driver.doorbells,
      before: before[at]!,
    });
    queue.doorbell = way.doorbell;
    return way;
  });
}
