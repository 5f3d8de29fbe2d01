/**
 * Which level sees which device, and whether what a scenario says of its levels fits together.
 *
 * A hypervisor gives its devices to the guest right above it. They reach a higher level only if every
 * hypervisor between assigns them on, so each device has exactly one level that can drive it.
 */
import type { DoorbellKind } from '../machine/architecture.ts';
import { type Arch, architectures } from '../machine/architectures.ts';
import { didYouMean } from './nearest.ts';
import type { LevelText, ScenarioText } from './schema.ts';
import type { Complain } from './shape.ts';
import type { Path } from './yaml.ts';

export type DeviceText = LevelText['devices'][number];

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

function checkNames(levels: readonly LevelText[], complain: Complain): void {
  for (const [i, { name }] of levels.entries()) {
    const first = levels.findIndex(level => level.name === name);
    if (first < i) complain(['levels', i, 'name'], `L${first} is called \`${name}\` already`);
  }
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
  for (const [i, { devices, drivers }] of levels.entries()) {
    for (const [j, { doorbells }] of devices.entries())
      check(doorbells, ['levels', i, 'devices', j, 'doorbells']);
    for (const [j, { doorbells }] of drivers.entries())
      check(doorbells, ['levels', i, 'drivers', j, 'doorbells']);
  }
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
function checkVisible(
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
  for (const [i, { name, drivers }] of levels.entries()) {
    for (const [j, driver] of drivers.entries()) {
      const at = ['levels', i, 'drivers', j];
      const placed = checkVisible(levels, topology, i, driver.device, [...at, 'device'], complain);
      if (placed === null) continue;
      if (i < placed.top) {
        const hint = `let ${levels[i + 1]?.name ?? 'its guest'} drive it, or take it out of ${name}'s \`assign\``;
        complain([...at, 'device'], `${name} assigns \`${driver.device}\` on and cannot drive it too`, {
          hint,
        });
      }
      checkDriver(arch, driver, placed.device, at, complain);
      const same = (other: typeof driver) =>
        other.device === driver.device && other.workload.queue === driver.workload.queue;
      if (drivers.findIndex(same) < j)
        complain(
          [...at, 'workload', 'queue'],
          `a second driver for ${driver.device}.${driver.workload.queue}`,
        );
    }
  }
}

function checkDriver(
  arch: Arch,
  { doorbells, workload }: LevelText['drivers'][number],
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

/** A device is served by itself or by a back end, and that one drives a queue which nobody else does. */
function checkBackEnds(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  const drivers = new Map(
    levels.flatMap(({ name, drivers: those }) =>
      those.map(driver => [`${driver.device}.${driver.workload.queue}`, name]),
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
