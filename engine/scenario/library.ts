/**
 * The profiles that scenarios refer to: by a name, or as a file of one's own. Where their texts come from is the
 * caller's business.
 */
import type { z } from 'zod';
import type { CostProfile } from '../cost/profile.ts';
import type { Arch } from '../machine/architectures.ts';
import type { HypervisorProfile } from '../machine/profile.ts';
import { type Complain, complainInto } from './complain.ts';
import { changeCosts, costFile } from './cost-profile.ts';
import { type Diagnostic, hasErrors, type Related } from './diagnostics.ts';
import { changeHypervisor, hypervisorFile } from './hypervisor-profile.ts';
import { didYouMean, oneOf } from './nearest.ts';
import type { NamedProfile } from './scenario.ts';
import type { LevelText, ScenarioText } from './schema.ts';
import { checkShape } from './shape.ts';
import { type Path, readYaml } from './yaml.ts';

export interface ProfileSource {
  /** For diagnostics. */
  readonly file: string;
  /** Read when it is asked for: an UnreadableProfile where it cannot be. */
  readonly text: string;
}

/** Its message is the system's reason. */
export class UnreadableProfile extends Error {}

/** Profile texts. A hypervisor's name stands for one profile an architecture, a cost profile's for one. */
export interface Library {
  readonly hypervisors: ReadonlyMap<string, ReadonlyMap<Arch, ProfileSource>>;
  readonly costs: ReadonlyMap<string, ProfileSource>;
  /** One's own: `path` as the scenario says it, which is relative to the scenario's directory. */
  file(path: string): ProfileSource;
}

/** The library that scenarios need which name these profiles and no others: no file is opened for it. */
export function libraryOf(profiles: readonly NamedProfile[]): Library {
  const costs = new Map<string, ProfileSource>();
  const hypervisors = new Map<string, Map<Arch, ProfileSource>>();
  const files = new Map<string, ProfileSource>();
  for (const profile of profiles) {
    const { name, text } = profile;
    const source = { file: name, text };
    if (isFile(name)) files.set(name, source);
    else if (profile.kind === 'costs') costs.set(name, source);
    else hypervisors.set(name, (hypervisors.get(name) ?? new Map()).set(profile.arch, source));
  }
  return { hypervisors, costs, file: path => files.get(path) ?? nothingAt(path) };
}

/**
 * The library for a text out of a session log: the profiles that the log carries. An older log carries none, and is given
 * `bundled` by name. A log may come from anywhere, so no path in it is opened.
 */
export function recordedLibrary(profiles: readonly NamedProfile[], bundled: Library): Library {
  const own = libraryOf(profiles);
  return profiles.length > 0 ? own : { ...bundled, file: own.file };
}

function nothingAt(file: string): ProfileSource {
  return {
    file,
    get text(): string {
      throw new UnreadableProfile('it is not among the texts that came with the scenario');
    },
  };
}

/** Where a look-up says what it did not find, in the scenario's text and in the profiles' own, and what it did. */
export interface Reports {
  readonly complain: Complain;
  readonly found: Diagnostic[];
  readonly profiles: NamedProfile[];
}

/** What ends so is no name of ours. */
const isFile = (name: string): boolean => /\.ya?ml$/.test(name);

export function findHypervisor(
  library: Library,
  wanted: NonNullable<LevelText['hypervisor']>,
  arch: Arch,
  at: Path,
  reports: Reports,
): HypervisorProfile | null {
  const { name, place } = reference(wanted, at);
  const known = isFile(name) ? library.file(name) : bundledFor(library, name, arch, place, reports.complain);
  const text = known && readable(known, name, place, reports.complain);
  if (known === null || text === null) return null;
  reports.profiles.push({ kind: 'hypervisor', name, arch, text });
  const base = profileIn(known, text, hypervisorFile, reports.found);
  if (base !== null && base.arch !== arch) {
    reports.complain(place, 'wrong-arch', `\`${name}\` runs on ${base.arch}, and the CPU is ${arch}`, {
      related: [{ at: ['cpu', 'arch'], message: `the CPU is ${arch}` }, ...saysArch([known])],
    });
    return null;
  }
  if (base === null || typeof wanted === 'string') return base;
  return changeHypervisor(base, wanted, at, reports.complain);
}

function bundledFor(
  library: Library,
  name: string,
  arch: Arch,
  at: Path,
  complain: Complain,
): ProfileSource | null {
  const known = lookUp(library.hypervisors, name, 'hypervisor', at, complain);
  const source = known?.get(arch) ?? null;
  if (known !== null && source === null)
    complain(
      at,
      'wrong-arch',
      `\`${name}\` runs on ${[...known.keys()].join(', ')}, and the CPU is ${arch}`,
      {
        expected: oneOf(namesFor(library, arch)),
        related: [{ at: ['cpu', 'arch'], message: `the CPU is ${arch}` }, ...saysArch([...known.values()])],
      },
    );
  return source;
}

export function findCosts(
  library: Library,
  wanted: ScenarioText['cpu']['costs'],
  at: Path,
  reports: Reports,
): CostProfile | null {
  const { name, place } = reference(wanted, at);
  const known = isFile(name)
    ? library.file(name)
    : lookUp(library.costs, name, 'cost profile', place, reports.complain);
  const text = known && readable(known, name, place, reports.complain);
  if (known === null || text === null) return null;
  reports.profiles.push({ kind: 'costs', name, text });
  const base = profileIn(known, text, costFile, reports.found);
  if (base === null || typeof wanted === 'string') return base;
  return changeCosts(base, wanted, at, reports.complain);
}

/** Where the only profile of a name says what it runs on. */
function saysArch([source, ...others]: readonly ProfileSource[]): Related[] {
  if (source === undefined || others.length > 0) return [];
  const text = readable(source, source.file, [], () => {});
  const yaml = text === null ? null : readYaml(text, source.file).yaml;
  return yaml ? [{ ...yaml.place(['arch']), file: yaml.file, message: 'it says so' }] : [];
}

function namesFor({ hypervisors }: Library, arch: Arch): string[] {
  return [...hypervisors.keys()].filter(name => hypervisors.get(name)!.has(arch));
}

function reference(wanted: string | { readonly from: string }, at: Path): { name: string; place: Path } {
  return typeof wanted === 'string'
    ? { name: wanted, place: at }
    : { name: wanted.from, place: [...at, 'from'] };
}

/** The source's text; null, and said at the place that names it, where it cannot be read. */
function readable(source: ProfileSource, name: string, at: Path, complain: Complain): string | null {
  try {
    return source.text;
  } catch (error) {
    if (!(error instanceof UnreadableProfile)) throw error;
    complain(at, 'unreadable', `the profile \`${name}\` cannot be read: ${error.message}`);
    return null;
  }
}

function lookUp<T>(
  profiles: ReadonlyMap<string, T>,
  name: string,
  what: string,
  at: Path,
  complain: Complain,
): T | null {
  const found = profiles.get(name);
  if (found !== undefined) return found;
  const advice = {
    expected: `${oneOf(profiles.keys())}, or a file of your own, such as ./my-machine.yaml`,
    ...didYouMean(name, profiles.keys()),
  };
  complain(at, 'unknown-profile', `unknown ${what} \`${name}\``, advice);
  return null;
}

/** A kind of profile file: the shape of its text, and what a text of that shape stands for. */
interface ProfileFile<S extends z.ZodType, P> {
  readonly schema: S;
  build(text: z.output<S>, complain: Complain): P;
}

/** What a source's text was when it was last understood, and what it meant then. */
interface Understood<P> {
  readonly text: string;
  readonly kind: unknown;
  readonly profile: P | null;
  readonly found: readonly Diagnostic[];
}

const understood = new WeakMap<ProfileSource, Understood<unknown>>();

/** `readProfile` of this text of the source: a profile is most often that of several levels, and means the same at each. */
function profileIn<S extends z.ZodType, P>(
  source: ProfileSource,
  text: string,
  kind: ProfileFile<S, P>,
  found: Diagnostic[],
): P | null {
  let last = understood.get(source) as Understood<P> | undefined;
  if (last?.text !== text || last.kind !== kind) {
    const own: Diagnostic[] = [];
    last = { text, kind, profile: readProfile({ file: source.file, text }, kind, own), found: own };
    understood.set(source, last);
  }
  found.push(...last.found);
  return last.profile;
}

/** The file's profile; null, and said why in `found`, where it is wrong. */
export function readProfile<S extends z.ZodType, P>(
  { file, text }: ProfileSource,
  kind: ProfileFile<S, P>,
  found: Diagnostic[],
): P | null {
  const { yaml, diagnostics } = readYaml(text, file);
  const own = [...diagnostics];
  let profile: P | null = null;
  if (yaml !== null) {
    const shape = checkShape(kind.schema, yaml.value, yaml);
    if ('value' in shape) profile = kind.build(shape.value, complainInto(own, yaml));
    else own.push(...shape.flaws.map(flaw => flaw.diagnostic));
  }
  found.push(...own);
  return hasErrors(own) ? null : profile;
}
