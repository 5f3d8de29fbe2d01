import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { Mended } from '../../../engine/scenario/syntax/mended.ts';
import { firstFault } from '../../../engine/scenario/syntax/walk.ts';
import { bundledNames, bundledText, parse, wheelText } from '../../helpers/scenarios.ts';

const WHEEL = wheelText();

/** `LINE:COLUMN rule` of all that is said. */
const said = (text: string) =>
  parse(text).diagnostics.map(({ line, column, rule }) => `${line}:${column} ${rule}`);

test.each<[name: string, from: string, to: string, place: string]>([
  ['a line too far to the left', '        type: net', '       type: net', '15:8 indentation'],
  ['a line too far to the right', '        type: net', '          type: net', '15:11 indentation'],
  ['a tab', '        type: net', '\ttype: net', '15:1 tab'],
  ['a no-break space', '        type: net', '\u00a0       type: net', '15:1 tab'],
  ['a key without its colon', '    devices:', '    devices', '13:5 missing-colon'],
  ['an equals sign', 'seed: 42', 'seed = 42', '7:1 missing-colon'],
  ['a dash without its space', '      - device: V1', '      -device: V1', '27:7 missing-space'],
  ['a list whose first entry has no dash', '  - name: H', '    name: H', '11:5 indentation'],
  ['a quote', 'title: The', 'title: "The', '6:8 unclosed-quote'],
  ['a quote before another one', 'title: The', "title: 'It's the", '6:8 needs-quotes'],
  ['a bracket', 'pio, mmio]', 'pio, mmio', '17:20 unclosed-bracket'],
  ['an inner bracket', 'size: 256 }]', 'size: 256 ]', '16:18 unclosed-bracket'],
  ['a bracket of the other kind', 'pio, mmio]', 'pio, mmio}', '17:41 extra-bracket'],
  ['one bracket too many', 'size: 256 }]', 'size: 256 }]]', '16:42 extra-bracket'],
  ['a comma between entries', 'arch: svm, features', 'arch: svm features', '8:18 missing-comma'],
  ['a comma between mappings', 'size: 256 }]', 'size: 256 } { name: rx, size: 8 }]', '16:42 missing-comma'],
  ['a colon in a text', 'title: The square', 'title: The: square', '6:8 needs-quotes'],
  ['a text that begins with @', 'title: The', 'title: @The', '6:8 needs-quotes'],
  ['a text that begins with >', 'title: The', 'title: > The', '6:8 needs-quotes'],
  ['text behind a bracket', 'title: The', 'title: [The]', '6:8 needs-quotes'],
])('%s is said where a person would look, and nothing else', (_, from, to, place) => {
  expect(WHEEL).toContain(from);
  expect(said(WHEEL.replace(from, to))).toEqual([place]);
});

test('what is wrong further down is said in the same run, at its place in the text as it was written', () => {
  const text = WHEEL.replace('arch: svm, features', 'arch: svm features')
    .replace('        type: net', '       type: net')
    .replace('size: 256 }]', 'sise: 256 }')
    .replace('queue: tx', 'queue: rx');
  expect(said(text)).toEqual([
    '8:18 missing-comma',
    '15:8 indentation',
    '16:17 unclosed-bracket',
    '16:30 unknown-key',
    '29:28 unknown-queue',
  ]);
});

test.each(bundledNames)('%s has no fault for the second reading either', name => {
  const text = bundledText(name);
  expect(firstFault(text, text.length)).toBeNull();
});

test('what the YAML library reads may be anything, and the second reading ends', () => {
  const words = fc.constantFrom(
    'a',
    ': ',
    ':',
    '- ',
    '-',
    '\n',
    '  ',
    '\t',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '#',
    '|',
    '>',
    '*',
    '&b ',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), list => {
      const text = list.join('');
      const fault = firstFault(text, text.length);
      if (fault === null) return;
      expect(fault.from).toBeLessThan(fault.to);
      expect(fault.to).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 500 },
  );
});

test('where a character is missing that YAML needs, something is said within six lines of it', () => {
  const text = WHEEL.slice(WHEEL.indexOf('levels:'));
  fc.assert(
    fc.property(fc.nat(text.length - 1), at => {
      const cut = text.slice(0, at) + text.slice(at + 1);
      if (parseDocument(cut).errors.length === 0) return;
      const line = text.slice(0, at).split('\n').length;
      const syntax = parse(cut).diagnostics.filter(({ rule }) => !/-key$/.test(rule));
      expect(syntax.map(each => Math.abs(each.line - line) <= 6)).toContain(true);
    }),
    { numRuns: 300 },
  );
});

test('an offset in a mended text leads back to where it was', () => {
  const mended = new Mended('abcdef').with({ from: 2, to: 2, text: 'XY' }).with({ from: 5, to: 6, text: '' });
  expect(mended.text).toBe('abXYcef');
  const back = Array.from(mended.text, (_, at) => mended.original(at));
  expect(back).toEqual([0, 1, 2, 2, 2, 4, 5]);
});
