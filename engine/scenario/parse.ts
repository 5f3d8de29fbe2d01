/**
 * A scenario's text to a Scenario, or to everything that is wrong with it: first the YAML, then the shape, then
 * what its parts say of each other.
 */
import type { HypervisorProfile } from '../machine/profile.ts';
import { complainInto } from './complain.ts';
import { checkConsistency } from './consistency.ts';
import { type Diagnostic, hasErrors } from './diagnostics.ts';
import { eventsOf } from './events.ts';
import { expectationsOf } from './expectations.ts';
import { checkFeatures } from './features.ts';
import { checkIdle } from './idle.ts';
import { findCosts, findHypervisor, type Library, type Reports } from './library.ts';
import { asWritten, repair } from './repair.ts';
import type {
  BackEndSpec,
  CoalesceSpec,
  DoorbellKind,
  DriverSpec,
  GuestSpec,
  LevelSpec,
  Scenario,
} from './scenario.ts';
import { type GuestText, type LevelText, type ScenarioText, scenarioSchema } from './schema.ts';
import { checkShape } from './shape.ts';
import { shortened } from './shorten.ts';
import { checkSizes } from './sizes.ts';
import { type DeviceText, type Topology, topologyOf } from './topology.ts';
import { readYaml, type YamlText } from './yaml.ts';
import { START } from './yaml-document.ts';

export interface Parsed {
  /** null if and only if a diagnostic is an error. */
  readonly scenario: Scenario | null;
  /** In the order of the text, those of profiles after the scenario's own. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the last key of a path stands, for what only running it can tell. */
  readonly keyPlace: YamlText['keyPlace'];
}

export function parseScenario(text: string, file: string, library: Library): Parsed {
  const { yaml, diagnostics } = readYaml(text, file);
  const found = [...diagnostics];
  const scenario = yaml && scenarioIn(yaml, library, found);
  // What has been mended to be read on may be anything.
  const apart = found.filter(
    each => diagnostics.includes(each) || !diagnostics.some(first => isWithin(each, first)),
  );
  return {
    scenario: hasErrors(found) ? null : scenario,
    diagnostics: shortened(inOrder(apart, file)),
    keyPlace: yaml?.keyPlace ?? (() => START),
  };
}

function isWithin({ file, line, column, endColumn }: Diagnostic, place: Diagnostic): boolean {
  return file === place.file && line === place.line && column >= place.column && endColumn <= place.endColumn;
}

function scenarioIn(yaml: YamlText, library: Library, found: Diagnostic[]): Scenario | null {
  const shape = checkShape(scenarioSchema, yaml.value, yaml);
  if ('value' in shape) return understand(shape.value, yaml, library, found);
  found.push(...shape.flaws.map(flaw => flaw.diagnostic));
  const repaired = scenarioSchema.safeParse(repair(yaml.value, shape.flaws));
  return repaired.success ? understand(repaired.data, asWritten(yaml, shape.flaws), library, found) : null;
}

/** Resolves every name. Complains about each that cannot be resolved; null if something has no stand-in. */
function understand(
  text: ScenarioText,
  yaml: YamlText,
  library: Library,
  found: Diagnostic[],
): Scenario | null {
  const { title, seed, cpu } = text;
  const reports: Reports = { found, profiles: [], complain: complainInto(found, yaml) };
  const topology = topologyOf(text.levels);
  checkFeatures(cpu, ['cpu', 'features'], reports.complain);
  const costs = findCosts(library, cpu.costs, ['cpu', 'costs'], reports);
  const hypervisors = text.levels.map((_, i) => hypervisorAt(text, i, library, reports));
  checkConsistency(text, topology, reports.complain);
  checkSizes(text, topology, reports.complain);
  const expect = expectationsOf(text, topology, reports.complain);
  if (costs === null) return null;
  const levels = text.levels.map((level, i) => levelSpec(level, hypervisors[i] ?? null, topology));
  const { arch, features, cores = null } = cpu;
  const events = eventsOf(text, topology, reports.complain);
  const profiles = distinct(reports.profiles);
  if (!hasErrors(found)) checkIdle(text, topology, reports.complain);
  return { title, seed, arch, features, costs, cores, levels, events, expect, profiles };
}

function hypervisorAt(
  text: ScenarioText,
  i: number,
  library: Library,
  reports: Reports,
): HypervisorProfile | null {
  const { name, hypervisor } = text.levels[i]!;
  if (hypervisor !== undefined) {
    return findHypervisor(library, hypervisor, text.cpu.arch, ['levels', i, 'hypervisor'], reports);
  }
  if (i < text.levels.length - 1) {
    reports.complain(
      ['levels', i, 'hypervisor'],
      'missing-hypervisor',
      `${name} has a guest and needs a \`hypervisor\``,
      {
        expected: 'a hypervisor profile at every level but the innermost',
        related: [{ at: ['levels', i + 1, 'name'], message: 'its guest' }],
      },
    );
  }
  return null;
}

function levelSpec(level: LevelText, hypervisor: HypervisorProfile | null, topology: Topology): LevelSpec {
  const { assign } = level;
  const devices = level.devices.map(device => ({
    ...device,
    service: device.service ?? null,
    backEnd: device['back-end'] ?? null,
    coalesce: coalesceOf(device),
    bug: device.bug ?? null,
  }));
  const backEnds = devices.flatMap(({ id, backEnd }) =>
    backEnd === null ? [] : [backEndDriver(id, backEnd, topology)],
  );
  const guest = guestSpec(level, topology);
  const beside = level.beside.map(each => guestSpec(each, topology));
  return { ...guest, hypervisor, devices, assign, drivers: [...guest.drivers, ...backEnds], beside };
}

function coalesceOf({ coalesce }: DeviceText): CoalesceSpec | null {
  return coalesce === undefined ? null : { count: coalesce.count, timeNs: coalesce.time };
}

function guestSpec({ name, vcpus, idle, eoi, drivers }: GuestText, topology: Topology): GuestSpec {
  const withDoorbells = drivers.map(driver => ({
    ...driver,
    doorbells: driver.doorbells ?? topology.get(driver.device)?.device.doorbells ?? [],
  }));
  return { name, vcpus, idle, eoi, drivers: withDoorbells };
}

/** What a kernel's own driver prefers: the doorbell that no hypervisor in between has to translate. */
const PREFERENCE: readonly DoorbellKind[] = ['mmio', 'pio', 'hypercall'];

function backEndDriver(front: string, { device, queue }: BackEndSpec, topology: Topology): DriverSpec {
  const known = topology.get(device)?.device.doorbells ?? [];
  const doorbells = PREFERENCE.filter(doorbell => known.includes(doorbell));
  return {
    device,
    doorbells,
    workload: { queue, arrivals: { kind: 'handed-on', front }, batch: 1 },
    vcpu: 0,
  };
}

/** Two levels may name one profile, and that a broken one, two keys one broken anchor. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map(each => [JSON.stringify(each), each])).values()];
}

function inOrder(found: readonly Diagnostic[], file: string): Diagnostic[] {
  const rank = (each: Diagnostic) => [Number(each.file !== file), each.line, each.column] as const;
  return distinct(found).sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x[0] - y[0] || a.file.localeCompare(b.file) || x[1] - y[1] || x[2] - y[2];
  });
}
