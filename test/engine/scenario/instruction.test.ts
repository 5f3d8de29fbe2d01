import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstruction, parseInstruction } from '../../../engine/scenario/instruction.ts';

test.each([
  ['vmrun', { op: 'vmrun', detail: null, when: null, unless: [], times: 1 }],
  ['vmsave unless vls', { op: 'vmsave', detail: null, when: null, unless: ['vls'], times: 1 }],
  [
    'vmread x 11 unless vmcs-shadowing',
    { op: 'vmread', detail: null, when: null, unless: ['vmcs-shadowing'], times: 11 },
  ],
  ['msr: read 0x1d9', { op: 'msr', detail: 'read 0x1d9', when: null, unless: [], times: 1 }],
  [
    'msr: read 0x1d9 x 2 unless a or b',
    { op: 'msr', detail: 'read 0x1d9', when: null, unless: ['a', 'b'], times: 2 },
  ],
  [
    'mrs: X if vhe unless nv2',
    { op: 'mrs', detail: 'X', when: { feature: 'vhe', offered: true }, unless: ['nv2'], times: 1 },
  ],
  [
    'eret if not vhe',
    { op: 'eret', detail: null, when: { feature: 'vhe', offered: false }, unless: [], times: 1 },
  ],
])('%s', (text, instruction) => {
  expect(parseInstruction(text)).toEqual(instruction);
});

test.each([
  '',
  'VMRUN',
  'vmrun x 0',
  'vmrun x 1000',
  'vmrun unless',
  'vmrun if',
  'vmrun unless a if b',
  'vmrun vls',
  'msr:',
  'msr: \u001b[31m',
])('%j is no instruction', text => {
  expect(parseInstruction(text)).toBeNull();
});

test('every instruction is read back from its own text', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const instruction = fc.record({
    op: word,
    detail: fc.option(fc.stringMatching(/^[a-z0-9]{1,6}( 0x[0-9a-f]{1,4})?$/)),
    when: fc.option(fc.record({ feature: word, offered: fc.boolean() })),
    unless: fc.array(word, { maxLength: 3 }),
    times: fc.integer({ min: 1, max: 999 }),
  });
  fc.assert(
    fc.property(instruction, each => {
      expect(parseInstruction(formatInstruction(each))).toEqual(each);
    }),
  );
});
