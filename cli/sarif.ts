/** Diagnostics as SARIF 2.1.0 (OASIS), which editors and code hosts read. */
import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Diagnostic, type Place, RULES, type RuleId } from '../engine/index.ts';
import { VERSION } from './version.ts';

const RULE_IDS = Object.keys(RULES) as RuleId[];

/** `files`: all that were looked at, those without a diagnostic too. */
export function sarifOf(files: readonly string[], diagnostics: readonly Diagnostic[]): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'trapline', semanticVersion: VERSION, rules: RULE_IDS.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { WORKING_DIRECTORY: { uri: `${pathToFileURL(process.cwd()).href}/` } },
        artifacts: files.map(file => ({ location: locationOf(file) })),
        results: diagnostics.map(resultOf),
      },
    ],
  };
}

function ruleOf(id: RuleId): object {
  const { about, severity } = RULES[id];
  return { id, shortDescription: { text: about }, defaultConfiguration: { level: severity } };
}

function resultOf(found: Diagnostic): object {
  const { rule, severity, related, hint, replacement } = found;
  return {
    ruleId: rule,
    ruleIndex: RULE_IDS.indexOf(rule),
    level: severity,
    message: { text: textOf(found) },
    locations: [{ physicalLocation: placeOf(found) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        message: { text: place.message },
        physicalLocation: placeOf(place),
      })),
    }),
    ...(replacement !== null && { fixes: [fixOf(found, hint ?? 'replace it', replacement)] }),
  };
}

function textOf({ message, expected, hint }: Diagnostic): string {
  const more = [expected && `expected: ${expected}`, hint && `hint: ${hint}`].filter(text => text);
  return more.length === 0 ? message : `${message} (${more.join('; ')})`;
}

function fixOf(found: Diagnostic, description: string, text: string): object {
  return {
    description: { text: description },
    artifactChanges: [
      {
        artifactLocation: locationOf(found.file),
        replacements: [{ deletedRegion: regionOf(found), insertedContent: { text } }],
      },
    ],
  };
}

function placeOf(found: Place & { readonly file: string }): object {
  return { artifactLocation: locationOf(found.file), region: regionOf(found) };
}

function regionOf({ line, column, endLine, endColumn }: Place): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** Relative to the working directory, where the file is below it. */
function locationOf(file: string): object {
  const below = relative('', file);
  if (below.startsWith('..') || isAbsolute(below)) return { uri: pathToFileURL(file).href };
  const uri = pathToFileURL(below).href.slice(pathToFileURL('.').href.length + 1);
  return { uri, uriBaseId: 'WORKING_DIRECTORY' };
}
