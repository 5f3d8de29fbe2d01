/** How a device gets from what a driver writes into a descriptor to host memory, level by level. */
import { DmaPath, descend, FAULT, type Span } from '../memory/dma.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assignmentOf, type PlacedDevice, type Stack, spansBelow } from './stack.ts';

/** Whether the device reads the driver's memory by an address, other memory, or none. */
export type End = 'right' | 'wrong' | 'fault';

export interface DmaMap {
  /** What the address is at each level below the driver's, down to 0; null from where no memory holds it. */
  readonly stages: readonly { readonly level: number; readonly address: number | null }[];
  readonly ends: End;
}

/** `device`'s path for the driver at `guest`. */
export function dmaPath(scenario: Scenario, stack: Stack, device: PlacedDevice, guest: number): DmaPath {
  const stages = stagesOf(scenario, stack, device, guest);
  const assigned = stages.slice(0, guest - device.level - 1);
  // The physical IOMMU holds what all tables together say.
  const translates = device.spec.physical || assigned.some(stage => stage !== null);
  return new DmaPath(stages.filter(isSpan), translates);
}

/** Takes one of the driver's addresses down, without any IOTLB. */
export function mapAddress(
  scenario: Scenario,
  stack: Stack,
  device: PlacedDevice,
  guest: number,
  address: number,
): DmaMap {
  let at = address;
  const stages = stagesOf(scenario, stack, device, guest).map((stage, i) => {
    if (at !== FAULT && stage !== null) at = descend([stage], at);
    return { level: guest - 1 - i, address: at === FAULT ? null : at };
  });
  if (at === FAULT) return { stages, ends: 'fault' };
  return { stages, ends: at === descend(spansBelow(stack, guest), address) ? 'right' : 'wrong' };
}

/** What translates an address of `guest`, then of every level below it; null where nobody does. */
function stagesOf(scenario: Scenario, stack: Stack, device: PlacedDevice, guest: number): (Span | null)[] {
  const stages: (Span | null)[] = [];
  for (let level = guest; level > device.level + 1; level--) {
    const iommu = assignmentOf(scenario, level - 1, device.spec.id)?.iommu;
    // An address that nobody translates is taken for one of the level below.
    stages.push(iommu === 'emulated' ? stack.memory[level]! : null);
  }
  return [...stages, ...spansBelow(stack, device.level + 1)];
}

const isSpan = (stage: Span | null): stage is Span => stage !== null;
