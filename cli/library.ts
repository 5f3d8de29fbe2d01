/** The profiles that come with the package, scenarios/profiles/{hypervisors,costs}/*.yaml, and the user's own files. */
import { readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Arch, type Library, type ProfileSource, UnreadableProfile } from '../engine/index.ts';
import { type Reader, readText } from './text-file.ts';

/** The package's own scenarios. This file stands one directory below the package's root, built or not. */
export const SCENARIOS = fileURLToPath(new URL('../scenarios', import.meta.url));

/** As a person would name a file here: from the working directory, if it lies below. */
export function named(path: string): string {
  const below = relative('', path);
  return below.startsWith('..') ? path : below;
}

/** Paths of the scenarios that come with the package: the lessons, then the others. */
export function bundledScenarios(): { readonly lessons: string[]; readonly others: string[] } {
  return { lessons: yamlFiles(join(SCENARIOS, 'lab')), others: yamlFiles(SCENARIOS) };
}

/** Reads every profile file. Throws where the package is not whole. */
export function readLibrary(): Library {
  const hypervisors = new Map<string, Map<Arch, ProfileSource>>();
  for (const source of readProfiles('hypervisors')) {
    const { hypervisor, arch } = headOf(source.text);
    hypervisors.set(hypervisor, (hypervisors.get(hypervisor) ?? new Map()).set(arch, source));
  }
  const costs = readProfiles('costs').map(source => [basename(source.file, '.yaml'), source] as const);
  return { hypervisors, costs: new Map(costs), file: path => sourceAt(path, readText) };
}

/** The same profiles, each read anew when a scenario asks for it, and files of one's own beside that scenario. */
export function libraryBeside(scenario: string, { hypervisors, costs }: Library, read: Reader): Library {
  const anew = ({ file }: ProfileSource) => sourceAt(file, read);
  return {
    hypervisors: mapped(hypervisors, byArch => mapped(byArch, anew)),
    costs: mapped(costs, anew),
    file: path => sourceAt(isAbsolute(path) ? path : join(dirname(scenario), path), read),
  };
}

function sourceAt(file: string, read: Reader): ProfileSource {
  return {
    file,
    get text() {
      const found = read(file);
      if ('text' in found) return found.text;
      throw new UnreadableProfile(found.reason);
    },
  };
}

function mapped<K, V, W>(map: ReadonlyMap<K, V>, change: (value: V) => W): Map<K, W> {
  return new Map([...map].map(([key, value]) => [key, change(value)] as const));
}

/** Tables of figures that others published: scenarios/profiles/figures/*.yaml. */
export function readFigureTables(): ProfileSource[] {
  return readProfiles('figures');
}

/** Under which name and architecture a hypervisor's profile is found: what it says of itself, line by line. */
function headOf(text: string): { hypervisor: string; arch: Arch } {
  const said = (key: string) => new RegExp(`^${key}: (\\S+)$`, 'm').exec(text)?.[1] ?? '';
  return { hypervisor: said('hypervisor'), arch: said('arch') as Arch };
}

function wholeText(file: string): string {
  const found = readText(file);
  if ('reason' in found) throw new Error(`${file}: ${found.reason}`);
  return found.text;
}

function readProfiles(kind: string): ProfileSource[] {
  return yamlFiles(join(SCENARIOS, 'profiles', kind)).map(file => ({
    file,
    text: wholeText(file),
  }));
}

function yamlFiles(directory: string): string[] {
  return readdirSync(directory)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => join(directory, name));
}
