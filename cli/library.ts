/** The profiles that come with the package: scenarios/profiles/{hypervisors,costs}/*.yaml, by file name. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Library, ProfileSource } from '../engine/index.ts';

/** The package's own scenarios. This file stands one directory below the package's root, built or not. */
export const SCENARIOS = fileURLToPath(new URL('../scenarios', import.meta.url));

/** Reads every profile file. Throws where the package is not whole. */
export function readLibrary(): Library {
  return { hypervisors: readProfiles('hypervisors'), costs: readProfiles('costs') };
}

function readProfiles(kind: string): Map<string, ProfileSource> {
  const directory = join(SCENARIOS, 'profiles', kind);
  const files = readdirSync(directory)
    .filter(name => name.endsWith('.yaml'))
    .sort();
  return new Map(
    files.map(name => {
      const file = join(directory, name);
      return [basename(name, '.yaml'), { file, text: readFileSync(file, 'utf8') }];
    }),
  );
}
