import { expect, test } from 'vitest';
import { isNews, spoken } from '../../tui/sentences.ts';
import { reduce } from '../../tui/state/reduce.ts';
import type { Diagnosis, State } from '../../tui/state/state.ts';
import { applied } from '../helpers/fake-run.ts';
import { diagnosis, press, stateOf, wrongAt } from '../helpers/screens.tsx';

const text = 'levls: []\ncpu: 7\n';
const key = wrongAt(1, 1, 5, 'unknown key `levls`', { hint: 'did you mean `levels`?' });
const cpu = wrongAt(2, 6, 1, 'a number', { expected: 'a mapping' });

const after = (state: State, found: Diagnosis): State =>
  reduce(state, { type: 'diagnosed', diagnosis: found });

test('what is wrong with the file is said without its code, wherever the focus is', () => {
  const broken = after(press(stateOf(), 'levels'), diagnosis(text, key, cpu));
  const said = spoken(broken);
  expect(said).toEqual(
    expect.arrayContaining([
      'a.yaml has 2 errors.',
      'The run goes on with the text of 14:02:07.',
      'Selected: a.yaml:1:1: error: unknown key `levls` [unknown-word]; hint: did you mean `levels`?',
      'a.yaml:2:6: error: a number [unknown-word]; expected: a mapping',
    ]),
  );
  expect(said.join('\n')).not.toMatch(/\^|\||\u0001/);
  const next = spoken(press(broken, 'diagnostics', 'down'));
  expect(next.filter(line => line.startsWith('Selected: '))).toEqual([expect.stringContaining('a.yaml:2:6')]);
});

test('it is said when it comes, when it is another, and when it goes', () => {
  const start = stateOf();
  const one = after(start, diagnosis(text, key));
  const other = after(one, diagnosis(text, cpu));
  const mended = after(other, diagnosis(''));
  expect([isNews(start, one), isNews(one, other), isNews(other, mended)]).toEqual([true, true, true]);
  expect(spoken(mended).join('\n')).not.toMatch(/error/);
});

test('a text that was gone back to is said', () => {
  const back = { since: new Date(2009, 5, 30, 14, 1, 0), first: false, undone: true };
  const said = spoken(
    reduce(stateOf(), { type: 'reloaded', applied: applied('nothing', 'V1 size'), text: back }),
  );
  expect(said.join('\n')).toMatch(/undone: back to the text of 14:01:00; .*\nThe run goes on with/s);
});
