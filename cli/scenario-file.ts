/** A scenario file on its way to the engine: read, parsed, its diagnostics formatted. */
import { readFileSync } from 'node:fs';
import {
  type Diagnostic,
  diagnostic,
  formatDiagnostic,
  type Library,
  parseScenario,
  type Scenario,
  type TextOf,
  whyTooDeep,
} from '../engine/index.ts';

export interface ScenarioFile {
  readonly file: string;
  readonly text: string;
  /** null where some diagnostic is an error. */
  readonly scenario: Scenario | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The same, each as lines without colours. */
  readonly formatted: readonly string[];
  /** The text of each file that they speak of. */
  readonly textOf: TextOf;
}

/** The file cannot be read: the system's reason, in a sentence. */
export class UnreadableFile extends Error {}

export function readScenarioFile(file: string, library: Library, seed?: number): ScenarioFile {
  return parseScenarioFile(file, readText(file), library, seed);
}

/** `seed`: takes the place of the scenario's own. */
export function parseScenarioFile(file: string, text: string, library: Library, seed?: number): ScenarioFile {
  const { scenario, diagnostics, keyPlace } = parseScenario(text, file, library);
  const tooDeep = scenario && whyTooDeep(scenario);
  const runs = scenario !== null && tooDeep === null;
  const all =
    tooDeep === null
      ? diagnostics
      : [...diagnostics, diagnostic(file, keyPlace(['levels']), 'too-deep', tooDeep)];
  const textOf: TextOf = of => textIn(of, file, text, library);
  return {
    file,
    text,
    scenario: runs ? { ...scenario, seed: seed ?? scenario.seed } : null,
    diagnostics: all,
    formatted: all.map(each => formatDiagnostic(each, textOf)),
    textOf,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnreadableFile(`${file}: ${(error as Error).message}`);
  }
}

/** A diagnostic may be about a profile that the scenario names. */
function textIn(of: string, file: string, text: string, library: Library): string {
  if (of === file) return text;
  const ofHypervisors = [...library.hypervisors.values()].flatMap(byArch => [...byArch.values()]);
  const profiles = [...ofHypervisors, ...library.costs.values()];
  return profiles.find(profile => profile.file === of)?.text ?? '';
}
