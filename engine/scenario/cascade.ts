/** Cascades: a device is served by itself or by a back end, and that one drives a queue which nobody else does. */
import { didYouMean } from './nearest.ts';
import type { LevelText } from './schema.ts';
import type { Complain } from './shape.ts';
import { checkVisible, guestsOf, type Topology } from './topology.ts';

export function checkBackEnds(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  const drivers = new Map(
    guestsOf(levels).flatMap(({ guest }) =>
      guest.drivers.map(driver => [`${driver.device}.${driver.workload.queue}`, guest.name]),
    ),
  );
  for (const [i, { name, devices }] of levels.entries()) {
    for (const [j, { id, queues, service, 'back-end': backEnd }] of devices.entries()) {
      const at = ['levels', i, 'devices', j];
      if ((service === undefined) === (backEnd === undefined))
        complain(
          at,
          `\`${id}\` needs a \`service\` or a \`back-end\`${service === undefined ? '' : ', not both'}`,
          {
            expected: 'one of service: { exponential: 2us }, back-end: { device: W1, queue: tx }',
          },
        );
      if (backEnd === undefined) continue;
      const where = [...at, 'back-end'];
      const placed = checkVisible(levels, topology, i, backEnd.device, [...where, 'device'], complain);
      if (queues.length > 1)
        complain(where, `\`${id}\` has ${queues.length} queues and one back end`, {
          hint: 'give each queue a device of its own',
        });
      if (placed === null) continue;
      const known = placed.device.queues.map(queue => queue.name);
      const advice = { expected: `one of ${known.join(', ')}`, hint: didYouMean(backEnd.queue, known) };
      if (!known.includes(backEnd.queue))
        complain([...where, 'queue'], `${backEnd.device} has no queue \`${backEnd.queue}\``, advice);
      if (i < placed.top)
        complain([...where, 'device'], `${name} assigns \`${backEnd.device}\` on and cannot drive it too`);
      const key = `${backEnd.device}.${backEnd.queue}`;
      const other = drivers.get(key);
      if (other !== undefined) complain([...where, 'queue'], `${key} is driven by ${other} already`);
      drivers.set(key, name);
    }
  }
}
