import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { marks } from '../helpers/language-server.ts';
import { inShell } from '../helpers/program.ts';
import { bundledText, parse } from '../helpers/scenarios.ts';
import { freshPath } from '../helpers/temporary.ts';

/** In a new directory, or in the one given. */
function newIn(directory: string, ...args: string[]) {
  mkdirSync(directory, { recursive: true });
  const { code, stdout, stderr } = inShell(`cd '${directory}' && exec "$@"`, 'new', ...args);
  return { code, stdout, stderr, read: (name: string) => readFileSync(join(directory, name), 'utf8') };
}

const body = (text: string): string => text.slice(text.indexOf('\n'));

test('new writes a commented scenario that is valid, and says what to do with it', () => {
  const { code, stdout, stderr, read } = newIn(freshPath());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^scenario\.yaml is written\. Run it with `trapline run scenario\.yaml`/);
  const text = read('scenario.yaml');
  expect(parse(text).diagnostics).toEqual([]);
  expect(text.match(/#/g)!.length).toBeGreaterThan(15);
});

test('an editor finds the schema from there', async () => {
  const directory = freshPath();
  const { read } = newIn(directory, 'mine.yaml');
  const file = join(directory, 'mine.yaml');
  expect(await marks(read('mine.yaml'), file)).toEqual([]);
  expect(await marks(read('mine.yaml').replace('iommu: emulated', 'iommu: no'), file)).toHaveLength(1);
});

test('below the directory that holds the package, the schema is named by a relative path', async () => {
  const file = freshPath('.yaml');
  expect(newIn('/', file).code).toBe(0);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/.*\/scenarios\/schema\.json\n/);
  expect(await marks(text.replace('iommu: emulated', 'iommu: no'), file)).toHaveLength(1);
});

test('new overwrites nothing, and says the way out', () => {
  const directory = freshPath();
  newIn(directory, 'a.yaml');
  const { code, stdout, stderr, read } = newIn(directory, 'a.yaml', '--from', 'bare');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    'a.yaml exists already and is left as it is. Name another file: trapline new other.yaml\n',
  );
  expect(body(read('a.yaml'))).toBe(body(bundledText('starter.yaml')));
});

test.each(['01-the-mail', 'bare'])('--from %s copies it, all but the way to the schema', name => {
  const { code, read } = newIn(freshPath(), 'copy.yaml', '--from', name);
  expect(code).toBe(0);
  expect(body(read('copy.yaml'))).toBe(body(bundledText(name === 'bare' ? 'bare.yaml' : `lab/${name}.yaml`)));
});

test('a directory that does not exist is a sentence, and a lesson that does not exist a list', () => {
  const directory = freshPath();
  expect(newIn(directory, 'no/a.yaml')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^ENOENT: .*\n$/),
  });
  expect(newIn(directory, '--from', 'nope')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('01-the-mail'),
  });
});
