/** What happens while a scenario runs: the text's events with their names looked up, in the order of their times. */

import type { Complain } from './complain.ts';
import { didYouMean, oneOf } from './nearest.ts';
import type { EventSpec } from './scenario.ts';
import type { ScenarioText } from './schema.ts';
import { checkKnown, checkQueue, checkVisible, type Topology } from './topology.ts';
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
    names.complain(at, 'event', said.length === 0 ? 'nothing happens here' : 'two things happen here', {
      expected: oneOf(KINDS),
      hint: said.length === 0 ? null : 'make two events of it, at one time',
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
  const placed = checkKnown(topology, of.device, [...at, kind, 'device'], complain);
  if (placed === null) return [];
  return checkQueue(placed, of.queue, [...at, kind, 'queue'], complain) ? [{ atNs, kind, ...of }] : [];
}

function moving(
  atNs: number,
  { level: name, device }: NonNullable<EventText['move-bar']>,
  at: Path,
  names: Names,
): EventSpec[] {
  const { text, topology, complain } = names;
  const level = levelOf(name, [...at, 'level'], names);
  if (level < 0) return [];
  const placed = checkVisible(text.levels, topology, level, device, [...at, 'device'], complain);
  return placed === null ? [] : [{ atNs, kind: 'move-bar', level, device }];
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
    names.complain(
      [...at, each === device ? 'device' : 'with'],
      'not-assigned',
      `${name} does not assign \`${each}\``,
      {
        expected: oneOf(known),
        ...didYouMean(each, known),
        related: [{ at: ['levels', level, 'assign'], message: `what ${name} assigns` }],
      },
    );
  return strange.length > 0 ? [] : [{ atNs, kind: 'swap', level, device, other }];
}

/** -1, said, where no level has the name. */
function levelOf(name: string, at: Path, { text, complain }: Names): number {
  const known = text.levels.map(each => each.name);
  const level = known.indexOf(name);
  if (level < 0)
    complain(at, 'unknown-level', `no level is called \`${name}\``, {
      expected: oneOf(known),
      ...didYouMean(name, known),
    });
  return level;
}
