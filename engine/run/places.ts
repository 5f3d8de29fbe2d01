/** Where the queues of a scenario are: which driver has which, and their memory in the host's. */
import { descend } from '../memory/dma.ts';
import { Ram } from '../memory/ram.ts';
import { MsixTable } from '../pci/msix.ts';
import type { DeviceSpec, DriverSpec, Scenario } from '../scenario/scenario.ts';
import { queueMemory } from '../virtio/ring.ts';
import { BackEnd } from './back-end.ts';
import { Queue, type QueuePlace } from './queue.ts';
import { type Stack, spansBelow } from './stack.ts';

/** Every driver's queue, level by level, in the order of the scenario. */
export function queuePlaces(scenario: Scenario): QueuePlace[] {
  const devices = new Map(
    scenario.levels.flatMap((level, owner) => level.devices.map(device => [device.id, { device, owner }])),
  );
  return scenario.levels.flatMap((level, guest) =>
    level.drivers.map(driver => {
      const { device, owner } = devices.get(driver.device)!;
      const index = device.queues.findIndex(({ name }) => name === driver.workload.queue);
      return { guest, innermost: innermostOf(scenario, guest, driver), owner, device, driver, index };
    }),
  );
}

/** The guest whose processor a driver runs on: its own, or that of the guest whose back end it is. */
function innermostOf(scenario: Scenario, guest: number, { workload: { arrivals } }: DriverSpec): number {
  if (arrivals.kind !== 'handed-on') return guest;
  for (const [level, { drivers }] of scenario.levels.entries()) {
    const driver = drivers.find(({ device }) => device === arrivals.front);
    if (driver !== undefined) return innermostOf(scenario, level, driver);
  }
  return guest;
}

/** The back ends of a run, by the queue that each is behind. */
export function backEnds(queues: readonly Queue[]): (BackEnd | null)[] {
  return queues.map(({ place }, frontIndex) => {
    const backIndex = queues.findIndex(
      ({ place: { driver } }) =>
        driver.workload.arrivals.kind === 'handed-on' && driver.workload.arrivals.front === place.device.id,
    );
    return backIndex < 0 ? null : new BackEnd(queues, frontIndex, backIndex);
  });
}

const queueBytes = (device: DeviceSpec, index: number): number =>
  queueMemory(device, device.queues[index]!.size).bytes;

/** By level: what its drivers' queues need. */
export function driverBytes(scenario: Scenario, places: readonly QueuePlace[]): number[] {
  return scenario.levels.map((_, level) =>
    places
      .filter(({ guest }) => guest === level)
      .reduce((sum, { device, index }) => sum + queueBytes(device, index), 0),
  );
}

/** Lays every queue into its guest's memory, one behind the other, in fresh host memory. */
export function placeQueues(stack: Stack, places: readonly QueuePlace[]): Queue[] {
  const ram = new Ram(stack.memory[0]!.size);
  const used = stack.memory.map(() => 0);
  const tables = new Map<string, MsixTable>();
  return places.map(place => {
    const { guest, device, index } = place;
    const address = stack.memory[guest]!.start + used[guest]!;
    used[guest] = used[guest]! + queueBytes(device, index);
    // All queues of a function share its MSI-X table.
    const pciFunction = `${guest}/${device.id}`;
    const msix = tables.get(pciFunction) ?? new MsixTable(device.queues.length + 1);
    tables.set(pciFunction, msix);
    return new Queue(ram, place, msix, address, descend(spansBelow(stack, guest), address));
  });
}
