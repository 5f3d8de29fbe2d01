/**
 * Every number of a run that somebody may look at, as one vector: in the memory that the threads share, and in the looks
 * of a session log, where older versions had other fields.
 */
import { DOORBELLS } from '../machine/architecture.ts';
import { queuePlaces } from '../run/places.ts';
import { COUNTERS, IN_USE } from '../run/queue.ts';
import type { QueuePlace } from '../run/queue-place.ts';
import type { Run, Since } from '../run/run.ts';
import type { DoorbellKind, Scenario } from '../scenario/scenario.ts';
import type { LookReader } from '../session/look.ts';
import type { Layout } from '../session/payload.ts';
import type { Latency } from './live.ts';

/** One double each, in this order, for the whole run and then for every queue. */
const RUN_FIELDS = [
  'simulatedNs',
  'wallNs',
  'speed',
  'paused',
  'dmaFaults',
  'iotlbHits',
  'iotlbMisses',
  'recorded',
  'unixMs',
  'events',
  'kicks',
  'executed',
  'happened',
] as const;
const QUEUE_FIELDS = [
  'doorbell',
  'doorbells',
  'occupancy',
  'inUse',
  'lastAvailIdx',
  'usedIdx',
  'backlog',
  ...COUNTERS,
  'meanLatencyNs',
  'stolenNs',
  'stall',
] as const;

export type RunNumbers = Record<(typeof RUN_FIELDS)[number], number>;
type QueueField = (typeof QUEUE_FIELDS)[number];
export type QueueNumbers = Record<Exclude<QueueField, 'doorbell' | 'doorbells'>, number> & {
  doorbell: DoorbellKind | null;
  doorbells: DoorbellKind[];
};

export interface Numbers {
  readonly run: RunNumbers;
  readonly queues: readonly QueueNumbers[];
  /** Executions by route number. */
  readonly counts: Float64Array;
}

/** What is of this world and not of the simulated one: no two runs have the same. */
export const WORLD_FIELDS = ['wallNs', 'unixMs', 'speed', 'paused', 'recorded'] as const;

/** What the run itself does not know. */
export type Clock = Pick<RunNumbers, (typeof WORLD_FIELDS)[number] | 'executed'>;

/** Which field stands where. */
export type Fields = Pick<Layout, 'run' | 'queue' | 'doorbells'>;

export const currentFields: Fields = {
  run: [...RUN_FIELDS],
  queue: [...QUEUE_FIELDS],
  doorbells: IN_USE.map(String),
};

/** What the numbers are of. */
export type MachineFacts = Pick<Layout, 'title' | 'arch' | 'hz' | 'levels' | 'queues'>;

/** Places of all but the routes. */
export const placesFor = (queues: number): number => RUN_FIELDS.length + queues * QUEUE_FIELDS.length;

/** What a scenario's numbers are of. `since`: by level, when its exits began to be counted. */
export function machineOf(scenario: Scenario, since: readonly Since[]): MachineFacts {
  const { title, arch, costs, levels } = scenario;
  const places = queuePlaces(scenario);
  return {
    ...{ title, arch, hz: costs.hz },
    levels: levels.map(({ name, hypervisor }, level) => ({
      ...{ name, hypervisor: hypervisor?.name ?? null },
      ...{ sinceNs: since[level]!.ns, sinceRoute: since[level]!.route },
    })),
    queues: places.map(place => ({
      ...{ level: place.guest, guest: place.spec.name, device: place.device.id },
      ...{ queue: place.driver.workload.queue, size: place.device.queues[place.index]!.size },
      processor: { guest: innermostOf(place, places), vcpu: place.vcpu },
    })),
  };
}

/** A back end runs on a processor of the guest whose requests it takes, and that has a driver of its own. */
function innermostOf({ branch, innermost }: QueuePlace, places: readonly QueuePlace[]): string {
  return places.find(each => each.branch === branch && each.guest === innermost)!.spec.name;
}

/** `stalls`: by queue, the number of the reason why it stands still; 0 for none. */
export function writeNumbers(into: Float64Array, run: Run, clock: Clock, stalls: readonly number[]): void {
  let at = 0;
  const numbers = runNumbers(run, clock);
  for (const field of RUN_FIELDS) into[at++] = numbers[field];
  for (const index of run.queues.keys()) {
    const ofQueue = queueNumbers(run, index, stalls[index] ?? 0);
    for (const field of QUEUE_FIELDS) into[at++] = ofQueue[field];
  }
  into.set(run.routes.counts.subarray(0, Math.min(run.routes.length, into.length - at)), at);
}

function runNumbers(run: Run, clock: Clock): RunNumbers {
  const { now: simulatedNs, events, kicks, happened, queues } = run;
  const { hits: iotlbHits, misses: iotlbMisses } = run.iotlb;
  const dmaFaults = queues.reduce((sum, queue) => sum + queue.dmaFaults, 0);
  return { simulatedNs, events, kicks, happened, dmaFaults, iotlbHits, iotlbMisses, ...clock };
}

function queueNumbers(run: Run, index: number, stall: number): Record<QueueField, number> {
  const queue = run.queues[index]!;
  const { doorbell, doorbells } = run.ways[index]!;
  const { occupancy, inUse, lastAvailIdx, usedIdx } = queue.device;
  const { backlog, meanLatencyNs } = queue;
  const counters = Object.fromEntries(COUNTERS.map(counter => [counter, queue[counter]]));
  return {
    ...(counters as Record<(typeof COUNTERS)[number], number>),
    ...{ doorbell: IN_USE.indexOf(doorbell), doorbells: packed(doorbells) },
    ...{ occupancy, inUse, lastAvailIdx, usedIdx, backlog, meanLatencyNs },
    ...{ stolenNs: run.stolenNs(index), stall },
  };
}

const NO_WORLD = { wallNs: 0, unixMs: 0, speed: 0, paused: 0, recorded: 0 };

/** What a look at the run says of it now; of this world nothing, and of why queues stand still. */
export function numbersOf(run: Run, executed: number): Numbers {
  const vector = new Float64Array(placesFor(run.queues.length) + run.routes.length);
  writeNumbers(vector, run, { ...NO_WORLD, executed }, []);
  return readNumbers(vector, currentFields, run.queues.length);
}

const unknown = (fields: readonly string[]) => Object.fromEntries(fields.map(field => [field, Number.NaN]));
const UNKNOWN_RUN = unknown(RUN_FIELDS);
const UNKNOWN_QUEUE = unknown(QUEUE_FIELDS);

/** What is not among the fields is NaN. */
export function readNumbers(
  vector: Float64Array,
  { run, queue, doorbells }: Fields,
  queues: number,
): Numbers {
  let at = 0;
  // A screen that goes back in a log reads hundreds of these at once: each is one object, filled in place.
  const take = (fields: readonly string[], known: Readonly<Record<string, number>>) => {
    const numbers: Record<string, unknown> = { ...known };
    for (const field of fields) numbers[field] = vector[at++]!;
    return numbers;
  };
  const ofRun = take(run, UNKNOWN_RUN) as RunNumbers;
  const kinds = doorbells.map(kindOf);
  const ofQueues = Array.from({ length: queues }, () => {
    const numbers = take(queue, UNKNOWN_QUEUE);
    numbers.doorbell = kinds[numbers.doorbell as number] ?? null;
    numbers.doorbells = unpacked(numbers.doorbells as number, kinds);
    return numbers as QueueNumbers;
  });
  return { run: ofRun, queues: ofQueues, counts: vector.subarray(at) };
}

/** The histograms of a look. */
export function readLatencies({ histograms, used, layout: { doorbells } }: LookReader): Latency[] {
  const kinds = doorbells.map(kindOf);
  return [...histograms].map(([index, counts]) => ({
    queue: Math.floor(index / kinds.length),
    doorbell: kinds[index % kinds.length] ?? null,
    counts: counts.slice(0, used.get(index)),
  }));
}

/** As `currentFields` names them; none where that is none that this version knows. */
const kindOf = (name: string): DoorbellKind | null => DOORBELLS.find(doorbell => doorbell === name) ?? null;

/** Several doorbells in one number: a digit each, the first one the lowest. */
const packed = (doorbells: readonly DoorbellKind[]): number =>
  doorbells.reduceRight((digits, doorbell) => digits * IN_USE.length + IN_USE.indexOf(doorbell), 0);

function unpacked(digits: number, kinds: readonly (DoorbellKind | null)[]): DoorbellKind[] {
  const doorbell = kinds[digits % kinds.length] ?? null;
  return doorbell === null ? [] : [doorbell, ...unpacked(Math.floor(digits / kinds.length), kinds)];
}
