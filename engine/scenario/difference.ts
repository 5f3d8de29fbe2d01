/**
 * What changed from one scenario to the next, for a person and for the running engine. Every fact says here what it
 * forces, which is what a real machine could not do without: rates and costs are turned while it runs, a device is
 * plugged in or out beside the others, a queue's size and features are negotiated at a reset of that device (virtio 1.2,
 * 2.2 and 3.1), memory that lies elsewhere or another hypervisor below is another boot of the guest.
 */
import type { CostProfile } from '../cost/profile.ts';
import type { HypervisorProfile, Instruction } from '../machine/profile.ts';
import { type Fact, FactSheet, FORCES, type Force } from './facts.ts';
import { formatInstruction } from './instruction.ts';
import type {
  AssignmentSpec,
  DeviceSpec,
  DriverSpec,
  Duration,
  GuestSpec,
  LevelSpec,
  Scenario,
} from './scenario.ts';
import { formatDuration, formatRate } from './units.ts';

export interface Change {
  /** `V1.tx arrivals: every 20us -> every 10us`. */
  readonly text: string;
  readonly force: Force;
  /** Device, `DEVICE.QUEUE` or guest that it is forced upon; empty for all. */
  readonly whom: string;
  /** False: another change has said it. */
  readonly told: boolean;
}

/** In the order of the scenario. */
export function difference(before: Scenario, after: Scenario): Change[] {
  const [a, b] = [factsOf(before), factsOf(after)];
  const labels = [...new Set([...a.labels, ...b.labels])];
  const changed = new Set(labels.filter(label => a.get(label)?.value !== b.get(label)?.value));
  return [...changed].map(label => changeOf(label, a.get(label), b.get(label), changed));
}

function changeOf(
  label: string,
  before: Fact | undefined,
  after: Fact | undefined,
  changed: ReadonlySet<string>,
): Change {
  const { force, whom, of, namedBy } = (after ?? before)!;
  const cameOrWent = before === undefined || after === undefined;
  const told = !(changed.has(namedBy ?? '') || (cameOrWent && changed.has(of ?? '')));
  const text = `${label}: ${before?.shown || 'none'} -> ${after?.shown || 'none'}`;
  // What was not there cannot be reset: it is plugged in, or out.
  const milder = cameOrWent && isHeavier(force, 'plug') && force !== 'anew';
  return { text, force: milder ? 'plug' : force, whom, told };
}

export const isHeavier = (force: Force, than: Force): boolean => FORCES.indexOf(force) > FORCES.indexOf(than);

function factsOf({ title, seed, arch, features, costs, cores, levels, events, expect }: Scenario): FactSheet {
  const sheet = new FactSheet();
  sheet.add('nothing', 'title', title);
  // What it draws is not the machine's: with other draws nothing could be compared with before.
  sheet.add('anew', 'seed', String(seed));
  sheet.add('anew', 'arch', arch);
  sheet.add('anew', 'host', levels[0]!.name, { of: 'levels', namedBy: 'levels' });
  sheet.add('nothing', 'cores', String(cores ?? ''));
  sheet.add('plug', 'levels', levels.map(level => level.name).join(', '));
  sheet.add('way', 'cpu features', features.join(', '));
  costFacts(costs, sheet);
  for (const [index, level] of levels.entries()) levelFacts(level, levels.slice(0, index), sheet);
  const happens = events.map(
    ({ atNs, ...what }) => `${formatDuration(atNs)} ${Object.values(what).join(' ')}`,
  );
  sheet.add('nothing', 'events', happens.join(', '));
  sheet.add('nothing', 'expect', expect.map(each => each.expression).join(', '));
  return sheet;
}

function costFacts({ name, sources: _, handlers, spread, ...numbers }: CostProfile, sheet: FactSheet): void {
  const namedBy = 'costs';
  sheet.add('nothing', namedBy, name);
  for (const [key, value] of Object.entries(numbers))
    sheet.add('way', `cost ${kebab(key)}`, String(value), { namedBy });
  for (const [op, value] of Object.entries(handlers))
    sheet.add('way', `cost handler.${op}`, String(value), { namedBy });
  for (const [key, value] of Object.entries(spread))
    sheet.add('nothing', `cost spread ${kebab(key)}`, String(value), { namedBy });
}

function levelFacts(level: LevelSpec, below: readonly LevelSpec[], sheet: FactSheet): void {
  const { name, hypervisor, devices, assign, beside } = level;
  sheet.add('plug', `${name} devices`, devices.map(device => device.id).join(', '), { of: 'levels' });
  sheet.add('plug', `${name} assigns`, assign.map(each => each.device).join(', '), { of: 'levels' });
  if (hypervisor !== null) hypervisorFacts(name, hypervisor, sheet);
  for (const device of devices) deviceFacts(device, name, sheet);
  for (const assignment of assign) assignmentFacts(assignment, name, sheet);
  sheet.add('plug', `beside ${name}`, beside.map(guest => guest.name).join(', '), { of: 'levels' });
  guestFacts(level, 'levels', below, sheet);
  for (const guest of beside) guestFacts(guest, `beside ${name}`, below, sheet);
}

function guestFacts(guest: GuestSpec, of: string, below: readonly LevelSpec[], sheet: FactSheet): void {
  const { name, vcpus, idle, eoi, drivers } = guest;
  const stack = standsOn(below);
  sheet.add('restart', `${name} runs on`, stack, { value: `${stack}, ${of.split(' ')[0]}`, whom: name, of });
  sheet.add('nothing', `${name} vcpus`, String(vcpus), { of });
  sheet.add('nothing', `${name} idle`, idle, { of });
  sheet.add('way', `${name} eoi`, eoi, { of });
  sheet.add('plug', `${name} drives`, drivers.map(queueOf).join(', '), { of });
  for (const driver of drivers) driverFacts(driver, `${name} drives`, sheet);
}

/** Where a guest's memory is: in that of each of these, and at the same addresses where that one assigns by identity. */
function standsOn(below: readonly LevelSpec[]): string {
  const isIdentity = ({ assign }: LevelSpec) => assign.some(({ iommu }) => iommu === 'identity');
  return below.map(level => `${level.name}${isIdentity(level) ? ' (identity)' : ''}`).join(', ');
}

function hypervisorFacts(level: string, profile: HypervisorProfile, sheet: FactSheet): void {
  const {
    name,
    arch: _,
    source: __,
    offers,
    shadowed,
    handlers,
    knownHypercalls,
    unknownHypercall,
    ...paths
  } = profile;
  const namedBy = `${level} hypervisor`;
  const path = (key: string, shown: string) => sheet.add('way', `${level} ${key}`, shown, { namedBy });
  sheet.add('way', namedBy, name, { of: 'levels' });
  path('offers', offers.join(', '));
  for (const [op, fields] of Object.entries(shadowed)) path(`shadows for ${op}`, [...fields].join(', '));
  path('known-hypercalls', [...knownHypercalls].join(', '));
  path('unknown-hypercall', String(unknownHypercall));
  for (const [key, instructions] of Object.entries(paths)) path(kebab(key), listed(instructions));
  for (const [op, instructions] of Object.entries(handlers)) path(`handler ${op}`, listed(instructions));
}

function deviceFacts(device: DeviceSpec, level: string, sheet: FactSheet): void {
  const { id, physical, type, features, queues, doorbells, service, backEnd, coalesce, bug } = device;
  const about = { whom: id, of: `${level} devices` };
  sheet.add('replace', `${id} of`, level, about);
  sheet.add('replace', `${id} type`, `${physical ? 'physical ' : ''}${type}`, about);
  sheet.add('reset', `${id} features`, features.join(', '), about);
  sheet.add('reset', `${id} queues`, queues.map(queue => `${queue.name} of ${queue.size}`).join(', '), about);
  sheet.add('way', `${id} doorbells`, doorbells.join(', '), about);
  sheet.add('reset', `${id} back end`, backEnd === null ? '' : `${backEnd.device}.${backEnd.queue}`, about);
  const shown = coalesce === null ? '' : `${coalesce.count} or ${formatDuration(coalesce.timeNs)}`;
  sheet.add('nothing', `${id} coalesces`, shown, about);
  sheet.add('way', `${id} bug`, bug ?? '', about);
  if (service === null) return;
  const mean = `${service.kind} ${formatDuration(service.meanNs)}`;
  sheet.add('nothing', `${id} service`, mean, { ...about, value: exact(service) });
}

function assignmentFacts({ device, iommu, hide }: AssignmentSpec, level: string, sheet: FactSheet): void {
  const about = { whom: device, of: `${level} assigns` };
  sheet.add('way', `${device} iommu in ${level}`, iommu, about);
  sheet.add('way', `${device} hidden by ${level}`, hide.join(', '), about);
}

function driverFacts(driver: DriverSpec, of: string, sheet: FactSheet): void {
  const { arrivals, batch } = driver.workload;
  const queue = queueOf(driver);
  sheet.add('way', `${queue} driver doorbells`, driver.doorbells.join(', '), { whom: driver.device, of });
  sheet.add('nothing', `${queue} runs on vcpu`, String(driver.vcpu), { of });
  // A back end's requests are those of the device in front of it.
  const front = arrivals.kind === 'handed-on' ? arrivals.front : '';
  sheet.add('replace', `${queue} is behind`, front, { whom: queue, of });
  if (arrivals.kind === 'outstanding')
    sheet.add('nothing', `${queue} arrivals`, `${arrivals.count} outstanding`, { of });
  if (arrivals.kind === 'fixed')
    sheet.add('nothing', `${queue} arrivals`, `every ${formatDuration(arrivals.meanNs)}`, {
      value: exact(arrivals),
      of,
    });
  if (arrivals.kind === 'exponential')
    sheet.add('nothing', `${queue} arrivals`, `poisson ${formatRate(arrivals.meanNs)}`, {
      value: exact(arrivals),
      of,
    });
  sheet.add('nothing', `${queue} batch`, String(batch), { of });
}

function queueOf({ device, workload }: DriverSpec): string {
  return `${device}.${workload.queue}`;
}

/** What people are shown is rounded. */
function exact({ kind, meanNs }: Duration): string {
  return `${kind} ${meanNs}`;
}

function listed(path: readonly Instruction[]): string {
  return `[${path.map(formatInstruction).join(', ')}]`;
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
