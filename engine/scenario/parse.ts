/**
 * A scenario's text to a Scenario, or to everything that is wrong with it: first the YAML, then the shape, then
 * what its parts say of each other.
 */
import type { HypervisorProfile } from '../machine/profile.ts';
import { type Diagnostic, hasErrors } from './diagnostics.ts';
import { eventsOf } from './events.ts';
import { EXPECTATION_EXPECTED, isQuantity, parseExpectation, QUANTITIES } from './expectation.ts';
import { checkFeatures } from './features.ts';
import { findCosts, findHypervisor, type Library, type Reports } from './library.ts';
import { didYouMean } from './nearest.ts';
import { repair } from './repair.ts';
import type {
  BackEndSpec,
  CoalesceSpec,
  DoorbellKind,
  DriverSpec,
  Expectation,
  GuestSpec,
  LevelSpec,
  Scenario,
} from './scenario.ts';
import { type GuestText, type LevelText, type ScenarioText, scenarioSchema } from './schema.ts';
import { type Complain, checkShape, complainInto } from './shape.ts';
import { shortened } from './shorten.ts';
import { checkSizes } from './sizes.ts';
import { checkTopology, type DeviceText, type Topology, topologyOf } from './topology.ts';
import { readYaml, type YamlText } from './yaml.ts';

export interface Parsed {
  /** null if and only if a diagnostic is an error. */
  readonly scenario: Scenario | null;
  /** In the order of the text, those of profiles after the scenario's own. */
  readonly diagnostics: readonly Diagnostic[];
}

export function parseScenario(text: string, file: string, library: Library): Parsed {
  const { yaml, diagnostics } = readYaml(text, file);
  const found = [...diagnostics];
  const scenario = yaml && scenarioIn(yaml, library, found);
  return { scenario: hasErrors(found) ? null : scenario, diagnostics: shortened(inOrder(found, file)) };
}

function scenarioIn(yaml: YamlText, library: Library, found: Diagnostic[]): Scenario | null {
  const shape = checkShape(scenarioSchema, yaml.value, yaml);
  if ('value' in shape) return understand(shape.value, yaml, library, found);
  found.push(...shape.flaws.map(flaw => flaw.diagnostic));
  const repaired = scenarioSchema.safeParse(repair(yaml.value, shape.flaws));
  return repaired.success ? understand(repaired.data, yaml, library, found) : null;
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
  checkTopology(text, topology, reports.complain);
  checkSizes(text, topology, reports.complain);
  const expect = text.expect.flatMap((line, i) => expectation(line, i, text.levels, reports.complain));
  if (costs === null) return null;
  const levels = text.levels.map((level, i) => levelSpec(level, hypervisors[i] ?? null, topology));
  const { arch, features, cores = null } = cpu;
  const events = eventsOf(text, topology, reports.complain);
  const profiles = distinct(reports.profiles);
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
    const expected = 'a hypervisor profile at every level but the innermost';
    reports.complain(['levels', i, 'hypervisor'], `${name} has a guest and needs a \`hypervisor\``, {
      expected,
    });
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

function expectation(
  line: string,
  i: number,
  levels: readonly LevelText[],
  complain: Complain,
): Expectation[] {
  const parsed = parseExpectation(line);
  if (parsed === null) {
    complain(['expect', i], `\`${line}\` is not an expectation`, { expected: EXPECTATION_EXPECTED });
    return [];
  }
  const { device, queue, quantity } = parsed;
  const driven = levels
    .flatMap(level => [
      ...[level, ...level.beside]
        .flatMap(guest => guest.drivers)
        .map(driver => ({ device: driver.device, queue: driver.workload.queue })),
      ...level.devices.flatMap(each => each['back-end'] ?? []),
    ])
    .map(of => `${of.device}.${of.queue}`);
  if (!driven.includes(`${device}.${queue}`)) {
    const advice = {
      expected: `one of ${driven.join(', ')}`,
      hint: didYouMean(`${device}.${queue}`, driven),
    };
    complain(['expect', i], `no driver has a queue ${device}.${queue}`, advice);
  }
  if (isQuantity(quantity)) return [{ ...parsed, quantity }];
  const advice = { expected: `one of ${QUANTITIES.join(', ')}`, hint: didYouMean(quantity, QUANTITIES) };
  complain(['expect', i], `unknown quantity \`${quantity}\``, advice);
  return [];
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
