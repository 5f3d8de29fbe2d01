import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keyTables } from './helpers/key-table.ts';

const readme = readFileSync('README.md', 'utf8');

test('the README prints the key tables', () => {
  for (const table of keyTables()) expect(readme).toContain(table);
});

test('every picture and document that the README shows is there', () => {
  const named = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(path => !existsSync(path))).toEqual([]);
});
