/** Cascades: a device is served by itself or by a back end, and that one drives a queue which nobody else does. */
import type { Complain } from './complain.ts';
import type { LevelText } from './schema.ts';
import { checkQueue, checkVisible, type DeviceText, guestsOf, type Topology } from './topology.ts';
import type { Path } from './yaml.ts';

const SERVED = 'one of service: { exponential: 2us }, back-end: { device: W1, queue: tx }';

/** Who drives a queue so far, by `DEVICE.QUEUE`, and where it says so. */
type Drivers = Map<string, { readonly name: string; readonly at: Path }>;

export function checkBackEnds(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  const drivers: Drivers = new Map(
    guestsOf(levels).flatMap(({ at, guest }) =>
      guest.drivers.map(({ device, workload }, i) => [
        `${device}.${workload.queue}`,
        { name: guest.name, at: [...at, 'drivers', i, 'device'] },
      ]),
    ),
  );
  for (const [i, { devices }] of levels.entries())
    for (const [j, device] of devices.entries()) {
      const at = ['levels', i, 'devices', j];
      checkServed(device, at, complain);
      checkBackEnd(levels, topology, i, device, [...at, 'back-end'], drivers, complain);
    }
}

function checkServed({ id, service, 'back-end': backEnd }: DeviceText, at: Path, complain: Complain): void {
  const message = `\`${id}\` needs a \`service\` or a \`back-end\``;
  if (service === undefined && backEnd === undefined)
    complain([...at, 'id'], 'service-or-back-end', message, { expected: SERVED });
  if (service === undefined || backEnd === undefined) return;
  complain([...at, 'back-end'], 'service-or-back-end', `${message}, not both`, {
    expected: SERVED,
    atKey: true,
    related: [{ at: [...at, 'service'], message: 'it serves its requests itself' }],
  });
}

function checkBackEnd(
  levels: readonly LevelText[],
  topology: Topology,
  level: number,
  { id, queues, 'back-end': backEnd }: DeviceText,
  at: Path,
  drivers: Drivers,
  complain: Complain,
): void {
  if (backEnd === undefined) return;
  const { name, assign } = levels[level]!;
  const { device, queue } = backEnd;
  if (queues.length > 1)
    complain(at, 'queues-of-back-end', `\`${id}\` has ${queues.length} queues and one back end`, {
      hint: 'give each queue a device of its own',
      related: [{ at: [...at.slice(0, -1), 'queues'], message: 'its queues' }],
    });
  const placed = checkVisible(levels, topology, level, device, [...at, 'device'], complain);
  if (placed === null) return;
  checkQueue(placed, queue, [...at, 'queue'], complain);
  if (level < placed.top) {
    const j = assign.findIndex(each => each.device === device);
    complain(
      [...at, 'device'],
      'assigned-and-driven',
      `${name} assigns \`${device}\` on and cannot drive it too`,
      {
        related: [{ at: ['levels', level, 'assign', j, 'device'], message: 'it is assigned here' }],
      },
    );
  }
  const key = `${device}.${queue}`;
  const other = drivers.get(key);
  if (other !== undefined)
    complain([...at, 'queue'], 'driven-twice', `${key} is driven by ${other.name} already`, {
      related: [{ at: other.at, message: 'the first one' }],
    });
  drivers.set(key, other ?? { name, at: [...at, 'queue'] });
}
