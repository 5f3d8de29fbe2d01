/** Whether what a scenario says of its levels, devices, assignments and drivers fits together. */
import { checkBackEnds } from './cascade.ts';
import type { Complain } from './complain.ts';
import { checkDevices } from './devices.ts';
import { checkDrivers } from './drivers.ts';
import type { LevelText, ScenarioText } from './schema.ts';
import { checkVisible, guestsOf, type Topology } from './topology.ts';

export function checkConsistency(
  { cpu, levels }: ScenarioText,
  topology: Topology,
  complain: Complain,
): void {
  checkNames(levels, complain);
  checkDevices(cpu.arch, levels, topology, complain);
  checkAssignments(levels, topology, complain);
  checkDrivers(cpu.arch, levels, topology, complain);
  checkBackEnds(levels, topology, complain);
}

function checkNames(levels: readonly LevelText[], complain: Complain): void {
  const guests = guestsOf(levels);
  for (const [i, { at, guest }] of guests.entries()) {
    const first = guests.findIndex(other => other.guest.name === guest.name);
    if (first === i) continue;
    const other = guests[first]!;
    complain([...at, 'name'], 'duplicate-name', `L${other.level} is called \`${guest.name}\` already`, {
      related: [{ at: [...other.at, 'name'], message: 'it has the name from here' }],
    });
  }
  for (const [i, { name }] of levels[0]!.beside.entries())
    complain(
      ['levels', 0, 'beside', i, 'name'],
      'beside-the-host',
      `\`${name}\` stands beside the host, which is nobody's guest`,
      { hint: `put it beside ${levels[1]?.name ?? 'a guest'}` },
    );
}

function checkAssignments(levels: readonly LevelText[], topology: Topology, complain: Complain): void {
  for (const [i, level] of levels.entries()) {
    const { name, assign } = level;
    for (const [j, { device: id }] of assign.entries()) {
      const at = ['levels', i, 'assign', j, 'device'];
      const first = assign.findIndex(({ device }) => device === id);
      if (first < j)
        complain(at, 'assigned-twice', `${name} assigns \`${id}\` twice`, {
          related: [{ at: ['levels', i, 'assign', first, 'device'], message: 'the first time' }],
        });
      else if (i === levels.length - 1)
        complain(at, 'assigned-to-nobody', `${name} has no guest to assign \`${id}\` to`, {
          hint: `${name} is the innermost level; it can drive the device itself`,
        });
      else checkVisible(levels, topology, i, id, at, complain);
    }
  }
}
