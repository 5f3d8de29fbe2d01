/** Where the queues of a scenario are: which driver has which, and their memory in the host's. */
import { descend } from '../memory/dma.ts';
import { Ram } from '../memory/ram.ts';
import { MsixTable } from '../pci/msix.ts';
import type { DeviceSpec, DriverSpec, GuestSpec, Scenario } from '../scenario/scenario.ts';
import { Random } from '../sim/random.ts';
import { queueMemory } from '../virtio/ring.ts';
import { BackEnd } from './back-end.ts';
import { Queue, type QueuePlace } from './queue.ts';
import { buildStack, type Changes, type Stack, spansBelow } from './stack.ts';

/** A guest of the scenario, and the stack that it is in. */
interface Placed {
  readonly spec: GuestSpec;
  readonly level: number;
  readonly branch: number;
}

/**
 * The stacks of a scenario: guests beside each other have the levels below in common, and each is the innermost
 * of a stack of its own. The first is that of the levels themselves.
 */
export function branches(scenario: Scenario): Scenario[] {
  const { levels } = scenario;
  const leaf = { hypervisor: null, devices: [], assign: [], beside: [] };
  return guestsOf(scenario)
    .filter(({ branch, level }) => branch > 0 || level === levels.length - 1)
    .map(({ spec, level, branch }) =>
      branch === 0 ? scenario : { ...scenario, levels: [...levels.slice(0, level), { ...spec, ...leaf }] },
    );
}

function guestsOf({ levels }: Scenario): Placed[] {
  const own = levels.map((spec, level) => ({ spec, level, branch: 0 }));
  const beside = levels.flatMap((each, level) => each.beside.map(spec => ({ spec, level })));
  return [...own, ...beside.map((guest, i) => ({ ...guest, branch: i + 1 }))];
}

/** Every driver's queue: level by level, then those of the guests beside them, in the order of the scenario. */
export function queuePlaces(scenario: Scenario): QueuePlace[] {
  const devices = new Map(
    scenario.levels.flatMap((level, owner) => level.devices.map(device => [device.id, { device, owner }])),
  );
  return guestsOf(scenario).flatMap(({ spec, level, branch }) =>
    spec.drivers.map(driver => {
      const { device, owner } = devices.get(driver.device)!;
      const index = device.queues.findIndex(({ name }) => name === driver.workload.queue);
      const runsOn = processorOf(scenario, { spec, level, branch }, driver);
      return { guest: level, spec, owner, device, driver, index, ...runsOn };
    }),
  );
}

/** `GUEST.DEVICE.QUEUE` of the driver's guest: a queue's name in session logs. */
export const queueName = ({ spec, device, driver }: QueuePlace): string =>
  `${spec.name}.${device.id}.${driver.workload.queue}`;

type Processor = Pick<QueuePlace, 'branch' | 'innermost' | 'vcpu'>;

/** A driver runs on a processor of its own guest, a back end on that of the guest whose back end it is. */
function processorOf(
  scenario: Scenario,
  { level, branch }: Placed,
  { workload, vcpu }: DriverSpec,
): Processor {
  const { arrivals } = workload;
  if (arrivals.kind === 'handed-on')
    for (const guest of guestsOf(scenario)) {
      const driver = guest.spec.drivers.find(({ device }) => device === arrivals.front);
      if (driver !== undefined) return processorOf(scenario, guest, driver);
    }
  return { branch, innermost: level, vcpu };
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

/** The stack of one branch, with room for its drivers' queues. */
export function stackOf(branch: Scenario, places: readonly QueuePlace[], changes: Changes): Stack {
  const needed = branch.levels.map((_, level) =>
    places
      .filter(({ guest }) => guest === level)
      .reduce((sum, { device, index }) => sum + queueBytes(device, index), 0),
  );
  return buildStack(branch, needed, changes);
}

/** Lays every queue of one branch into its guest's memory, one behind the other, in fresh host memory. */
export function placeQueues(stack: Stack, places: readonly QueuePlace[], seed: number): Queue[] {
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
    const random = Random.named(seed, queueName(place));
    return new Queue(ram, place, msix, random, address, descend(spansBelow(stack, guest), address));
  });
}
