/** The profiles that come with the package: scenarios/profiles/{hypervisors,costs}/*.yaml. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Arch, Library, ProfileSource } from '../engine/index.ts';
import { readText } from './text-file.ts';

/** The package's own scenarios. This file stands one directory below the package's root, built or not. */
export const SCENARIOS = fileURLToPath(new URL('../scenarios', import.meta.url));

/** Reads every profile file. Throws where the package is not whole. */
export function readLibrary(): Library {
  const hypervisors = new Map<string, Map<Arch, ProfileSource>>();
  for (const source of readProfiles('hypervisors')) {
    const { hypervisor, arch } = named(source.text);
    hypervisors.set(hypervisor, (hypervisors.get(hypervisor) ?? new Map()).set(arch, source));
  }
  const costs = readProfiles('costs').map(source => [basename(source.file, '.yaml'), source] as const);
  return { hypervisors, costs: new Map(costs) };
}

/** Tables of figures that others published: scenarios/profiles/figures/*.yaml. */
export function readFigureTables(): ProfileSource[] {
  return readProfiles('figures');
}

/** Under which name and architecture a hypervisor's profile is found: what it says of itself, line by line. */
function named(text: string): { hypervisor: string; arch: Arch } {
  const said = (key: string) => new RegExp(`^${key}: (\\S+)$`, 'm').exec(text)?.[1] ?? '';
  return { hypervisor: said('hypervisor'), arch: said('arch') as Arch };
}

function readProfiles(kind: string): ProfileSource[] {
  const directory = join(SCENARIOS, 'profiles', kind);
  return readdirSync(directory)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => join(directory, name))
    .map(file => ({ file, text: wholeText(file) }));
}

function wholeText(file: string): string {
  const found = readText(file);
  if ('reason' in found) throw new Error(`${file}: ${found.reason}`);
  return found.text;
}
