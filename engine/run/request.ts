/**
 * A whole request as a driver makes it: kick, completion, interrupt and the end of it, and the halt between them
 * where the guest halts. Taken from a run of the scenario in which nothing else happens, so that it is what a trace
 * of the same machine would hold; which exits there are depends on when the back end is done.
 */
import { exitsByLevel, inOrder, type Route } from '../route/route.ts';
import type { DeviceSpec, DriverSpec, GuestSpec, LevelSpec, Scenario } from '../scenario/scenario.ts';
import { Run } from './run.ts';

/** When the device is done: before the guest goes on after its kick, or long after. */
export type When = 'at-once' | 'later';

export interface WholeRequest {
  readonly guest: string;
  readonly device: string;
  readonly queue: string;
  readonly completes: When;
  readonly exits: number;
  readonly cycles: number;
  readonly byLevel: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly order: readonly string[];
}

const SERVICE_NS: Readonly<Record<When, number>> = { 'at-once': 1, later: 10_000_000 };
/** Tables are filled and rings are in their stride after some requests; a lost kick ends in no events at all. */
const REQUESTS = 8;
const MOST_EVENTS = 2_000;

interface Done {
  readonly routes: readonly Route[];
  readonly beganNs: number;
  readonly order: readonly string[];
}

/** Every driver's request, at once and later; none of a driver whose requests never come back. */
export function wholeRequests(scenario: Scenario): WholeRequest[] {
  const guests = scenario.levels.flatMap(level => [level, ...level.beside]);
  return guests.flatMap(guest =>
    guest.drivers
      .filter(({ workload }) => workload.arrivals.kind !== 'handed-on')
      .flatMap(driver => [
        ...oneRequest(scenario, guest, driver, 'at-once'),
        ...oneRequest(scenario, guest, driver, 'later'),
      ]),
  );
}

function oneRequest(
  scenario: Scenario,
  { name }: GuestSpec,
  driver: DriverSpec,
  completes: When,
): WholeRequest[] {
  const done = logged(alone(scenario, driver, completes), driver);
  const kicks = [...done.entries()].filter(([, { routes }]) => isKickOf(routes.at(-1)!, driver));
  if (kicks.length < REQUESTS) return [];
  const [from, to] = kicks.slice(-2).map(([at]) => at);
  const parts = done.slice(from, to);
  const routes = parts.flatMap(part => part.routes);
  const order = parts.flatMap(part => part.order);
  const byLevel = exitsByLevel({ hops: routes.flatMap(({ hops }) => hops) });
  const cycles = routes.reduce((sum, route) => sum + route.cycles, 0);
  const { device, workload } = driver;
  return [
    { guest: name, device, queue: workload.queue, completes, exits: order.length, cycles, byLevel, order },
  ];
}

function isKickOf({ cause }: Route, { device }: DriverSpec): boolean {
  return cause.kind === 'kick' && cause.device === device;
}

/** What was executed, in the order in which it was over; a back end's work stands in the middle of its guest's. */
function logged(scenario: Scenario, driver: DriverSpec): Done[] {
  const done: Done[] = [];
  const walked: Route[] = [];
  let kicks = 0;
  const run = new Run(scenario, {
    route: (_, route) => walked.push(route),
    executed: (clock, afterNs, id) => {
      const beganNs = clock[0]! + afterNs;
      const inner = done.splice(done.findLastIndex(each => each.beganNs < beganNs) + 1);
      done.push(around(inner, walked[id]!, beganNs));
      if (isKickOf(walked[id]!, driver)) kicks++;
    },
  });
  for (let events = 0; events < MOST_EVENTS && kicks <= REQUESTS; events++)
    run.advance(Number.MAX_SAFE_INTEGER, 1);
  return done;
}

/** What began later and was over before is a part of it, at its turn. */
function around(inner: readonly Done[], route: Route, beganNs: number): Done {
  const own = inOrder(route);
  const turn = route.turn ?? own.length;
  const order = [...own.slice(0, turn), ...inner.flatMap(each => each.order), ...own.slice(turn)];
  return { beganNs, order, routes: [...inner.flatMap(({ routes }) => routes), route] };
}

/** The scenario with one request of one driver under way, and nothing besides. */
function alone(scenario: Scenario, only: DriverSpec, when: When): Scenario {
  const arrivals = { kind: 'outstanding', count: 1 } as const;
  const driver = { ...only, workload: { ...only.workload, arrivals, batch: 1 } };
  const drivers = (of: GuestSpec) =>
    of.drivers.flatMap(each =>
      each === only ? [driver] : each.workload.arrivals.kind === 'handed-on' ? [each] : [],
    );
  const device = (spec: DeviceSpec): DeviceSpec =>
    spec.service === null ? spec : { ...spec, service: { kind: 'fixed', meanNs: SERVICE_NS[when] } };
  const level = (spec: LevelSpec): LevelSpec => ({
    ...spec,
    devices: spec.devices.map(device),
    drivers: drivers(spec),
    // Each of them would be in a stack of its own.
    beside: spec.beside
      .map(guest => ({ ...guest, drivers: drivers(guest) }))
      .filter(guest => guest.drivers.length > 0),
  });
  return { ...scenario, cores: null, levels: scenario.levels.map(level), events: [] };
}
