/** What a scenario says of each device by itself, and of the doorbells that its architecture has. */
import type { DoorbellKind } from '../machine/architecture.ts';
import { type Arch, architectures } from '../machine/architectures.ts';
import type { Complain } from './complain.ts';
import type { LevelText } from './schema.ts';
import { type DeviceText, guestsOf, type Topology } from './topology.ts';
import type { Path } from './yaml.ts';

/** Descriptors that one request takes: a packet is one part, a sector comes with header and status (5.1.6, 5.2.6). */
const PARTS: Readonly<Record<DeviceText['type'], number>> = { net: 1, blk: 3 };

export function checkDevices(
  arch: Arch,
  levels: readonly LevelText[],
  topology: Topology,
  complain: Complain,
): void {
  checkDoorbells(arch, levels, complain);
  for (const [i, level] of levels.entries()) {
    for (const [j, device] of level.devices.entries()) {
      const { id } = device;
      const at = ['levels', i, 'devices', j];
      const first = topology.get(id)!;
      if (first.device !== device)
        complain(
          [...at, 'id'],
          'duplicate-device',
          `${levels[first.owner]!.name} has a device \`${id}\` already`,
          {
            hint: 'ids are unique in the whole stack',
            related: [{ at: [...first.at, 'id'], message: `the other \`${id}\`` }],
          },
        );
      checkQueues(device, [...at, 'queues'], complain);
      if (device.physical) checkPhysical(i, device, at, complain);
      if (i === levels.length - 1)
        complain(
          [...at, 'id'],
          'device-without-guest',
          `no guest sees \`${id}\`: ${level.name} is the innermost level`,
        );
    }
  }
}

/** A device or a driver may not name a doorbell that the architecture has no way to ring. */
function checkDoorbells(arch: Arch, levels: readonly LevelText[], complain: Complain): void {
  const { lacks, usualDoorbells } = architectures[arch];
  const check = (named: readonly DoorbellKind[] | undefined, at: Path) => {
    for (const [i, doorbell] of (named ?? []).entries()) {
      const why = lacks[doorbell];
      if (why !== undefined)
        complain([...at, i], 'impossible-doorbell', why, {
          hint: `take ${usualDoorbells.join(' or ')}`,
          related: [{ at: ['cpu', 'arch'], message: `the CPU is ${arch}` }],
        });
    }
  };
  for (const [i, { devices }] of levels.entries())
    for (const [j, { doorbells }] of devices.entries())
      check(doorbells, ['levels', i, 'devices', j, 'doorbells']);
  for (const { at, guest } of guestsOf(levels))
    for (const [j, { doorbells }] of guest.drivers.entries())
      check(doorbells, [...at, 'drivers', j, 'doorbells']);
}

/** Hardware is in the host's machine, and nobody is there to take a hypercall or to trap a port. */
function checkPhysical(level: number, { id, doorbells }: DeviceText, at: Path, complain: Complain): void {
  const related = [{ at: [...at, 'physical'], message: 'it is real hardware' }];
  if (level > 0)
    complain(
      [...at, 'physical'],
      'physical-device',
      `\`${id}\` is a device of a guest and cannot be physical`,
      {
        hint: 'put it into the devices of the host',
      },
    );
  for (const [i, doorbell] of doorbells.entries())
    if (doorbell !== 'mmio')
      complain(
        [...at, 'doorbells', i],
        'physical-device',
        `\`${id}\` is physical and has a doorbell page only`,
        { expected: 'mmio', related },
      );
}

function checkQueues({ type, queues }: DeviceText, at: Path, complain: Complain): void {
  for (const [i, { name, size }] of queues.entries()) {
    const first = queues.findIndex(queue => queue.name === name);
    if (first < i)
      complain([...at, i, 'name'], 'duplicate-queue', `a second queue \`${name}\``, {
        related: [{ at: [...at, first, 'name'], message: 'the first one' }],
      });
    // Indirect tables are no way out: they have no more descriptors than the ring (2.7.5.3.1; 2.8.19, chain.ts).
    if (size < PARTS[type])
      complain(
        [...at, i, 'size'],
        'small-queue',
        `a ${type} request has ${PARTS[type]} parts and never fits into \`${name}\``,
        { hint: 'size: 4, or any larger power of two' },
      );
  }
}
