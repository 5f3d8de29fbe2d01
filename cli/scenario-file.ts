/** A scenario file on its way to the engine: read with its profiles, parsed, its diagnostics formatted. */
import {
  type Diagnostic,
  formatDiagnostic,
  type Library,
  parseScenario,
  printable,
  type Scenario,
  whyTooDeep,
} from '../engine/index.ts';
import { libraryBeside } from './library.ts';
import { type Content, type Reader, readText } from './text-file.ts';

export interface ScenarioFile {
  readonly file: string;
  readonly text: string;
  /** null where some diagnostic is an error. */
  readonly scenario: Scenario | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The same, ready to print. */
  readonly formatted: readonly string[];
  /** What was found in every file that was read for it, by path: itself first, and then the profiles it names. */
  readonly contents: ReadonlyMap<string, Content>;
}

/** The file cannot be read: the system's reason, in a sentence. */
export class UnreadableFile extends Error {}

/** `seed`: takes the place of the scenario's own. Throws an UnreadableFile. */
export function readScenarioFile(file: string, library: Library, seed?: number): ScenarioFile {
  const found = findScenario(file, library, seed, readText);
  const own = found.contents.get(file)!;
  if ('reason' in own) throw new UnreadableFile(found.formatted[0]);
  return found;
}

/** The same, by another reader. A file that cannot be read is a text that is wrong. */
export function findScenario(
  file: string,
  library: Library,
  seed: number | undefined,
  read: Reader,
): ScenarioFile {
  const contents = new Map<string, Content>();
  const reader = (path: string): Content => {
    const content = contents.get(path) ?? read(path);
    contents.set(path, content);
    return content;
  };
  const own = reader(file);
  if ('reason' in own) {
    const formatted = [printable(`${file}: ${own.reason}`)];
    return { file, text: '', scenario: null, diagnostics: [], formatted, contents };
  }
  const { text } = own;
  const { scenario, diagnostics } = parseScenario(text, file, libraryBeside(file, library, reader));
  const formatted = diagnostics.map(diagnostic =>
    formatDiagnostic(diagnostic, textOf(diagnostic.file, contents)),
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
    contents,
  };
}

/** A diagnostic may be about a profile that the scenario names; its file is said so that it can be printed. */
function textOf(of: string, contents: ReadonlyMap<string, Content>): string {
  for (const [file, content] of contents)
    if (printable(file) === of && 'text' in content) return content.text;
  return '';
}
