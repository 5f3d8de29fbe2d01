/**
 * Puts the routing side of a scenario together: levels, every device in every guest that can see it, and the way
 * each driver's addresses take. It holds no buffers; an edit replaces it whole while the rings live on.
 */
import { doorbells } from '../doorbell/doorbell.ts';
import { freeTokens } from '../doorbell/token.ts';
import type { DeviceAt, Machine } from '../machine/machine.ts';
import type { Span } from '../memory/dma.ts';
import type { ConfigSpace } from '../pci/config-space.ts';
import { assignedFunction, type Discovered, discover, virtioFunction } from '../pci/virtio-function.ts';
import type { AssignmentSpec, DeviceSpec, Scenario } from '../scenario/scenario.ts';
import { buildLevels, layOutMemory, type MemoryLayout } from './levels.ts';

export interface Stack {
  readonly machine: Machine;
  readonly memory: readonly MemoryLayout[];
  readonly devices: ReadonlyMap<string, PlacedDevice>;
}

export interface PlacedDevice {
  readonly spec: DeviceSpec;
  /** Level of the hypervisor that emulates it. */
  readonly level: number;
  /** By level of each guest that sees it, the lowest first. */
  readonly seen: ReadonlyMap<number, Seen>;
}

/** A device as one guest has it: its config space, what it discovers there, and what is behind it. */
export interface Seen {
  readonly config: ConfigSpace;
  readonly found: Discovered;
  readonly leadsTo: DeviceAt;
}

/** What has happened to the machine since it began: what is not in the scenario's levels. */
export interface Changes {
  /** How often the guest at a level has moved a device's BARs, by `placeOf`. */
  readonly moved: ReadonlyMap<string, number>;
  /** Whose function a hypervisor has put behind a device that it assigns, by `placeOf`. */
  readonly behind: ReadonlyMap<string, string>;
}

const UNCHANGED: Changes = { moved: new Map(), behind: new Map() };

export const placeOf = (level: number, device: string): string => `${level} ${device}`;

/** A device as each guest that sees it has it in config space, by level. */
type Shown = Map<number, ConfigSpace>;

/** `driverBytes`: memory that the drivers of each level need for rings and buffers. */
export function buildStack(scenario: Scenario, driverBytes: readonly number[], changes = UNCHANGED): Stack {
  const memory = layOutMemory(scenario, driverBytes);
  const machine = buildLevels(scenario, memory);
  const firmware = machine.levels.map(level => new Firmware(level.index, changes));
  // Nobody is there to see those of the innermost level.
  const placed = scenario.levels
    .slice(0, -1)
    .flatMap(({ devices }, level) =>
      devices.map(spec => ({ spec, level, shown: showDevice(scenario, machine, firmware, level, spec) })),
    );
  const shown = new Map(placed.map(device => [device.spec.id, device.shown]));
  for (const { spec } of placed) handOver(machine, spec.id, shown, changes);
  const devices = placed.map(({ spec, level }) => ({ spec, level, seen: seenBy(spec.id, shown, changes) }));
  return { machine, memory, devices: new Map(devices.map(device => [device.spec.id, device])) };
}

function seenBy(device: string, shown: ReadonlyMap<string, Shown>, changes: Changes): Map<number, Seen> {
  return new Map(
    [...shown.get(device)!].map(([guest, config]) => [
      guest,
      { config, found: discover(config), leadsTo: endOf(guest, device, shown, changes) },
    ]),
  );
}

/** Down through what each hypervisor assigns, to the one that has the device itself. */
function endOf(guest: number, device: string, shown: ReadonlyMap<string, Shown>, changes: Changes): DeviceAt {
  const source = sourceOf(guest - 1, device, changes);
  if (!shown.get(source)!.has(guest - 1)) return { level: guest - 1, device: source };
  return endOf(guest - 1, source, shown, changes);
}

/** Its hypervisor offers it to the guest above, and every assigning hypervisor shows it to the next. */
function showDevice(
  scenario: Scenario,
  machine: Machine,
  firmware: readonly Firmware[],
  level: number,
  spec: DeviceSpec,
): Shown {
  const token = spec.doorbells.includes('hypercall')
    ? freeTokens(machine.levels[level]!, spec.queues.length)
    : null;
  let config = virtioFunction(spec, token);
  firmware[level + 1]!.place(spec.id, config);
  const offer = {
    machine,
    level,
    device: spec.id,
    queues: spec.queues.length,
    config,
    token,
    physical: spec.physical,
  };
  for (const kind of spec.doorbells) doorbells[kind].offer(offer);
  const shown = new Map([[level + 1, config]]);
  for (let guest = level + 2; guest < scenario.levels.length; guest++) {
    const assignment = assignmentOf(scenario, guest - 1, spec.id);
    if (assignment === undefined) break;
    config = assignedFunction(config, assignment.hide);
    firmware[guest]!.place(spec.id, config);
    shown.set(guest, config);
  }
  return shown;
}

/** Every assigning hypervisor makes the doorbells that it shows lead to those that it sees. */
function handOver(
  machine: Machine,
  device: string,
  devices: ReadonlyMap<string, Shown>,
  changes: Changes,
): void {
  for (const [guest, shown] of devices.get(device)!) {
    const source = sourceOf(guest - 1, device, changes);
    const seen = devices.get(source)!.get(guest - 1);
    // The first guest has the device from the hypervisor that emulates it.
    if (seen === undefined) continue;
    for (const mechanism of Object.values(doorbells)) mechanism.handOver({ machine, guest, seen, shown });
  }
}

/** What the hypervisor at `level` has put behind the device that its guest knows by that id. */
const sourceOf = (level: number, device: string, { behind }: Changes): string =>
  behind.get(placeOf(level, device)) ?? device;

export function assignmentOf(scenario: Scenario, level: number, device: string): AssignmentSpec | undefined {
  return scenario.levels[level]!.assign.find(assignment => assignment.device === device);
}

/** A guest's firmware, and what the guest does with its BARs later. */
class Firmware {
  readonly #level: number;
  readonly #changes: Changes;
  readonly #first: BarAllocator;
  readonly #later: BarAllocator;

  /**
   * Guests differ in what else they have, so the same device stands at another address in each. There is room for 64
   * devices in what firmware gives, and for two places of each in what guests move them to.
   */
  constructor(level: number, changes: Changes) {
    this.#level = level;
    this.#changes = changes;
    this.#first = new BarAllocator(0xc000 + 0x100 * level, 0xfe00_0000 + 0x10_0000 * level);
    this.#later = new BarAllocator(0xd400 + 0x100 * level, 0xff40_0000 + 0x8_0000 * level);
  }

  /** A guest that moves a device again and again moves it to and fro: no other device makes room for it. */
  place(device: string, config: ConfigSpace): void {
    this.#first.room(config)();
    const moved = [this.#later.room(config), this.#later.room(config)];
    const times = this.#changes.moved.get(placeOf(this.#level, device)) ?? 0;
    if (times > 0) moved[times % 2]!();
  }
}

/** Sizes every BAR and finds room for it in a guest's own spaces. */
class BarAllocator {
  #port: number;
  #address: number;

  constructor(port: number, address: number) {
    this.#port = port;
    this.#address = address;
  }

  /** Takes room for all BARs of a function. Call what is returned to put them there. */
  room(config: ConfigSpace): () => void {
    const places = config.bars.flatMap((bar, index): [number, number][] => {
      const size = config.sizeBar(index);
      if (bar === null || size === 0) return [];
      return [[index, bar.kind === 'io' ? this.#takePort(size) : this.#takeAddress(size)]];
    });
    return () => {
      for (const [index, at] of places) config.placeBar(index, at);
    };
  }

  #takePort(size: number): number {
    this.#port += size;
    return this.#port - size;
  }

  #takeAddress(size: number): number {
    this.#address += size;
    return this.#address - size;
  }
}

/** From guest-physical addresses of `level` to host-physical ones. */
export function spansBelow(stack: Stack, level: number): Span[] {
  return stack.memory.slice(1, level + 1).reverse();
}
