/** The levels of a scenario as bare worlds: memory inside memory, features handed down, no device yet. */
import { architectures } from '../machine/architectures.ts';
import type { Level, Machine, Target } from '../machine/machine.ts';
import { AddressSpace } from '../memory/address-space.ts';
import { roundUpToPage } from '../memory/page.ts';
import type { LevelSpec, Scenario } from '../scenario/scenario.ts';

const MIB = 1 << 20;

/** Where one level's memory is. All in bytes, page aligned. */
export interface MemoryLayout {
  /** First guest-physical address of the level's memory, in its own address space. */
  readonly start: number;
  readonly size: number;
  /** Where that memory starts in the address space of the level below. */
  readonly base: number;
}

/** How much room there is at every level, in bytes, page aligned: for its drivers, and for pages of its own. */
export interface Rooms {
  readonly drivers: readonly number[];
  readonly own: number;
}

/** `driverBytes`: memory that the drivers of each level need for rings and buffers. */
export function roomsFor(driverBytes: readonly number[]): Rooms {
  const drivers = driverBytes.map(roundUpToPage);
  // As large as all drivers' memory together, so that an address meant for a guest's driver that is looked up
  // one level down hits its hypervisor's own pages.
  return { drivers, own: Math.max(MIB, sum(drivers)) };
}

/**
 * Lays a level's memory into the one below: first the room for its drivers, then pages of its own, then its guest's
 * memory, up to the end of all. A guest that is assigned a device by identity mapping starts at the address that its
 * memory has below; every other starts at 0.
 */
export function layOutMemory(scenario: Scenario, { drivers, own }: Rooms): MemoryLayout[] {
  const layouts: MemoryLayout[] = [];
  let base = 0;
  for (const level of scenario.levels.keys()) {
    const identity = scenario.levels[level - 1]?.assign.some(assignment => assignment.iommu === 'identity');
    const start = identity === true ? base : 0;
    const above = drivers.slice(level);
    layouts.push({ start, size: sum(above) + own * above.length, base });
    base = start + drivers[level]! + own;
  }
  return layouts;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

export function buildLevels(scenario: Scenario, layouts: readonly MemoryLayout[]): Machine {
  let features: ReadonlySet<string> = new Set(scenario.features);
  const levels: Level[] = [];
  for (const [index, spec] of scenario.levels.entries()) {
    levels.push(bareLevel(index, spec, features, layouts[index]!));
    features = new Set(spec.hypervisor?.offers.filter(feature => features.has(feature)));
  }
  return { architecture: architectures[scenario.arch], costs: scenario.costs, levels };
}

function bareLevel(
  index: number,
  spec: LevelSpec,
  features: ReadonlySet<string>,
  layout: MemoryLayout,
): Level {
  const memory = new AddressSpace<Target>();
  memory.add({ kind: 'ram', ...layout });
  return {
    index,
    name: spec.name,
    hypervisor: spec.hypervisor,
    features,
    paravirtualEoi: spec.eoi === 'paravirtual',
    memory,
    ports: new AddressSpace<Target>(),
    tokens: new Map(),
    cookies: new Set(),
    tables: new Map(),
  };
}
