/** The bundled profiles, and scenarios made from a few lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readLibrary } from '../../cli/library.ts';
import { findScenario, type ScenarioFile } from '../../cli/scenario-file.ts';
import { readText } from '../../cli/text-file.ts';
import { formatDiagnostic } from '../../engine/scenario/diagnostics.ts';
import { type Parsed, parseScenario } from '../../engine/scenario/parse.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';

export const library = readLibrary();

const SCENARIOS = new URL('../../scenarios/', import.meta.url);

const yamlIn = (folder: string): string[] =>
  readdirSync(new URL(folder, SCENARIOS))
    .filter(name => name.endsWith('.yaml'))
    .map(name => `${folder}${name}`);

/** The lessons, then the other scenarios. */
export const bundledNames = [...yamlIn('lab/'), ...yamlIn('')];

export function bundledText(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, SCENARIOS)), 'utf8');
}

/** The contracts' own example, without its expectations, for tests that break it in their own ways. */
export const wheelText = (): string => bundledText('square-wheel.yaml').replace(/\nexpect:[\s\S]*$/, '');

export function parse(text: string): Parsed {
  return parseScenario(text, 'test.yaml', library);
}

/** The scenario of a text that must be valid; what is wrong with it otherwise. */
export function scenarioOf(text: string): Scenario {
  const { scenario, diagnostics } = parse(text);
  if (scenario === null) throw new Error(diagnostics.map(each => formatDiagnostic(each, text)).join('\n'));
  return scenario;
}

/** What the command line makes of a text in a file of that name; no other file is there but the package's own. */
export function foundIn(text: string, file: string): ScenarioFile {
  const nothing = { reason: 'ENOENT: no such file or directory' };
  const own = (path: string) => (path.includes('/profiles/') ? readText(path) : nothing);
  return findScenario(file, library, undefined, path => (path === file ? { text } : own(path)));
}

/** `LINE:COLUMN message` of each diagnostic. */
export function complaints(text: string): string[] {
  return parse(text).diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
