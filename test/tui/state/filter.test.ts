import { expect, test } from 'vitest';
import { noFilter, passes, typed } from '../../../tui/state/filter.ts';

const filterOf = (text: string) => ({ text, editing: false });

test('a line passes that holds every word, in whatever case', () => {
  expect(passes(filterOf('NPF v1'), 'L2 G2 npf -> H V1.tx kick')).toBe(true);
  expect(passes(filterOf('npf v2'), 'L2 G2 npf -> H V1.tx kick')).toBe(false);
  expect(passes(noFilter, 'anything')).toBe(true);
});

test('an exclamation mark turns the question round, and alone asks nothing', () => {
  expect(passes(filterOf('!npf'), 'L2 G2 npf')).toBe(false);
  expect(passes(filterOf('!npf'), 'L1 G1 vmrun')).toBe(true);
  expect(passes(filterOf('!'), 'L2 G2 npf')).toBe(true);
});

test('keys make a filter: letters, backspace, Ctrl-U; Enter keeps it, Esc forgets it', () => {
  const after = (...keys: string[]) => keys.reduce(typed, { text: '', editing: true });
  expect(after('n', 'p', 'x', 'backspace', 'f')).toEqual({ text: 'npf', editing: true });
  expect(after('a', 'ctrl-u', 'b').text).toBe('b');
  expect(after('a', 'return')).toEqual({ text: 'a', editing: false });
  expect(after('a', 'escape')).toEqual(noFilter);
  expect(after('a', 'up', 'pagedown').text).toBe('a');
  expect(after(...Array<string>(500).fill('x')).text.length).toBeLessThanOrEqual(80);
});
