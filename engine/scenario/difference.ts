/**
 * What changed from one scenario to the next, for a person and for the running engine: a change of structure
 * needs the machine built anew, any other is put into the running one.
 */
import type { CostProfile } from '../cost/profile.ts';
import type { HypervisorProfile, Instruction } from '../machine/profile.ts';
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

export interface Difference {
  readonly structural: boolean;
  /** `V1.tx arrivals: every 20us -> every 10us`, a line each. */
  readonly changes: readonly string[];
}

/** One thing that is compared: `shown` to people, `value` with its successor. */
interface Fact {
  readonly shown: string;
  readonly value: unknown;
  readonly structural: boolean;
  /** Label of what it is a part of: where that changed, the part is not told apart. */
  readonly of: string | null;
}

/** By a label for people. */
type Facts = Map<string, Fact>;

export function difference(before: Scenario, after: Scenario): Difference {
  const [a, b] = [factsOf(before), factsOf(after)];
  const labels = [...new Set([...a.keys(), ...b.keys()])];
  const changed = new Set(labels.filter(label => a.get(label)?.value !== b.get(label)?.value));
  const told = [...changed].filter(label => !changed.has(a.get(label)?.of ?? b.get(label)?.of ?? ''));
  return {
    structural: [...changed].some(label => a.get(label)?.structural || b.get(label)?.structural),
    changes: told.map(label => sentence(label, a.get(label), b.get(label))),
  };
}

function sentence(label: string, before: Fact | undefined, after: Fact | undefined): string {
  return `${label}: ${before?.shown || 'none'} -> ${after?.shown || 'none'}`;
}

class FactSheet {
  readonly facts: Facts = new Map();

  /** Needs the machine built anew. */
  structure(label: string, shown: string, of: string | null = null): void {
    this.facts.set(label, { shown, value: shown, structural: true, of });
  }

  /** Can be put into the running machine. */
  setting(label: string, shown: string, of: string | null = null, value: unknown = shown): void {
    this.facts.set(label, { shown, value, structural: false, of });
  }
}

function factsOf({ title, seed, arch, features, costs, cores, levels, events, expect }: Scenario): Facts {
  const sheet = new FactSheet();
  sheet.setting('title', title);
  sheet.structure('seed', String(seed));
  sheet.structure('arch', arch);
  sheet.structure('cores', String(cores ?? ''));
  sheet.structure('levels', levels.map(level => level.name).join(', '));
  sheet.setting('cpu features', features.join(', '));
  costFacts(costs, sheet);
  for (const level of levels) levelFacts(level, sheet);
  const happens = events.map(
    ({ atNs, ...what }) => `${formatDuration(atNs)} ${Object.values(what).join(' ')}`,
  );
  sheet.setting('events', happens.join(', '));
  sheet.setting('expect', expect.map(each => each.expression).join(', '));
  return sheet.facts;
}

function costFacts({ name, sources: _, handlers, spread, ...numbers }: CostProfile, sheet: FactSheet): void {
  sheet.setting('costs', name);
  for (const [key, value] of Object.entries(numbers))
    sheet.setting(`cost ${kebab(key)}`, String(value), 'costs');
  for (const [op, value] of Object.entries(handlers))
    sheet.setting(`cost handler.${op}`, String(value), 'costs');
  for (const [key, value] of Object.entries(spread))
    sheet.setting(`cost spread ${kebab(key)}`, String(value), 'costs');
}

function levelFacts(level: LevelSpec, sheet: FactSheet): void {
  const { name, hypervisor, devices, assign, beside } = level;
  sheet.structure(`${name} devices`, devices.map(device => device.id).join(', '), 'levels');
  sheet.structure(`${name} assigns`, assign.map(each => each.device).join(', '), 'levels');
  if (hypervisor !== null) hypervisorFacts(name, hypervisor, sheet);
  for (const device of devices) deviceFacts(device, `${name} devices`, sheet);
  for (const assignment of assign) assignmentFacts(assignment, name, sheet);
  sheet.structure(`beside ${name}`, beside.map(guest => guest.name).join(', '), 'levels');
  guestFacts(level, 'levels', sheet);
  for (const guest of beside) guestFacts(guest, `beside ${name}`, sheet);
}

function guestFacts({ name, vcpus, idle, eoi, drivers }: GuestSpec, of: string, sheet: FactSheet): void {
  sheet.structure(`${name} vcpus`, String(vcpus), of);
  sheet.setting(`${name} idle`, idle, of);
  sheet.setting(`${name} eoi`, eoi, of);
  sheet.structure(`${name} drives`, drivers.map(queueOf).join(', '), of);
  for (const driver of drivers) driverFacts(driver, `${name} drives`, sheet);
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
  const label = `${level} hypervisor`;
  sheet.setting(label, name);
  sheet.setting(`${level} offers`, offers.join(', '), label);
  for (const [op, fields] of Object.entries(shadowed))
    sheet.setting(`${level} shadows for ${op}`, [...fields].join(', '), label);
  sheet.setting(`${level} known-hypercalls`, [...knownHypercalls].join(', '), label);
  sheet.setting(`${level} unknown-hypercall`, String(unknownHypercall), label);
  for (const [key, path] of Object.entries(paths))
    sheet.setting(`${level} ${kebab(key)}`, listed(path), label);
  for (const [op, path] of Object.entries(handlers))
    sheet.setting(`${level} handler ${op}`, listed(path), label);
}

function deviceFacts(device: DeviceSpec, of: string, sheet: FactSheet): void {
  const { id, physical, type, features, queues, doorbells, service, backEnd, coalesce, bug } = device;
  sheet.structure(`${id} type`, `${physical ? 'physical ' : ''}${type}`, of);
  sheet.structure(`${id} features`, features.join(', '), of);
  sheet.structure(`${id} queues`, queues.map(queue => `${queue.name} of ${queue.size}`).join(', '), of);
  sheet.setting(`${id} doorbells`, doorbells.join(', '), of);
  sheet.structure(`${id} back end`, backEnd === null ? '' : `${backEnd.device}.${backEnd.queue}`, of);
  const shown = coalesce === null ? '' : `${coalesce.count} or ${formatDuration(coalesce.timeNs)}`;
  sheet.setting(`${id} coalesces`, shown, of);
  sheet.setting(`${id} bug`, bug ?? '', of);
  if (service === null) return;
  const mean = formatDuration(service.meanNs);
  sheet.setting(`${id} service`, `${service.kind} ${mean}`, of, exact(service));
}

function assignmentFacts({ device, iommu, hide }: AssignmentSpec, level: string, sheet: FactSheet): void {
  const label = `${device} iommu in ${level}`;
  sheet.setting(label, iommu, `${level} assigns`);
  // Identity is a layout of the guest's memory; a table in front of the device comes and goes without one.
  sheet.structure(`${device} memory in ${level}`, iommu === 'identity' ? 'identity' : 'own', label);
  sheet.setting(`${device} hidden by ${level}`, hide.join(', '), `${level} assigns`);
}

function driverFacts(driver: DriverSpec, of: string, sheet: FactSheet): void {
  const { arrivals, batch } = driver.workload;
  sheet.setting(`${queueOf(driver)} driver doorbells`, driver.doorbells.join(', '), of);
  sheet.structure(`${queueOf(driver)} runs on vcpu`, String(driver.vcpu), of);
  const label = `${queueOf(driver)} arrivals`;
  // Requests that are under way in a closed loop are part of the running machine.
  const closed = arrivals.kind === 'outstanding' ? `${arrivals.count} outstanding` : '';
  sheet.structure(`${queueOf(driver)} closed loop`, closed, of);
  if (arrivals.kind === 'fixed')
    sheet.setting(label, `every ${formatDuration(arrivals.meanNs)}`, of, exact(arrivals));
  if (arrivals.kind === 'exponential')
    sheet.setting(label, `poisson ${formatRate(arrivals.meanNs)}`, of, exact(arrivals));
  sheet.setting(`${queueOf(driver)} batch`, String(batch), of);
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
