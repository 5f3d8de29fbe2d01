/** Where the queues of a scenario are: which driver has which, in which of the stacks, on which processor. */
import type { DriverSpec, GuestSpec, Scenario } from '../scenario/scenario.ts';
import type { QueuePlace } from './queue-place.ts';

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
