/**
 * Puts the routing side of a scenario together: levels, every device in every guest that can see it, and the way
 * each driver's addresses take. It holds no buffers; an edit replaces it whole while the rings live on.
 */
import { doorbells } from '../doorbell/doorbell.ts';
import { freeTokens } from '../doorbell/token.ts';
import type { Machine } from '../machine/machine.ts';
import { DmaPath, type Span } from '../memory/dma.ts';
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
  /** What each guest that sees it finds in config space, by level. */
  readonly found: ReadonlyMap<number, Discovered>;
}

/** `driverBytes`: memory that the drivers of each level need for rings and buffers. */
export function buildStack(scenario: Scenario, driverBytes: readonly number[]): Stack {
  const memory = layOutMemory(scenario, driverBytes);
  const machine = buildLevels(scenario, memory);
  const firmware = machine.levels.map(level => new BarAllocator(level.index));
  const devices = new Map<string, PlacedDevice>();
  for (const [level, spec] of scenario.levels.entries())
    for (const device of spec.devices)
      devices.set(device.id, placeDevice(scenario, machine, firmware, level, device));
  return { machine, memory, devices };
}

function placeDevice(
  scenario: Scenario,
  machine: Machine,
  firmware: readonly BarAllocator[],
  level: number,
  spec: DeviceSpec,
): PlacedDevice {
  const token = spec.doorbells.includes('hypercall')
    ? freeTokens(machine.levels[level]!, spec.queues.length)
    : null;
  let config = virtioFunction(spec, token);
  firmware[level + 1]!.place(config);
  const offer = { machine, level, device: spec.id, queues: spec.queues.length, config, token };
  for (const kind of spec.doorbells) doorbells[kind].offer(offer);
  const found = new Map([[level + 1, discover(config)]]);
  for (let guest = level + 2; guest < scenario.levels.length; guest++) {
    const assignment = assignmentOf(scenario, guest - 1, spec.id);
    if (assignment === undefined) break;
    const shown = assignedFunction(config, assignment.hide);
    firmware[guest]!.place(shown);
    for (const mechanism of Object.values(doorbells))
      mechanism.handOver({ machine, guest, seen: config, shown });
    found.set(guest, discover(shown));
    config = shown;
  }
  return { spec, level, found };
}

function assignmentOf(scenario: Scenario, level: number, device: string): AssignmentSpec | undefined {
  return scenario.levels[level]!.assign.find(assignment => assignment.device === device);
}

/** A guest's firmware: sizes every BAR and puts it where there is room in that guest's own spaces. */
class BarAllocator {
  #port: number;
  #address: number;

  /** Guests differ in what else they have, so the same device stands at another address in each. */
  constructor(level: number) {
    this.#port = 0xc000 + 0x100 * level;
    this.#address = 0xfe00_0000 + 0x10_0000 * level;
  }

  place(config: ConfigSpace): void {
    for (const [index, bar] of config.bars.entries()) {
      const size = config.sizeBar(index);
      if (bar === null || size === 0) continue;
      config.placeBar(index, bar.kind === 'io' ? this.#port : this.#address);
      if (bar.kind === 'io') this.#port += size;
      else this.#address += size;
    }
  }
}

/** How `device` gets from what the driver at `guest` writes into a descriptor to host memory. */
export function dmaPath(scenario: Scenario, stack: Stack, device: PlacedDevice, guest: number): DmaPath {
  const stages: Span[] = [];
  let translates = false;
  for (let level = guest; level > device.level + 1; level--) {
    // An address that nobody translates is taken for one of the level below.
    if (assignmentOf(scenario, level - 1, device.spec.id)?.iommu !== 'emulated') continue;
    stages.push(stack.memory[level]!);
    translates = true;
  }
  return new DmaPath([...stages, ...spansBelow(stack, device.level + 1)], translates);
}

/** From guest-physical addresses of `level` to host-physical ones. */
export function spansBelow(stack: Stack, level: number): Span[] {
  return stack.memory.slice(1, level + 1).reverse();
}
