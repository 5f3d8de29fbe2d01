import { expect, test } from 'vitest';
import { headingOf } from '../../../engine/scenario/heading.ts';
import { bundledNames, bundledText, scenarioOf } from '../../helpers/scenarios.ts';

test.each(bundledNames)('%s has the title that the parser reads, and a sentence about it', name => {
  const { title, about } = headingOf(bundledText(name));
  expect(title).toBe(scenarioOf(bundledText(name)).title);
  expect(about).toMatch(/^[A-Z].{15,}[.?]$/);
});

test.each([
  ['# One. Two.\ntitle: A # a comment\n', 'A', 'One.'],
  [
    '# yaml-language-server: $schema=./schema.json\n#\n# Is it 1.5 us?\n# Yes.\ntitle: "A: b"\n',
    'A: b',
    'Is it 1.5 us?',
  ],
  ['# no end\n\n# another\ntitle: A\n', 'A', 'no end'],
  ['levels: []\n', '', ''],
  ['title: [\n', '', ''],
  ['# \u001b[2Jred. Two.\ntitle: "\\u202ea"\n', '?a', '?[2Jred.'],
])('%j', (text, title, about) => {
  expect(headingOf(text)).toEqual({ title, about });
});
