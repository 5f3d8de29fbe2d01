import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trapline } from '../helpers/program.ts';
import { bundledNames, bundledText, library } from '../helpers/scenarios.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const bundled = bundledNames.map(name => `scenarios/${name}`);

test('check finds every bundled scenario fine', () => {
  expect(trapline('check', ...bundled)).toEqual({
    code: 0,
    stdout: bundled.map(file => `${file}: fine\n`).join(''),
    stderr: '',
  });
});

test('check goes through all files, those after a broken one too', () => {
  const file = fileWith('version: 1\nlevels: 3\n');
  const { code, stdout, stderr } = trapline('check', file, 'scenarios/bare.yaml');
  expect(code).toBe(1);
  expect(stdout).toBe('scenarios/bare.yaml: fine\n');
  expect(stderr).toContain(`${file}:2:9: error: `);
});

test('check --json is one document with every diagnostic', () => {
  const file = fileWith('version: 1\ntitle: no levels\nlevls: []\n');
  const { code, stdout, stderr } = trapline('check', '--json', 'scenarios/bare.yaml', file);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const { version, diagnostics } = JSON.parse(stdout);
  expect(version).toBe(1);
  expect(diagnostics).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      file,
      line: 3,
      column: 1,
      hint: expect.stringContaining('levels'),
    }),
  );
});

test('check reads profiles beside the scenario, and shows their lines', () => {
  const directory = freshPath();
  mkdirSync(directory);
  const save = (name: string, text: string) => writeFileSync(join(directory, name), text);
  const costs = library.costs.get('zen-3')!.text;
  save('scenario.yaml', bundledText('bare.yaml').replace(/costs: [^ }]+/, 'costs: ./mine.yaml'));
  const file = join(directory, 'scenario.yaml');
  save('mine.yaml', costs);
  expect(trapline('check', file)).toEqual({ code: 0, stdout: `${file}: fine\n`, stderr: '' });
  save('mine.yaml', costs.replace('cycles: 2528', 'cycles: many'));
  const broken = trapline('check', file);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain(`${join(directory, 'mine.yaml')}:6:17: error: `);
  expect(broken.stderr).toContain(' 6 | exit: { cycles: many,');
  save('scenario.yaml', bundledText('bare.yaml').replace(/costs: [^ }]+/, 'costs: ./none.yaml'));
  const { code, stderr } = trapline('check', file);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /scenario\.yaml:\d+:\d+: error: the profile `\.\/none\.yaml` cannot be read: ENOENT/,
  );
});

test.each([
  [[], 'scenarios/schema.json'],
  [['scenario'], 'scenarios/schema.json'],
  [['costs'], 'scenarios/profiles/costs/schema.json'],
  [['hypervisor'], 'scenarios/profiles/hypervisors/schema.json'],
])('schema %j prints the schema that editors find in %s', (of, file) => {
  const { code, stdout } = trapline('schema', ...of);
  expect(code).toBe(0);
  expect(stdout).toBe(readFileSync(file, 'utf8'));
});
