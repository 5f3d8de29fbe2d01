import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCondition } from '../../engine/compare/condition.ts';
import { LEVEL_QUANTITIES, QUEUE_QUANTITIES } from '../../engine/compare/quantities.ts';

const text = readFileSync('docs/comparing.md', 'utf8');

test('the document on comparing names every quantity, and its conditions are some', () => {
  for (const name of [...Object.keys(LEVEL_QUANTITIES), ...Object.keys(QUEUE_QUANTITIES)])
    expect(text).toContain(`\`${name}\``);
  const conditions = [...text.matchAll(/^\| `([^`]+ [<>][^`]+)`/gm)].map(([, condition]) => condition!);
  expect(conditions).toHaveLength(5);
  for (const each of conditions) expect(parseCondition(each)).toMatchObject({ expression: each });
});
