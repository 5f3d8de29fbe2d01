/** A scenario file on its way to the engine: read, parsed, its diagnostics formatted. */
import { readFileSync } from 'node:fs';
import {
  type Diagnostic,
  diagnostic,
  formatDiagnostic,
  type Library,
  parseScenario,
  printable,
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
  /** The same, ready to print. */
  readonly formatted: readonly string[];
  /** Of the files that they are about: itself, and the profiles that it names. */
  readonly textOf: TextOf;
}

const START = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/** The file cannot be read: the system's reason, in a sentence. */
export class UnreadableFile extends Error {}

export function readScenarioFile(file: string, library: Library, seed?: number): ScenarioFile {
  return parseScenarioFile(file, readText(file), library, seed);
}

/** `seed`: takes the place of the scenario's own. */
export function parseScenarioFile(file: string, text: string, library: Library, seed?: number): ScenarioFile {
  const parsed = parseScenario(text, file, library);
  const tooDeep = parsed.scenario && whyTooDeep(parsed.scenario);
  const diagnostics = [
    ...parsed.diagnostics,
    ...(tooDeep === null ? [] : [diagnostic(file, START, tooDeep)]),
  ];
  const of: TextOf = name => textOf(name, file, text, library);
  const scenario =
    parsed.scenario && tooDeep === null ? { ...parsed.scenario, seed: seed ?? parsed.scenario.seed } : null;
  const formatted = diagnostics.map(each => formatDiagnostic(each, of));
  return { file, text, scenario, diagnostics, formatted, textOf: of };
}

/** What is said of a file where there is none that could be read. */
export function unreadable(file: string, reason: string): Pick<ScenarioFile, 'diagnostics' | 'textOf'> {
  return { diagnostics: [diagnostic(file, START, reason)], textOf: () => '' };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnreadableFile(`${file}: ${(error as Error).message}`);
  }
}

/** A diagnostic may be about a profile that the scenario names. */
function textOf(of: string, file: string, text: string, library: Library): string {
  if (of === printable(file)) return text;
  const ofHypervisors = [...library.hypervisors.values()].flatMap(byArch => [...byArch.values()]);
  const profiles = [...ofHypervisors, ...library.costs.values()];
  return profiles.find(profile => profile.file === of)?.text ?? '';
}
