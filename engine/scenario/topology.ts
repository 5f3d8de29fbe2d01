/**
 * Which level sees which device, and whether what a scenario says of its levels fits together.
 *
 * A hypervisor gives its devices to the guest right above it. They reach a higher level only if every
 * hypervisor between assigns them on, so each device has exactly one level that can drive it.
 */
import type { DoorbellKind } from '../machine/architecture.ts';
import { type Arch, architectures } from '../machine/architectures.ts';
import { checkBackEnds } from './cascade.ts';
import { didYouMean } from './nearest.ts';
import type { GuestText, LevelText, ScenarioText } from './schema.ts';
import type { Complain } from './shape.ts';
import type { Path } from './yaml.ts';

export type DeviceText = LevelText['devices'][number];
type DriverText = GuestText['drivers'][number];

/** Descriptors that one request takes: a packet is one part, a sector comes with header and status (5.1.6, 5.2.6). */
const PARTS: Readonly<Record<DeviceText['type'], number>> = { net: 1, blk: 3 };

interface Placed {
  readonly device: DeviceText;
  /** Level of the hypervisor that emulates it. */
  readonly owner: number;
  /** The one level that may drive it: the highest that sees it. */
  readonly top: number;
}

export type Topology = ReadonlyMap<string, Placed>;

/** Where each device is; of two with one id, the lower. */
export function topologyOf(levels: readonly LevelText[]): Topology {
  const placed = new Map<string, Placed>();
  for (const [owner, { devices }] of levels.entries()) {
    for (const device of devices) {
      if (placed.has(device.id)) continue;
      let top = owner + 1;
      while (assigns(levels[top], device.id)) top++;
      placed.set(device.id, { device, owner, top });
    }
  }
  return placed;
}

function assigns(level: LevelText | undefined, device: string): boolean {
  return level?.assign.some(assignment => assignment.device === device) ?? false;
}

export function checkTopology({ cpu, levels }: ScenarioText, topology: Topology, complain: Complain): void {
  checkNames(levels, complain);
  checkDoorbells(cpu.arch, levels, complain);
  checkDevices(levels, complain);
  checkAssignments(levels, topology, complain);
  checkDrivers(cpu.arch, levels, topology, complain);
  checkBackEnds(levels, topology, complain);
}

/** A guest of the text: of a level, or beside one. */
export interface GuestAt {
  readonly level: number;
  readonly at: Path;
  readonly guest: GuestText;
}

export function guestsOf(levels: readonly LevelText[]): GuestAt[] {
  return levels.flatMap((guest, level) => [
    { level, at: ['levels', level], guest },
    ...guest.beside.map((each, i) => ({ level, at: ['levels', level, 'beside', i], guest: each })),
  ]);
}

function checkNames(levels: readonly LevelText[], complain: Complain): void {
  const guests = guestsOf(levels);
  for (const [i, { at, guest }] of guests.entries()) {
    const first = guests.findIndex(other => other.guest.name === guest.name);
    if (first < i) complain([...at, 'name'], `L${guests[first]!.level} is called \`${guest.name}\` already`);
  }
  for (const [i, { name }] of levels[0]!.beside.entries())
    complain(
      ['levels', 0, 'beside', i, 'name'],
      `\`${name}\` stands beside the host, which is nobody's guest`,
    );
}

function checkDevices(levels: readonly LevelText[], complain: Complain): void {
  const owners = new Map<string, string>();
  for (const [i, level] of levels.entries()) {
    for (const [j, device] of level.devices.entries()) {
      const { id } = device;
      const at = ['levels', i, 'devices', j];
      const owner = owners.get(id);
      if (owner !== undefined)
        complain([...at, 'id'], `${owner} has a device \`${id}\` already`, {
          hint: 'ids are unique in the whole stack',
        });
      owners.set(id, owner ?? level.name);
      checkQueues(device, [...at, 'queues'], complain);
      if (device.physical) checkPhysical(i, device, at, complain);
      if (i === levels.length - 1)
        complain([...at, 'id'], `no guest sees \`${id}\`: ${level.name} is the innermost level`, {
          severity: 'warning',
        });
    }
  }
}

/** A device or a driver may not name a doorbell that the architecture has no way to ring. */
function checkDoorbells(arch: Arch, levels: readonly LevelText[], complain: Complain): void {
  const { lacks, usualDoorbells } = architectures[arch];
  const check = (named: readonly DoorbellKind[] | undefined, at: Path) => {
    for (const [i, doorbell] of (named ?? []).entries()) {
      const why = lacks[doorbell];
      if (why !== undefined) complain([...at, i], why, { hint: `take ${usualDoorbells.join(' or ')}` });
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
  if (level > 0)
    complain([...at, 'physical'], `\`${id}\` is a device of a guest and cannot be physical`, {
      hint: 'put it into the devices of the host',
    });
  for (const [i, doorbell] of doorbells.entries())
    if (doorbell !== 'mmio')
      complain([...at, 'doorbells', i], `\`${id}\` is physical and has a doorbell page only`, {
        expected: 'mmio',
      });
}

function checkQueues({ type, queues }: DeviceText, at: Path, complain: Complain): void {
  for (const [i, { name, size }] of queues.entries()) {
    if (queues.findIndex(queue => queue.name === name) < i)
      complain([...at, i, 'name'], `a second queue \`${name}\``);
    // Indirect tables are no way out: they have no more descriptors than the ring (2.7.5.3.1; 2.8.19, chain.ts).
    if (size < PARTS[type])
      complain(
        [...at, i, 'size'],
        `a ${type} request has ${PARTS[type]} parts and never fits into \`${name}\``,
        {
          severity: 'warning',
          hint: 'size: 4, or any larger power of two',
        },
      );
  }
}

function checkAssignments(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  for (const [i, level] of levels.entries()) {
    for (const [j, { device: id }] of level.assign.entries()) {
      const at = ['levels', i, 'assign', j, 'device'];
      if (level.assign.findIndex(({ device }) => device === id) < j)
        complain(at, `${level.name} assigns \`${id}\` twice`);
      else if (i === levels.length - 1) complain(at, `${level.name} has no guest to assign \`${id}\` to`);
      else checkVisible(levels, topology, i, id, at, complain);
    }
  }
}

/** The device, if the level sees it; what is in the way otherwise. */
export function checkVisible(
  levels: readonly LevelText[],
  topology: Topology,
  level: number,
  id: string,
  at: Path,
  complain: Complain,
): Placed | null {
  const placed = topology.get(id);
  const name = levels[level]!.name;
  if (placed === undefined) {
    complain(at, `no level has a device \`${id}\``, { hint: didYouMean(id, topology.keys()) });
    return null;
  }
  if (level <= placed.owner) {
    const whose =
      level === placed.owner ? 'its own device' : `a device of ${levels[placed.owner]!.name}, further up`;
    complain(at, `\`${id}\` is ${whose}; ${name} sees devices of the levels below it`);
    return null;
  }
  if (level <= placed.top) return placed;
  const missing = levels.slice(placed.top, level).filter(between => !assigns(between, id));
  const hint = `let ${missing.map(between => between.name).join(' and ')} assign it: assign: [{ device: ${id}, iommu: emulated }]`;
  complain(at, `${name} does not see \`${id}\``, { hint });
  return null;
}

function checkDrivers(
  arch: Arch,
  levels: readonly LevelText[],
  topology: Topology,
  complain: Complain,
): void {
  const driven = new Map<string, string>();
  for (const { level, at: guestAt, guest } of guestsOf(levels)) {
    for (const [j, driver] of guest.drivers.entries()) {
      const at = [...guestAt, 'drivers', j];
      const placed = checkVisible(levels, topology, level, driver.device, [...at, 'device'], complain);
      checkVcpu(guest, driver, at, complain);
      if (placed === null) continue;
      if (level < placed.top) {
        const hint = `let ${levels[level + 1]?.name ?? 'its guest'} drive it, or take it out of ${guest.name}'s \`assign\``;
        complain([...at, 'device'], `${guest.name} assigns \`${driver.device}\` on and cannot drive it too`, {
          hint,
        });
      }
      checkDriver(arch, driver, placed.device, at, complain);
      checkSole(driven, guest, driver, at, complain);
    }
  }
}

function checkVcpu({ name, vcpus }: GuestText, { vcpu }: DriverText, at: Path, complain: Complain): void {
  if (vcpu < vcpus) return;
  const expected = vcpus === 1 ? '0' : `a whole number from 0 to ${vcpus - 1}`;
  complain([...at, 'vcpu'], `${name} has no virtual processor ${vcpu}`, {
    expected,
    hint: `vcpus: ${vcpu + 1} gives it so many`,
  });
}

/** One guest has the device, and one driver each of its queues. `driven`: device and queue to who drives it so far. */
function checkSole(
  driven: Map<string, string>,
  { name }: GuestText,
  { device, workload }: DriverText,
  at: Path,
  complain: Complain,
): void {
  const queue = `${device}.${workload.queue}`;
  const other = driven.get(device) ?? name;
  if (other !== name) complain([...at, 'device'], `${other} drives \`${device}\` already`);
  else if (driven.has(queue)) complain([...at, 'workload', 'queue'], `a second driver for ${queue}`);
  driven.set(device, other);
  driven.set(queue, name);
}

function checkDriver(
  arch: Arch,
  { doorbells, workload }: DriverText,
  device: DeviceText,
  at: Path,
  complain: Complain,
): void {
  const queues = device.queues.map(queue => queue.name);
  if (!queues.includes(workload.queue)) {
    const advice = { expected: `one of ${queues.join(', ')}`, hint: didYouMean(workload.queue, queues) };
    complain([...at, 'workload', 'queue'], `${device.id} has no queue \`${workload.queue}\``, advice);
  }
  for (const [i, doorbell] of (doorbells ?? []).entries()) {
    if (device.doorbells.includes(doorbell) || doorbell in architectures[arch].lacks) continue;
    const hint = `add ${doorbell} to the doorbells of ${device.id}`;
    complain([...at, 'doorbells', i], `${device.id} has no ${doorbell} doorbell`, {
      expected: `one of ${device.doorbells.join(', ')}`,
      hint,
    });
  }
}
