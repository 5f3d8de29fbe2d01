/**
 * What a scenario says and nothing comes of: it runs, so these are warnings. They are looked for only where all
 * else is in order, because one mistyped name leaves much without an effect.
 */
import type { DoorbellKind } from '../machine/architecture.ts';
import type { Complain, Mention } from './complain.ts';
import type { LevelText, ScenarioText } from './schema.ts';
import { drivenQueues, guestsOf, type Placed, type Topology } from './topology.ts';
import type { Path } from './yaml.ts';

export function checkIdle(text: ScenarioText, topology: Topology, complain: Complain): void {
  checkInnermost(text.levels, complain);
  checkUndriven(text.levels, topology, complain);
  checkHidden(text.levels, topology, complain);
  checkSilent(text.levels, topology, complain);
  checkIdentity(text.levels, topology, complain);
  checkEvents(text, complain);
}

function checkInnermost(levels: readonly LevelText[], complain: Complain): void {
  const innermost = levels.length - 1;
  const { name, hypervisor } = levels[innermost]!;
  if (hypervisor === undefined || innermost === 0) return;
  complain(
    ['levels', innermost, 'hypervisor'],
    'hypervisor-without-guest',
    `${name} is the innermost level: its hypervisor runs nobody`,
    { hint: 'add a level above it, or take the key out', atKey: true },
  );
}

function checkUndriven(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  const driven = new Set(drivenQueues(levels).map(({ device }) => device));
  for (const [id, { at, top }] of topology) {
    const guest = levels[top];
    if (guest === undefined || driven.has(id)) continue;
    complain([...at, 'id'], 'undriven-device', `nobody drives \`${id}\``, {
      hint: `${guest.name} sees it: give it a driver there, or a back end`,
    });
  }
}

/** The assignments of a device, the lowest first. */
interface Assigned {
  readonly level: number;
  readonly at: Path;
  readonly assignment: LevelText['assign'][number];
}

function assignmentsOf(levels: readonly LevelText[], { device, owner, top }: Placed): Assigned[] {
  return levels.slice(owner + 1, top).flatMap(({ assign }, i) => {
    const j = assign.findIndex(each => each.device === device.id);
    const level = owner + 1 + i;
    return j < 0 ? [] : [{ level, at: ['levels', level, 'assign', j], assignment: assign[j]! }];
  });
}

function checkHidden(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  for (const placed of topology.values()) {
    const { id, doorbells } = placed.device;
    const hidden = new Map<DoorbellKind, Path>();
    for (const { at, level, assignment } of assignmentsOf(levels, placed))
      for (const [i, doorbell] of assignment.hide.entries()) {
        const here = [...at, 'hide', i];
        const below = hidden.get(doorbell);
        if (below !== undefined)
          complain(
            here,
            'nothing-to-hide',
            `${levels[level]!.name} does not see the ${doorbell} of \`${id}\``,
            {
              related: [{ at: below, message: 'it is hidden here already' }],
            },
          );
        else if (!doorbells.includes(doorbell))
          complain(here, 'nothing-to-hide', `\`${id}\` has no ${doorbell} doorbell to hide`, {
            related: [{ at: [...placed.at, 'doorbells'], message: `it has ${doorbells.join(', ')}` }],
          });
        else hidden.set(doorbell, here);
      }
  }
}

/** Not every driver that lists its doorbells wants to lose them all to the hypervisors below. */
function checkSilent(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  for (const { at, guest } of guestsOf(levels))
    for (const [j, { device, doorbells }] of guest.drivers.entries()) {
      const placed = topology.get(device)!;
      const known = doorbells ?? placed.device.doorbells;
      const hidden = assignmentsOf(levels, placed).flatMap(({ level, at: of, assignment: { hide } }) =>
        hide.map((doorbell, i) => ({ doorbell, at: [...of, 'hide', i], name: levels[level]!.name })),
      );
      const related = known.flatMap((doorbell): Mention[] => {
        const by = hidden.find(each => each.doorbell === doorbell);
        return by === undefined ? [] : [{ at: by.at, message: `${by.name} hides its ${doorbell}` }];
      });
      if (known.length === 0 || related.length < known.length) continue;
      const left = placed.device.doorbells.filter(kind => !hidden.some(each => each.doorbell === kind));
      complain(
        doorbells === undefined ? [...at, 'drivers', j, 'device'] : [...at, 'drivers', j, 'doorbells'],
        'silent-driver',
        `every doorbell that ${guest.name} could ring for \`${device}\` is hidden from it`,
        { hint: left.length === 0 ? null : `${left.join(' and ')} can be seen`, related },
      );
    }
}

/** A guest whose memory is where its hypervisor's is leaves no room there for a second one. */
function checkIdentity(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  for (const [level, { name }] of levels.entries()) {
    const guests = new Map<string, Path>();
    for (const { at, guest } of guestsOf(levels).filter(each => each.level > level)) {
      for (const [j, { device }] of guest.drivers.entries()) {
        const own = assignmentsOf(levels, topology.get(device)!).find(each => each.level === level);
        if (own?.assignment.iommu !== 'identity' || guests.has(guest.name)) continue;
        const [first] = guests;
        if (first !== undefined)
          complain(
            [...at, 'drivers', j, 'device'],
            'shared-identity',
            `${guest.name} and ${first[0]} cannot both have their memory where ${name} has its own`,
            {
              hint: 'iommu: emulated serves any number of guests',
              related: [
                { at: first[1], message: `${first[0]} has a device by identity, too` },
                { at: [...own.at, 'iommu'], message: 'assigned by identity' },
              ],
            },
          );
        guests.set(guest.name, [...at, 'drivers', j, 'device']);
      }
    }
  }
}

function checkEvents({ levels, events }: ScenarioText, complain: Complain): void {
  const driven = drivenQueues(levels).map(({ device, queue }) => `${device}.${queue}`);
  const masked = new Set<string>();
  const inTime = [...events.entries()].sort(([, a], [, b]) => a.at - b.at);
  for (const [i, { mask, unmask, swap }] of inTime) {
    const at = ['events', i];
    const of = mask ?? unmask;
    const queue = of && `${of.device}.${of.queue}`;
    if (queue !== undefined && !driven.includes(queue))
      complain([...at, mask ? 'mask' : 'unmask'], 'idle-event', `nobody drives ${queue}`, {});
    else if (mask && queue && masked.has(queue))
      complain([...at, 'mask'], 'idle-event', `the interrupt of ${queue} is masked already`);
    else if (unmask && queue && !masked.has(queue))
      complain([...at, 'unmask'], 'idle-event', `the interrupt of ${queue} is not masked`);
    if (queue !== undefined && mask) masked.add(queue);
    if (queue !== undefined && unmask) masked.delete(queue);
    if (swap && swap.device === swap.with)
      complain([...at, 'swap', 'with'], 'idle-event', `\`${swap.device}\` is swapped with itself`);
  }
}
