/** A scenario file on its way to the engine: read with its profiles, parsed, its diagnostics formatted. */
import {
  type Diagnostic,
  diagnostic,
  formatDiagnostic,
  type Library,
  type Parsed,
  parseScenario,
  printable,
  type Scenario,
  type TextOf,
  whyTooDeep,
} from '../engine/index.ts';
import { libraryBeside } from './library.ts';
import { type Content, type Reader, readOnce, readText } from './text-file.ts';

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
  /** What was found in every file that was read for it, by path: itself first, and then the profiles it names. */
  readonly contents: ReadonlyMap<string, Content>;
}

const START = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/** The file cannot be read: the system's reason, in a sentence. */
export class UnreadableFile extends Error {}

/** `seed`: takes the place of the scenario's own. Throws an UnreadableFile. */
export function readScenarioFile(file: string, library: Library, seed?: number): ScenarioFile {
  const found = findScenario(file, library, seed, path => (path === file ? readOnce(path) : readText(path)));
  const own = found.contents.get(file)!;
  if ('reason' in own) throw new UnreadableFile(printable(`${file}: ${own.reason}`));
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
  const text = 'text' in own ? own.text : '';
  const parsed =
    'reason' in own
      ? { scenario: null, diagnostics: [diagnostic(file, START, 'unreadable', own.reason)] }
      : runnable(parseScenario(text, file, libraryBeside(file, library, reader)), file);
  const scenario = parsed.scenario && { ...parsed.scenario, seed: seed ?? parsed.scenario.seed };
  const textOf: TextOf = of => textIn(contents, of);
  const formatted = parsed.diagnostics.map(each => formatDiagnostic(each, textOf));
  return { file, text, scenario, diagnostics: parsed.diagnostics, formatted, textOf, contents };
}

/** A scenario that makes more exits than can be walked is one that cannot run. */
function runnable(parsed: Parsed, file: string): Pick<Parsed, 'scenario' | 'diagnostics'> {
  const { scenario, diagnostics, keyPlace } = parsed;
  const tooDeep = scenario && whyTooDeep(scenario);
  if (tooDeep === null) return parsed;
  const found = diagnostic(file, keyPlace(['levels']), 'too-deep', tooDeep);
  return { scenario: null, diagnostics: [...diagnostics, found] };
}

/** A diagnostic may be about a profile that the scenario names; its file is said so that it can be printed. */
function textIn(contents: ReadonlyMap<string, Content>, of: string): string {
  for (const [file, content] of contents)
    if (printable(file) === of && 'text' in content) return content.text;
  return '';
}
