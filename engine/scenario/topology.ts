/**
 * Which level sees which device.
 *
 * A hypervisor gives its devices to the guest right above it. They reach a higher level only if every
 * hypervisor between assigns them on, so each device has exactly one level that can drive it.
 */
import type { Complain } from './complain.ts';
import { didYouMean, nearest, oneOf } from './nearest.ts';
import type { GuestText, LevelText } from './schema.ts';
import type { Path } from './yaml.ts';

export type DeviceText = LevelText['devices'][number];
export type DriverText = GuestText['drivers'][number];

export interface Placed {
  readonly device: DeviceText;
  /** Where the text says so. */
  readonly at: Path;
  /** Level of the hypervisor that emulates it. */
  readonly owner: number;
  /** The one level that may drive it: the highest that sees it. */
  readonly top: number;
}

export type Topology = ReadonlyMap<string, Placed>;

/** Where each device is; of two with one id, the lower. */
export function topologyOf(levels: readonly LevelText[]): Topology {
  const ids = new Set(levels.flatMap(({ devices }) => devices.map(({ id }) => id)));
  const placed = new Map<string, Placed>();
  for (const [owner, { devices }] of levels.entries()) {
    for (const [j, device] of devices.entries()) {
      if (placed.has(device.id)) continue;
      let top = owner + 1;
      // The innermost level has nobody to assign it to.
      while (top < levels.length - 1 && assigns(levels[top], device.id, ids)) top++;
      placed.set(device.id, { device, at: ['levels', owner, 'devices', j], owner, top });
    }
  }
  return placed;
}

/** A mistyped id is said where it stands; what it was meant to reach is not told again that it does not. */
function assigns(level: LevelText | undefined, device: string, ids: ReadonlySet<string>): boolean {
  const meant = (id: string) => (ids.has(id) ? id : nearest(id, ids));
  return level?.assign.some(assignment => meant(assignment.device) === device) ?? false;
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

/** A queue of the text that somebody drives, a guest's driver or a back end. */
export interface Driven {
  readonly device: string;
  readonly queue: string;
}

export function drivenQueues(levels: readonly LevelText[]): Driven[] {
  const byGuests = guestsOf(levels)
    .flatMap(({ guest }) => guest.drivers)
    .map(({ device, workload }) => ({ device, queue: workload.queue }));
  const backEnds = levels.flatMap(({ devices }) => devices.flatMap(each => each['back-end'] ?? []));
  return [...byGuests, ...backEnds];
}

/** The device, if there is one; said otherwise. */
export function checkKnown(topology: Topology, id: string, at: Path, complain: Complain): Placed | null {
  const placed = topology.get(id);
  if (placed !== undefined) return placed;
  complain(at, 'unknown-device', `no level has a device \`${id}\``, {
    expected: oneOf(topology.keys()),
    ...didYouMean(id, topology.keys()),
  });
  return null;
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
  const placed = checkKnown(topology, id, at, complain);
  if (placed === null) return null;
  const { name } = levels[level]!;
  const owner = levels[placed.owner]!.name;
  const related = [{ at: [...placed.at, 'id'], message: `\`${id}\` is a device of ${owner}` }];
  if (level <= placed.owner) {
    const whose = level === placed.owner ? 'its own device' : `a device of ${owner}, further up`;
    const message = `\`${id}\` is ${whose}; ${name} sees devices of the levels below it`;
    complain(at, 'own-device', message, { related });
    return null;
  }
  if (level <= placed.top) return placed;
  const missing = levels.slice(placed.top, level).filter(between => !assigns(between, id, new Set([id])));
  const hint = `let ${missing.map(between => between.name).join(' and ')} assign it: assign: [{ device: ${id}, iommu: emulated }]`;
  complain(at, 'unseen-device', `${name} does not see \`${id}\``, { hint, related });
  return null;
}

/** Whether the device has the queue; said otherwise. */
export function checkQueue({ device, at: of }: Placed, queue: string, at: Path, complain: Complain): boolean {
  const known = device.queues.map(({ name }) => name);
  if (known.includes(queue)) return true;
  complain(at, 'unknown-queue', `${device.id} has no queue \`${queue}\``, {
    expected: oneOf(known),
    ...didYouMean(queue, known),
    related: [{ at: [...of, 'queues'], message: `the queues of ${device.id}` }],
  });
  return false;
}
