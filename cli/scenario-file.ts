/** A scenario file on its way to the engine: read, parsed, its diagnostics formatted. */
import {
  type Diagnostic,
  formatDiagnostic,
  type Library,
  parseScenario,
  printable,
  type Scenario,
  whyTooDeep,
} from '../engine/index.ts';
import { readOnce } from './text-file.ts';

export interface ScenarioFile {
  readonly file: string;
  readonly text: string;
  /** null where some diagnostic is an error. */
  readonly scenario: Scenario | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The same, ready to print. */
  readonly formatted: readonly string[];
}

/** The file cannot be read: the system's reason, in a sentence. */
export class UnreadableFile extends Error {}

export function readScenarioFile(file: string, library: Library, seed?: number): ScenarioFile {
  const found = readOnce(file);
  if ('reason' in found) throw new UnreadableFile(`${file}: ${found.reason}`);
  return parseScenarioFile(file, found.text, library, seed);
}

/** `seed`: takes the place of the scenario's own. */
export function parseScenarioFile(file: string, text: string, library: Library, seed?: number): ScenarioFile {
  const { scenario, diagnostics } = parseScenario(text, file, library);
  const formatted = diagnostics.map(diagnostic =>
    formatDiagnostic(diagnostic, textOf(diagnostic.file, file, text, library)),
  );
  const tooDeep = scenario && whyTooDeep(scenario);
  if (tooDeep !== null) formatted.push(`${printable(file)}:1:1: error: ${tooDeep}`);
  const runs = scenario !== null && tooDeep === null;
  return {
    file,
    text,
    scenario: runs ? { ...scenario, seed: seed ?? scenario.seed } : null,
    diagnostics,
    formatted,
  };
}

/** A diagnostic may be about a profile that the scenario names. */
function textOf(of: string, file: string, text: string, library: Library): string {
  if (of === printable(file)) return text;
  const ofHypervisors = [...library.hypervisors.values()].flatMap(byArch => [...byArch.values()]);
  const profiles = [...ofHypervisors, ...library.costs.values()];
  return profiles.find(profile => profile.file === of)?.text ?? '';
}
