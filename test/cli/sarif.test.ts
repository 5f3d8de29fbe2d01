import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import Ajv from 'ajv-draft-04';
import { expect, test } from 'vitest';
import { sarifOf } from '../../cli/sarif.ts';
import { type Diagnostic, RULES } from '../../engine/index.ts';
import { trapline } from '../helpers/program.ts';
import { bundledText, foundIn, wheelText } from '../helpers/scenarios.ts';
import { fileWith } from '../helpers/temporary.ts';

// SARIF 2.1.0 as OASIS published it (rtm.5), from the package @microsoft/jest-sarif 1.0.0-beta.0 (MIT).
const SCHEMA = new URL('../fixtures/sarif-2.1.0-rtm.5.json.gz', import.meta.url);
const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
const isSarif = ajv.compile(JSON.parse(gunzipSync(readFileSync(SCHEMA)).toString('utf8')));

/** The whole document, which must be valid; and its only run. */
function sarif(text: string) {
  const document = JSON.parse(text);
  expect(isSarif(document) ? [] : isSarif.errors).toEqual([]);
  return document.runs[0];
}

const diagnosed = (text: string): readonly Diagnostic[] => foundIn(text, 'sub dir/a%b.yaml').diagnostics;

test('check --sarif is one valid document, with the rule and the region of each diagnostic', () => {
  const file = relative(
    '',
    fileWith(wheelText().replace('seed: 42', 'sead: 42').replace('V1, iommu', 'V9, iommu')),
  );
  const { code, stdout, stderr } = trapline('check', '--sarif', file, 'scenarios/bare.yaml');
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const { tool, results, artifacts } = sarif(stdout);
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(RULES));
  expect(artifacts[1].location).toEqual({ uri: 'scenarios/bare.yaml', uriBaseId: 'WORKING_DIRECTORY' });
  expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['unknown-key', 'unknown-device']);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  const [{ artifactLocation, region }] = results.map(
    (result: { locations: [{ physicalLocation: object }] }) => result.locations[0].physicalLocation,
  );
  expect(region).toEqual({ startLine: 7, startColumn: 1, endLine: 7, endColumn: 5 });
  // Outside of the working directory a file has no relative address.
  expect(artifactLocation).toEqual({ uri: pathToFileURL(file).href });
});

test('what is in order is a valid document too, without results', () => {
  const { code, stdout } = trapline('check', '--sarif', 'scenarios/bare.yaml');
  expect(code).toBe(0);
  expect(sarif(stdout).results).toEqual([]);
});

test('an address is relative to the working directory, and as a URI has it', () => {
  const run = sarif(JSON.stringify(sarifOf(['sub dir/a%b.yaml'], diagnosed('version: 2\n'))));
  const { uri, uriBaseId } = run.artifacts[0].location;
  expect(uri).toBe('sub%20dir/a%25b.yaml');
  const base = run.originalUriBaseIds[uriBaseId].uri;
  expect(new URL(uri, base).href).toBe(pathToFileURL('sub dir/a%b.yaml').href);
});

test('a certain hint is a fix, an uncertain one is not; related places come along', () => {
  const text = wheelText().replace('seed: 42', 'sead: 42').replace('V1, iommu', 'V2, iommu');
  const { results } = sarif(JSON.stringify(sarifOf(['sub dir/a%b.yaml'], diagnosed(text))));
  const [certain, uncertain] = results;
  const [{ replacements }] = certain.fixes[0].artifactChanges;
  expect(replacements).toEqual([
    {
      deletedRegion: { startLine: 7, startColumn: 1, endLine: 7, endColumn: 5 },
      insertedContent: { text: 'seed' },
    },
  ]);
  expect(uncertain.ruleId).toBe('unknown-device');
  expect(uncertain.fixes).toBeUndefined();
  const twice = wheelText().replace('hide: [] }', 'hide: [] }\n      - { device: V1, iommu: none }');
  const [{ relatedLocations }] = sarif(JSON.stringify(sarifOf([], diagnosed(twice)))).results;
  expect(relatedLocations).toEqual([expect.objectContaining({ message: { text: 'the first time' } })]);
});

/** What an editor does with a fix. */
function fixed(text: string, { line, column, endLine, endColumn, replacement }: Diagnostic): string {
  const lines = text.split('\n');
  const offset = (at: number, of: number) =>
    lines.slice(0, at - 1).join('\n').length + Number(at > 1) + of - 1;
  return text.slice(0, offset(line, column)) + replacement + text.slice(offset(endLine, endColumn));
}

test.each([
  ['levels:', 'levls:'],
  ['size: 256', 'size:256'],
  ['size: 256', 'size: "256"'],
  ['    assign:', '    assign'],
  ['mmio, pio]', 'mmio pio]'],
  ['[hypercall, pio, mmio]', '[hypercall, pio, mmio]]'],
  ['title: The square wheel', 'title: The square: wheel'],
  ['title: The square wheel', 'title: "The square wheel'],
  ['exponential: 2us', 'exponential: 2 usec'],
  ['type: net', 'type: Net'],
  ['      - device: V1', '      -device: V1'],
  ['kvm-6.1', 'kvm6.1'],
])('the fix for %s written as %s mends the file', (right, wrong) => {
  const text = bundledText('square-wheel.yaml').replace(right, wrong);
  const [found, ...others] = diagnosed(text);
  expect(others).toEqual([]);
  expect(found!.replacement).not.toBeNull();
  expect(diagnosed(fixed(text, found!))).toEqual([]);
});
