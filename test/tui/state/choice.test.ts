import { expect, test } from 'vitest';
import { type Choice, choiceOf, choicePressed, shownOf } from '../../../tui/state/choice.ts';

const entries = Array.from({ length: 12 }, (_, i) => ({
  group: i < 10 ? 'Lessons' : 'Others',
  title: `Title ${i + 1}`,
  about: i % 2 === 0 ? 'Odd one.' : 'Even one.',
  file: `${i + 1}.yaml`,
  note: '',
}));
const after = (keys: readonly string[], from: Choice = choiceOf(entries)): Choice =>
  keys.reduce((choice, key) => choicePressed(choice, key, 5), from);
const cursorAfter = (...keys: string[]): number => after(keys).cursor;

test('the cursor goes up and down and stays on the list', () => {
  expect(cursorAfter('down', 'j', 'up')).toBe(1);
  expect(cursorAfter('k', 'up')).toBe(0);
  expect(cursorAfter('pagedown')).toBe(5);
  expect(cursorAfter('end', 'down', 'pageup')).toBe(6);
  expect(cursorAfter('end', 'home')).toBe(0);
});

test('a number goes to its entry, a second digit to a larger one, and what there is not changes nothing', () => {
  expect(cursorAfter('3')).toBe(2);
  expect(cursorAfter('1', '2')).toBe(11);
  expect(cursorAfter('1', '5')).toBe(4);
  expect(cursorAfter('1', '3')).toBe(2);
  expect(cursorAfter('4', '0')).toBe(3);
  expect(cursorAfter('1', 'down', '2')).toBe(1);
});

test('the filter shows what has all its words, and the cursor is on one of them', () => {
  const typed = after(['/', ...'even']);
  expect(shownOf(typed)).toEqual([1, 3, 5, 7, 9, 11]);
  expect(typed.cursor).toBe(1);
  expect(after(['return', 'down', 'down', 'up'], typed).cursor).toBe(3);
  expect(after(['return', 'end', 'escape'], typed)).toMatchObject({ cursor: 11, filter: { text: '' } });
  expect(after(['return', '3'], typed).cursor).toBe(1);
});

test('a filter that nothing passes has no cursor, and gives one back', () => {
  const none = after(['/', ...'nothing']);
  expect([shownOf(none), none.cursor]).toEqual([[], -1]);
  expect(after(['return', 'down'], none).cursor).toBe(-1);
  expect(after(['escape'], none).cursor).toBe(0);
});
