import { expect, test } from 'vitest';
import { glyphSets } from '../../../tui/drawing/glyphs.ts';
import { paint } from '../../../tui/drawing/text.ts';
import { choiceLines } from '../../../tui/panels/ChoiceList.ts';
import { choiceOf, choicePressed, type Entry } from '../../../tui/state/choice.ts';

const theme = { glyphs: glyphSets.ascii, palette: null };
const entry = (title: string, about: string, note = ''): Entry => ({
  ...{ group: 'Lessons', title, about, note },
  file: `${title}.yaml`,
});
const drawn = (entries: readonly Entry[], columns: number, rows: number, ...keys: string[]): string[] =>
  choiceLines(
    keys.reduce((choice, key) => choicePressed(choice, key, 1), choiceOf(entries)),
    { columns, rows },
    theme,
  ).map(line => paint(line, columns, theme).trimEnd());

const two = [entry('One', 'A first sentence that is rather long.'), entry('Three', 'Short.', 'read-only')];

test('what does not fit in the line is cut there, and stands whole below', () => {
  expect(drawn(two, 32, 9)).toEqual([
    '-- Lessons ---------------------',
    '>  1 One    A first sentence...',
    '   2 Three  Short.',
    '',
    '-'.repeat(32),
    'A first sentence that is rather',
    'long.',
    'One.yaml',
  ]);
});

test('what to know before editing stands below the file', () => {
  expect(drawn(two, 32, 9, 'down').slice(4)).toEqual(['-'.repeat(32), 'Short.', 'Three.yaml', 'read-only']);
});

test('a narrow screen has the titles, a low one nothing below, and no words a sentence', () => {
  expect(drawn(two, 16, 4)).toEqual(['-- Lessons -----', '>  1 One', '   2 Three']);
  expect(drawn(two, 32, 4, '/', 'x', 'y')).toEqual([' none has these words', '', '']);
});

test('titles of strangers bring no control characters onto the screen', () => {
  expect(drawn([entry('a\u001b[2Jb', 'c\u202ed.')], 40, 4)[1]).toMatch(/^> {2}1 ab +cd\.$/);
});
