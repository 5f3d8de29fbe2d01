/** What a scenario says of its drivers: whether their guest sees the device, and the device is as they take it. */
import { type Arch, architectures } from '../machine/architectures.ts';
import type { Complain } from './complain.ts';
import { oneOf } from './nearest.ts';
import type { GuestText, LevelText } from './schema.ts';
import {
  checkQueue,
  checkVisible,
  type DriverText,
  guestsOf,
  type Placed,
  type Topology,
} from './topology.ts';
import type { Path } from './yaml.ts';

/** Who drives what so far, and where it says so: a device, or one of its queues. */
type Drivers = Map<string, { readonly name: string; readonly at: Path }>;

export function checkDrivers(
  arch: Arch,
  levels: readonly LevelText[],
  topology: Topology,
  complain: Complain,
): void {
  const driven: Drivers = new Map();
  for (const { level, at: guestAt, guest } of guestsOf(levels)) {
    for (const [j, driver] of guest.drivers.entries()) {
      const at = [...guestAt, 'drivers', j];
      const placed = checkVisible(levels, topology, level, driver.device, [...at, 'device'], complain);
      checkVcpu(guest, driver, [guestAt, at], complain);
      if (placed === null) continue;
      if (level < placed.top) {
        refusePassedOn(levels, level, guest, driver, at, complain);
        continue;
      }
      checkQueue(placed, driver.workload.queue, [...at, 'workload', 'queue'], complain);
      checkDoorbells(arch, driver, placed, at, complain);
      checkSole(driven, guest, driver, at, complain);
    }
  }
}

function refusePassedOn(
  levels: readonly LevelText[],
  level: number,
  { name }: GuestText,
  { device }: DriverText,
  at: Path,
  complain: Complain,
): void {
  const i = levels[level]!.assign.findIndex(each => each.device === device);
  const assignedAt = { at: ['levels', level, 'assign', i, 'device'], message: 'it is assigned here' };
  complain(
    [...at, 'device'],
    'assigned-and-driven',
    `${name} assigns \`${device}\` on and cannot drive it too`,
    {
      hint: `let ${levels[level + 1]?.name ?? 'its guest'} drive it, or take it out of ${name}'s \`assign\``,
      related: i < 0 ? [] : [assignedAt],
    },
  );
}

function checkVcpu(
  { name, vcpus }: GuestText,
  { vcpu }: DriverText,
  [guestAt, at]: readonly [Path, Path],
  complain: Complain,
): void {
  if (vcpu < vcpus) return;
  complain([...at, 'vcpu'], 'unknown-vcpu', `${name} has no virtual processor ${vcpu}`, {
    expected: vcpus === 1 ? '0' : `a whole number from 0 to ${vcpus - 1}`,
    hint: `vcpus: ${vcpu + 1} gives it so many`,
    related: [{ at: [...guestAt, 'vcpus'], message: `${name} has ${vcpus}` }],
  });
}

/** One guest has the device, and one driver each of its queues. */
function checkSole(
  driven: Drivers,
  { name }: GuestText,
  { device, workload }: DriverText,
  at: Path,
  complain: Complain,
): void {
  const queue = `${device}.${workload.queue}`;
  const [ofDevice, ofQueue] = [driven.get(device), driven.get(queue)];
  const related = [{ at: (ofQueue ?? ofDevice)?.at ?? at, message: 'the first one' }];
  if (ofDevice !== undefined && ofDevice.name !== name)
    complain([...at, 'device'], 'driven-twice', `${ofDevice.name} drives \`${device}\` already`, { related });
  else if (ofQueue !== undefined)
    complain([...at, 'workload', 'queue'], 'driven-twice', `a second driver for ${queue}`, { related });
  driven.set(device, ofDevice ?? { name, at: [...at, 'device'] });
  driven.set(queue, ofQueue ?? { name, at: [...at, 'workload', 'queue'] });
}

function checkDoorbells(
  arch: Arch,
  { doorbells }: DriverText,
  { device, at: deviceAt }: Placed,
  at: Path,
  complain: Complain,
): void {
  for (const [i, doorbell] of (doorbells ?? []).entries()) {
    if (device.doorbells.includes(doorbell) || doorbell in architectures[arch].lacks) continue;
    const has = device.doorbells.join(', ');
    complain([...at, 'doorbells', i], 'missing-doorbell', `${device.id} has no ${doorbell} doorbell`, {
      expected: oneOf(device.doorbells),
      hint: `add ${doorbell} to the doorbells of ${device.id}`,
      related: [{ at: [...deviceAt, 'doorbells'], message: `${device.id} has ${has}` }],
    });
  }
}
