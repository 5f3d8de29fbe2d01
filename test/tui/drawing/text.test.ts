import fc from 'fast-check';
import { expect, test } from 'vitest';
import { glyphSets } from '../../../tui/drawing/glyphs.ts';
import { fitted } from '../../../tui/drawing/spans.ts';
import { cell, paint, printable, wrapped } from '../../../tui/drawing/text.ts';
import { themes } from '../../../tui/drawing/themes.ts';

const plain = { glyphs: glyphSets.braille, palette: null };
const ascii = { glyphs: glyphSets.ascii, palette: null };
const colors = { glyphs: glyphSets.braille, palette: themes.default };

test('a role is colour, and without colour nothing at all', () => {
  expect(paint([['good', 'yes']], 9, colors)).toBe('\u001b[32myes\u001b[0m');
  expect(paint([['good', 'yes']], 9, plain)).toBe('yes');
});

test('a line is cut at its width across spans', () => {
  expect(paint(['abc', ['strong', 'def'], 'ghi'], 5, plain)).toBe('abcde');
  expect(paint(['abc'], 0, plain)).toBe('');
});

test('a cut never leaves half a character', () => {
  expect(paint(['a😀b'], 2, plain)).toBe('a😀');
});

test('escape sequences go as a whole, hidden and reordering characters too', () => {
  expect(printable('a\u001b[31mb\u001b]0;title\u0007c\u202ed\u200be\u2028f', false)).toBe('abcdef');
});

test('no text whatever brings a control character to the screen, nor other than ASCII if so asked', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  fc.assert(
    fc.property(text, fc.nat(80), (raw, width) => {
      expect(paint([raw], width, plain)).not.toMatch(/\p{Cc}/u);
      expect(paint([raw], width, ascii)).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});

test('a cell has exactly its width', () => {
  expect(cell('ab', 4)).toBe('ab  ');
  expect(cell('ab', 4, 'right')).toBe('  ab');
  expect(cell('abcdef', 4)).toBe('abcd');
});

test('fitted spans are exactly as wide as they should be, across roles', () => {
  expect(fitted(['ab', ['good', 'cdef']], 4)).toEqual(['ab', ['good', 'cd']]);
  expect(fitted(['ab'], 4)).toEqual(['ab', '  ']);
  expect(fitted(['a😀b'], 2)).toEqual(['a😀']);
});

test('a text is wrapped at blanks, and a word is torn that no line holds', () => {
  expect(wrapped('the walk finds nothing', 10)).toEqual(['the walk', 'finds', 'nothing']);
  expect(wrapped('0123456789abc d', 10)).toEqual(['0123456789', 'abc d']);
  expect(wrapped('', 10)).toEqual([]);
});

test('a wrapped text has all of its words, and no line is too wide', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
      fc.integer({ min: 1, max: 40 }),
      (words, width) => {
        const lines = wrapped(words.join(' '), width);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
      },
    ),
  );
});
