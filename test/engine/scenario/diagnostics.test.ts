import { expect, test } from 'vitest';
import { diagnostic, formatDiagnostic } from '../../../engine/scenario/diagnostics.ts';
import { parseScenario } from '../../../engine/scenario/parse.ts';
import { bundledText, library, parse } from '../../helpers/scenarios.ts';

test('a diagnostic shows the line, the place in it, what was expected and what was meant', () => {
  const text = bundledText('square-wheel.yaml').replace('size: 256', 'sise: 256');
  expect(formatDiagnostic(parse(text).diagnostics[0]!, text)).toBe(
    [
      'test.yaml:16:30: error: unknown key `sise` [unknown-key]',
      ' 15 |         type: net',
      ' 16 |         queues: [{ name: tx, sise: 256 }]',
      '    |                              ^^^^',
      ' 17 |         doorbells: [hypercall, pio, mmio]',
      '  expected: one of name, size',
      '  hint: did you mean `size`?',
    ].join('\n'),
  );
});

test('nothing that a text says reaches the terminal as a control', () => {
  const text = 'a: "\u001b]0;owned\u0007"\tx\u202e\n';
  const place = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  const shown = formatDiagnostic(
    diagnostic('f\u001b', place, 'yaml-syntax', 'say \u009b31m', { hint: 'x\ny' }),
    text,
  );
  expect(shown).not.toMatch(/[^\P{C}\n]/u);
  expect(shown.split('\n')).toHaveLength(4);
});

test('a long line is cut around the place, and the caret stays under it', () => {
  const text = `${'a'.repeat(5000)}X${'b'.repeat(5000)}`;
  const place = { line: 1, column: 5001, endLine: 1, endColumn: 5002 };
  const [, line, carets] = formatDiagnostic(diagnostic('f', place, 'yaml-syntax', 'm'), text).split('\n');
  expect(line!.length).toBeLessThan(120);
  expect(line![carets!.indexOf('^')]).toBe('X');
});

test('of what a text says at great length the middle is left out, in the hint as in the message', () => {
  const word = `key${'y'.repeat(9000)}:`;
  const text = `version: 1\ntitle: T\nlevels:\n  - name: H\n  ${word} 1\n  - name: G\n`;
  const found = parse(text).diagnostics.map(each => formatDiagnostic(each, text));
  expect(found.join('\n')).toMatch(/key(y+) \.\.\. /);
  for (const printed of found) expect(printed.length).toBeLessThan(2000);
});

test('a mistake in a profile is reported at its place in the profile, once', () => {
  const source = library.hypervisors.get('kvm-6.1')!.get('svm')!;
  const text = source.text.replace('vmrun]', 'vmrum]');
  const hypervisors = new Map([['kvm-6.1', new Map([['svm', { file: 'kvm-6.1.yaml', text }]] as const)]]);
  const { scenario, diagnostics } = parseScenario(bundledText('bare.yaml'), 'bare.yaml', {
    ...library,
    hypervisors,
  });
  expect(scenario).toBeNull();
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({
    file: 'kvm-6.1.yaml',
    line: 8,
    column: 66,
    message: 'unknown instruction `vmrum`',
  });
});
