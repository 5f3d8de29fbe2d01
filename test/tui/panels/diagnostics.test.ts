import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDiagnostic } from '../../../engine/scenario/diagnostics.ts';
import { contentOf } from '../../../tui/contents.ts';
import { lengthOf } from '../../../tui/drawing/spans.ts';
import { paint } from '../../../tui/drawing/text.ts';
import { themes } from '../../../tui/drawing/themes.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import type { State } from '../../../tui/state/state.ts';
import { applied } from '../../helpers/fake-run.ts';
import { diagnosis, plain, press, stateOf, wrongAt } from '../../helpers/screens.tsx';

const text = `title: A
levls: []
    queues: [{ name: ${'transmit-'.repeat(9)}queue, size: 16, doorbells: [hypercall, pio, mmoi] }]
`;
const column = text.split('\n')[2]!.indexOf('mmoi') + 1;
const key = wrongAt(2, 1, 5, 'unknown key `levls`', { hint: 'did you mean `levels`?' });
const doorbell = wrongAt(3, column, 4, 'unknown doorbell `mmoi`', {
  expected: 'one of hypercall, pio, mmio',
});
const old = wrongAt(1, 1, 5, 'no such title in years', { severity: 'warning' });

function broken(...found: Parameters<typeof diagnosis>[1][]): State {
  return reduce(stateOf(), { type: 'diagnosed', diagnosis: diagnosis(text, ...found) });
}

const all = broken(old, key, doorbell);

function linesOf(state: State, width: number, height = 60): string[] {
  const { lines, first = 0 } = contentOf('diagnostics', state, { width, height });
  return lines.slice(first, first + height - 1).map(line => paint(line, width, plain()));
}

test('the words are those of `check`, one below the other', () => {
  const said = linesOf(all, 120).map(line => line.slice(1));
  expect(said.join('\n')).toBe([old, key, doorbell].map(each => formatDiagnostic(each, text)).join('\n\n'));
});

test.each([30, 40, 60, 80])(
  'at %i columns the carets are still under their word, and no word is lost',
  width => {
    const lines = linesOf(broken(doorbell), width);
    const carets = lines.findIndex(line => line.includes('^^^^'));
    expect(lines[carets - 1]!.slice(lines[carets]!.indexOf('^')).slice(0, 4)).toBe('mmoi');
    const words = lines.filter((_, index) => index < carets - 1 || index > carets).join(' ');
    expect(words.replaceAll(/\s+/g, ' ')).toContain(
      'unknown doorbell `mmoi` [unknown-word] expected: one of hypercall, pio, mmio',
    );
  },
);

test('at no width is a word lost at the right', () => {
  const isCode = (line: string) => /^. [ \d]+\|/.test(line);
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 130 }), width => {
      for (const line of contentOf('diagnostics', all, { width, height: 12 }).lines)
        if (!isCode(paint(line, 200, plain()))) expect(lengthOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test('the selected one is marked, and on the panel however low that is', () => {
  for (const height of [3, 5, 8, 20])
    for (const [at, start] of [/^▌a\.yaml:1:1: warning/, /^▌a\.yaml:2:1: error/, /^▌a\.yaml:3:/].entries()) {
      const state = press({ ...all, scroll: { ...all.scroll, diagnostics: at } }, 'diagnostics');
      const marked = linesOf(state, 80, height).filter(line => line.startsWith('▌'));
      expect(marked).toEqual([expect.stringMatching(start)]);
    }
});

test('errors and warnings have colours of their own, and a word each', () => {
  const [palette, glyphs] = [themes.default, all.glyphs];
  const painted = contentOf('diagnostics', all, { width: 80, height: 20 }).lines.map(line =>
    paint(line, 80, { palette, glyphs }),
  );
  expect(painted[0]).toContain(`${palette.warning}warning:`);
  expect(painted.join('\n')).toContain(`${palette.alarm}error:`);
  expect(painted.find(line => line.includes('^^^^^'))).toContain(palette.warning);
});

test('a file that cannot be read has no line to show', () => {
  const gone = { diagnostics: [wrongAt(1, 1, 1, 'ENOENT: no such file')], textOf: () => '' };
  const state = reduce(stateOf(), { type: 'diagnosed', diagnosis: gone });
  expect(linesOf(state, 80)).toEqual(['▌a.yaml:1:1: error: ENOENT: no such file [unknown-word]']);
});

test('what the panel is about: how much is wrong, and what runs', () => {
  const about = (state: State) => contentOf('diagnostics', state, { width: 80, height: 9 }).about;
  expect(about(all)).toBe('2 errors, 1 warning; the run goes on with the text of 14:02:07');
  expect(about(broken(old))).toBe('1 warning');
  expect(linesOf(stateOf(), 80)).toEqual(['The file is in order.']);
  const back = { since: new Date(2009, 5, 30, 14, 1, 0), first: false, undone: true };
  const undone = reduce(stateOf(), { type: 'reloaded', applied: applied('nothing', 'V1'), text: back });
  expect(linesOf(undone, 80)).toEqual([
    'The file is in order; what runs is the text of 14:01:00.',
    '',
    'The last edit:',
    'in place: V1',
  ]);
});
