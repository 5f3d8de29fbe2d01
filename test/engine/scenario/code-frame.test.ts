import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { codeFrame } from '../../../engine/scenario/code-frame.ts';

/** The frame of the first place where `word` stands. */
function frame(text: string, word: string, context = false): string[] {
  const at = text.indexOf(word);
  const line = text.slice(0, at).split('\n').length;
  const column = at - text.lastIndexOf('\n', at - 1);
  const place = { line, column, endLine: line, endColumn: column + word.length };
  return codeFrame(place, text, context, 'error', (_, shown) => shown);
}

test.each([
  ['a tab', 'a:\tX'],
  ['Chinese', 'title: 嵌套虚拟化 X'],
  ['an emoji of several characters', 'title: 👩‍🔬👍🏽 X'],
  ['a combining accent', 'title: e\u0301 X'],
  ['a zero width space', 'title: \u200b X'],
  ['an escape sequence', 'title: \u001b[31m X'],
])('the caret stands under its word after %s', (_, text) => {
  const [line, carets] = frame(text, 'X') as [string, string];
  expect(stringWidth(line.slice(0, line.indexOf('X')))).toBe(carets.indexOf('^'));
});

test('carets are as wide as what they stand under', () => {
  expect(frame('title: 嵌套', '嵌套')[1]).toBe('   |        ^^^^');
});

test('with context come the lines around, unless nothing stands there', () => {
  expect(frame('a: 1\nb: 2\nc: 3', 'b', true)).toEqual([' 1 | a: 1', ' 2 | b: 2', '   | ^', ' 3 | c: 3']);
  expect(frame('a: 1\n\nb: 2\n', 'b', true)).toEqual([' 3 | b: 2', '   | ^']);
});

test('numbers of one digit and of two stand right-aligned', () => {
  const text = Array.from({ length: 12 }, (_, i) => `k${i + 1}: x`).join('\n');
  expect(frame(text, 'k9', true)).toEqual(['  8 | k8: x', '  9 | k9: x', '    | ^^', ' 10 | k10: x']);
});

test('a place of several lines is underlined to the end of its first', () => {
  const place = { line: 1, column: 4, endLine: 2, endColumn: 3 };
  expect(codeFrame(place, 'a: [1,\n 2]', false, 'error', (_, shown) => shown)).toEqual([
    ' 1 | a: [1,',
    '   |    ^^^',
  ]);
});
