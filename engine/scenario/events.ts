/** What happens while a scenario runs: the text's events with their names looked up, in the order of their times. */
import { didYouMean } from './nearest.ts';
import type { EventSpec } from './scenario.ts';
import type { ScenarioText } from './schema.ts';
import type { Complain } from './shape.ts';
import type { Topology } from './topology.ts';
import type { Path } from './yaml.ts';

type EventText = ScenarioText['events'][number];

interface Names {
  readonly text: ScenarioText;
  readonly topology: Topology;
  readonly complain: Complain;
}

const KINDS = ['mask', 'unmask', 'move-bar', 'swap'] as const;

export function eventsOf(text: ScenarioText, topology: Topology, complain: Complain): EventSpec[] {
  const events = text.events.flatMap((event, i) => one(event, ['events', i], { text, topology, complain }));
  return events.sort((a, b) => a.atNs - b.atNs);
}

function one(event: EventText, at: Path, names: Names): EventSpec[] {
  const { mask, unmask, 'move-bar': move, swap } = event;
  const said = KINDS.filter(kind => event[kind] !== undefined);
  if (said.length !== 1)
    names.complain(at, said.length === 0 ? 'nothing happens here' : 'two things happen here', {
      expected: `one of ${KINDS.join(', ')}`,
    });
  if (mask !== undefined) return masking(event.at, 'mask', mask, at, names);
  if (unmask !== undefined) return masking(event.at, 'unmask', unmask, at, names);
  if (move !== undefined) return moving(event.at, move, [...at, 'move-bar'], names);
  return swap === undefined ? [] : swapping(event.at, swap, [...at, 'swap'], names);
}

function masking(
  atNs: number,
  kind: 'mask' | 'unmask',
  of: NonNullable<EventText['mask']>,
  at: Path,
  { topology, complain }: Names,
): EventSpec[] {
  const queues = topology.get(of.device)?.device.queues.map(({ name }) => name);
  if (queues?.includes(of.queue)) return [{ atNs, kind, ...of }];
  if (queues === undefined)
    complain([...at, kind, 'device'], `no level has a device \`${of.device}\``, {
      hint: didYouMean(of.device, topology.keys()),
    });
  else
    complain([...at, kind, 'queue'], `${of.device} has no queue \`${of.queue}\``, {
      expected: `one of ${queues.join(', ')}`,
    });
  return [];
}

function moving(
  atNs: number,
  { level: name, device }: NonNullable<EventText['move-bar']>,
  at: Path,
  names: Names,
): EventSpec[] {
  const level = levelOf(name, [...at, 'level'], names);
  const placed = names.topology.get(device);
  if (level < 0) return [];
  if (placed !== undefined && level > placed.owner && level <= placed.top)
    return [{ atNs, kind: 'move-bar', level, device }];
  const hint = didYouMean(device, names.topology.keys());
  names.complain([...at, 'device'], `${name} does not see \`${device}\``, { hint });
  return [];
}

function swapping(
  atNs: number,
  { level: name, device, with: other }: NonNullable<EventText['swap']>,
  at: Path,
  names: Names,
): EventSpec[] {
  const level = levelOf(name, [...at, 'level'], names);
  if (level < 0) return [];
  const known = names.text.levels[level]!.assign.map(each => each.device);
  const strange = [device, other].filter(each => !known.includes(each));
  for (const each of strange)
    names.complain([...at, each === device ? 'device' : 'with'], `${name} does not assign \`${each}\``, {
      hint: didYouMean(each, known),
    });
  return strange.length > 0 ? [] : [{ atNs, kind: 'swap', level, device, other }];
}

/** -1, said, where no level has the name. */
function levelOf(name: string, at: Path, { text, complain }: Names): number {
  const known = text.levels.map(each => each.name);
  const level = known.indexOf(name);
  if (level < 0) complain(at, `no level is called \`${name}\``, { hint: didYouMean(name, known) });
  return level;
}
