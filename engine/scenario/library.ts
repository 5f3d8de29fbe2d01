/** The profiles that scenarios refer to by name. Where their texts come from is the caller's business. */
import type { z } from 'zod';
import type { CostProfile } from '../cost/profile.ts';
import type { Arch } from '../machine/architectures.ts';
import type { HypervisorProfile } from '../machine/profile.ts';
import { type Complain, complainInto } from './complain.ts';
import { changeCosts, costFile } from './cost-profile.ts';
import { type Diagnostic, hasErrors, type Related } from './diagnostics.ts';
import { changeHypervisor, hypervisorFile } from './hypervisor-profile.ts';
import { didYouMean, oneOf } from './nearest.ts';
import type { LevelText, ScenarioText } from './schema.ts';
import { checkShape } from './shape.ts';
import { type Path, readYaml } from './yaml.ts';

export interface ProfileSource {
  /** For diagnostics. */
  readonly file: string;
  readonly text: string;
}

/** Profile texts. A hypervisor's name stands for one profile an architecture, a cost profile's for one. */
export interface Library {
  readonly hypervisors: ReadonlyMap<string, ReadonlyMap<Arch, ProfileSource>>;
  readonly costs: ReadonlyMap<string, ProfileSource>;
}

/** Where a look-up says what it did not find: in the scenario's text, and in the profiles' own. */
export interface Reports {
  readonly complain: Complain;
  readonly found: Diagnostic[];
}

export function findHypervisor(
  library: Library,
  wanted: NonNullable<LevelText['hypervisor']>,
  arch: Arch,
  at: Path,
  reports: Reports,
): HypervisorProfile | null {
  const { name, place } = reference(wanted, at);
  const known = lookUp(library.hypervisors, name, 'hypervisor', place, reports.complain);
  const source = known?.get(arch);
  if (known !== null && source === undefined)
    reports.complain(
      place,
      'wrong-arch',
      `\`${name}\` runs on ${[...known.keys()].join(', ')}, and the CPU is ${arch}`,
      {
        expected: oneOf(namesFor(library, arch)),
        related: [{ at: ['cpu', 'arch'], message: `the CPU is ${arch}` }, ...saysArch([...known.values()])],
      },
    );
  const base = source === undefined ? null : readProfile(source, hypervisorFile, reports.found);
  if (base === null || typeof wanted === 'string') return base;
  return changeHypervisor(base, wanted, at, reports.complain);
}

export function findCosts(
  library: Library,
  wanted: ScenarioText['cpu']['costs'],
  at: Path,
  reports: Reports,
): CostProfile | null {
  const { name, place } = reference(wanted, at);
  const source = lookUp(library.costs, name, 'cost profile', place, reports.complain);
  const base = source === null ? null : readProfile(source, costFile, reports.found);
  if (base === null || typeof wanted === 'string') return base;
  return changeCosts(base, wanted, at, reports.complain);
}

/** Where the only profile of a name says what it runs on. */
function saysArch([source, ...others]: readonly ProfileSource[]): Related[] {
  const yaml = source && readYaml(source.text, source.file).yaml;
  return yaml && others.length === 0
    ? [{ ...yaml.place(['arch']), file: yaml.file, message: 'it says so' }]
    : [];
}

function namesFor({ hypervisors }: Library, arch: Arch): string[] {
  return [...hypervisors.keys()].filter(name => hypervisors.get(name)!.has(arch));
}

function reference(wanted: string | { readonly from: string }, at: Path): { name: string; place: Path } {
  return typeof wanted === 'string'
    ? { name: wanted, place: at }
    : { name: wanted.from, place: [...at, 'from'] };
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
    expected: oneOf(profiles.keys()),
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
