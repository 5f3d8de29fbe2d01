/** YAML from strangers: a few words at the right place, within bounded time and memory. */
import { expect, test } from 'vitest';
import { formatDiagnostic } from '../../../engine/scenario/diagnostics.ts';
import { readYaml } from '../../../engine/scenario/yaml.ts';
import { bundledText, complaints, parse, scenarioOf, wheelText } from '../../helpers/scenarios.ts';

const WHEEL = wheelText();
const MIB = 1 << 20;
const filled = (unit: string, head = '') => head + unit.repeat(Math.floor((MIB - head.length) / unit.length));
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');
const dataIn = (text: string) => readYaml(text, 'test.yaml').yaml?.value;

const TOO_DEEP = 'nested more than 32 deep';
const TOO_MANY = 'more than 100000 YAML tokens, the most that are read';

test.each([
  ['lists', '['.repeat(100_000), `1:33 ${TOO_DEEP}`],
  ['flow mappings', '{a: '.repeat(100_000), `1:129 ${TOO_DEEP}`],
  ['block lists', '- '.repeat(100_000), `1:65 ${TOO_DEEP}`],
  ['block mappings', lines(1400, i => `${' '.repeat(i)}a:`), `33:34 ${TOO_DEEP}`],
  ['keys that are mappings', '? '.repeat(100_000), `1:65 ${TOO_DEEP}`],
  ['keys', lines(100_000, i => `k${i}: 1`), `14286:9 ${TOO_MANY}`],
  ['commas', filled(',', '['), `1:100000 ${TOO_MANY}`],
  ['quotes', filled('"'), `1:199999 ${TOO_MANY}`],
  ['lines', filled('a\n', 'a: '), `33332:2 ${TOO_MANY}`],
  ['empty lines', filled('\n'), `100001:1 ${TOO_MANY}`],
  ['anchors', filled('- &a 1\n'), `14286:6 ${TOO_MANY}`],
  ['aliases', filled('*a,', 'x: &a 1\ny: ['), `2:149983 ${TOO_MANY}`],
  ['directives', filled('%a\n'), `50001:1 ${TOO_MANY}`],
  ['documents', filled('---\n'), '2:1 a second document begins here; only one is read'],
  ['letters of one key', `${'k'.repeat(MIB - 10)}: 1`, '1:1 a value of more than 10000 characters'],
  ['letters of one value', `a: ${'x'.repeat(MIB - 10)}`, '1:4 a value of more than 10000 characters'],
  ['escapes', `a: "${'\\x41'.repeat(200_000)}"`, '1:4 a value of more than 10000 characters'],
  ['letters of all', filled('#', ' '), '1:1 the text is empty'],
  ['letters too many', `${filled('#')}\n`, '1:1 the text is longer than 1 MiB'],
])('a flood of %s is refused where it goes too far', (_, text, complaint) => {
  expect(complaints(text)).toEqual([complaint]);
});

test.each([
  ['lists', (a: number) => `[*a${a}, *a${a}]`],
  ['mappings', (a: number) => `{ p: *a${a}, q: *a${a} }`],
  ['merge keys', (a: number) => `{ p: { <<: *a${a} }, q: { <<: [*a${a}] } }`],
])('aliases that multiply in %s are counted, not expanded', (_, twice) => {
  const bomb = ['a0: &a0 { x: 1 }', lines(40, i => `a${i + 1}: &a${i + 1} ${twice(i)}`)].join('\n');
  expect(complaints(bomb)).toEqual([
    expect.stringMatching(/^1\d:\d+ more than 100000 values, an alias counting as all that it stands for$/),
  ]);
});

test.each([
  ['levels: &a [*a]', '1:13 `*a` stands for nothing: it is a part of itself'],
  ['levels: &a { b: { <<: *a } }', '1:23 `*a` stands for nothing: it is a part of itself'],
  ['a: *b\nc: &b 1\nd: *e', '1:4 `*b` stands for nothing: no such anchor stands before it'],
  ['a: &a 1\nb: { <<: *a }', '2:10 only a mapping can be merged'],
])('an alias of nothing: %s', (text, complaint) => {
  expect(complaints(text)[0]).toBe(complaint);
});

test('an alias stands for the last anchor of its name before it, a merge for what the mapping lacks', () => {
  expect(dataIn('a: &x 1\nb: *x\nc: &x 2\nd: *x')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  expect(dataIn('a: &x { p: 1, q: 1 }\nb: { <<: *x, q: 2 }')).toMatchObject({ b: { p: 1, q: 2 } });
  expect(dataIn('a: &x { p: 1 }\nb: { q: 2, <<: [*x, { p: 3, r: 3 }] }')).toMatchObject({
    b: { p: 1, q: 2, r: 3 },
  });
  expect(dataIn('a: &x { p: 1 }\nb: &y { <<: *x }\nc: { <<: *y }')).toMatchObject({ c: { p: 1 } });
  expect(dataIn('{ "<<": 1 }')).toEqual({ '<<': 1 });
});

test.each([
  [`${WHEEL}seed: 3\n`, `${WHEEL.split('\n').length}:1 \`seed\` stands here a second time`],
  [WHEEL.replace('size: 256', 'size: 256, size: 8'), '16:41 `size` stands here a second time'],
  [WHEEL.replace('size: 256', '<<: { size: 1 }, <<: { size: 8 }'), '16:47 `<<` stands here a second time'],
  [`${WHEEL}__proto__: { seed: 3 }\n`, `${WHEEL.split('\n').length}:1 unknown key \`__proto__\``],
  [
    WHEEL.replace('costs: zen-3', 'costs: { from: zen-3, handler: { __proto__: 1 } }'),
    '8:75 unknown key `__proto__`',
  ],
])('a key that cannot stand: %#', (text, complaint) => {
  expect(complaints(text)).toContain(complaint);
  expect(parse(text).scenario).toBeNull();
});

test('what a duplicate says second is not read, and the rest of the text is', () => {
  const text = WHEEL.replace('seed: 42', 'seed: 42\nseed: x').replace('queue: tx', 'queue: rx');
  expect(parse(text).diagnostics.map(({ message }) => message)).toEqual([
    '`seed` stands here a second time',
    'V1 has no queue `rx`',
  ]);
});

test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
  'a key `%s` is one that nobody knows, wherever it stands',
  key => {
    const { hypervisor, pio } = { hypervisor: 'hypervisor: kvm-6.1', pio: 'costs: zen-3' };
    for (const [from, to] of [
      ['seed: 42', `${key}: 42`],
      ['size: 256', `size: 256, ${key}: 1`],
      ['poisson: 50k/s', `${key}: 50k/s`],
      [pio, `costs: { from: zen-3, handler: { ${key}: 1 } }`],
      [pio, `costs: ${key}`],
      ['vgif', key],
      [hypervisor, `hypervisor: ${key}`],
      [hypervisor, `hypervisor: { from: kvm-6.1, handlers: { ${key}: [] } }`],
      [hypervisor, `hypervisor: { from: kvm-6.1, resume: [${key}] }`],
      ['{ device: V1, iommu', `{ device: ${key}, iommu`],
    ] as const) {
      expect(WHEEL).toContain(from);
      expect(parse(WHEEL.replace(from, to)).scenario).toBeNull();
    }
  },
);

test.each([
  '!!binary aGk=',
  '!!js/function "f()"',
  '!!set { a }',
  '!!omap []',
  '!!timestamp 2001-01-01',
  '!x y',
])('a tag that is none of the core schema is an error: %s', value => {
  const [first] = parse(WHEEL.replace('title: The square wheel', `title: ${value}`)).diagnostics;
  expect(first).toMatchObject({ severity: 'error', line: 6, column: 8 });
  expect(first!.message).toBe('a tag that nobody knows here');
});

test.each([
  ['%YAML 1.1\n---\n', '1:1 only YAML 1.2 is read'],
  ['%YAML 3\n---\n', '1:7 only YAML 1.2 is read'],
  ['%FOO bar\n---\n', '1:1 a directive that YAML 1.2 does not know'],
])('a directive: %s', (directive, complaint) => {
  expect(complaints(directive + WHEEL)).toEqual([complaint]);
});

test('YAML 1.2 may say so, and CR LF ends a line', () => {
  const text = `%YAML 1.2\n--- # so\n${bundledText('square-wheel.yaml')}...\n`;
  expect(parse(text).diagnostics).toEqual([]);
  expect(scenarioOf(text.replaceAll('\n', '\r\n'))).toEqual(scenarioOf(text));
});

test.each([
  ['\r', 'U+000D ends no line: lines end with LF or CR LF'],
  ['\u0085', 'U+0085 ends no line: lines end with LF or CR LF'],
  ['\u2028', 'U+2028 ends no line: lines end with LF or CR LF'],
])('a line end that YAML does not know is said to be none: %j', (end, message) => {
  expect(complaints(WHEEL.replaceAll('\n', end))[0]).toBe(`1:${WHEEL.indexOf('\n') + 1} ${message}`);
});

test.each(['\0', '\u0007', '\u001b', '\u007f', '\u009b', '\ud800', '\uffff'])(
  'a control character is refused where it stands, in a comment too: %j',
  stray => {
    const code = stray.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    expect(complaints(`# a\n# b${stray}[2J\n${WHEEL}`)).toEqual([`2:4 U+${code} is no character of a text`]);
  },
);

test('a tab cannot indent, and a byte order mark in the middle is nothing to read over', () => {
  expect(parse(WHEEL.replace('\n  - name: H\n    hyper', '\n  - name: H\n\thyper')).scenario).toBeNull();
  expect(parse(WHEEL.replace('name: G1', 'name: \ufeffG1')).scenario).toBeNull();
});

test.each([
  ['0x2a', 42],
  ['0o52', 42],
  ['4.2e1', 42],
  ['-0', 0],
])('seed: %s is a whole number', (written, seed) => {
  expect(scenarioOf(WHEEL.replace('seed: 42', `seed: ${written}`)).seed + 0).toBe(seed);
});

test.each([
  '1e999',
  '-.inf',
  '.nan',
  '99999999999999999999999',
  '0x',
  '1_000',
  '2001-01-01',
  'null',
  '~',
  '"42"',
])('seed: %s is none', written => {
  const { scenario, diagnostics } = parse(WHEEL.replace('seed: 42', `seed: ${written}`));
  expect(scenario).toBeNull();
  for (const each of diagnostics) expect(each).toMatchObject({ line: 7, column: 7 });
});

const ESCAPES = '\\e]0;owned\\a\\u202e\\u009b2J\\r\\n';

test.each([
  ['title: The square wheel', `title: "${ESCAPES}"`],
  ['seed: 42', `"${ESCAPES}": 1`],
  ['name: G1', `name: "${ESCAPES}"`],
  ['id: V1', `id: "${ESCAPES}"`],
  ['{ name: tx', `{ name: "${ESCAPES}"`],
  ['vgif', `"${ESCAPES}"`],
  ['costs: zen-3', `costs: "${ESCAPES}"`],
  ['kvm-6.1', `{ from: kvm-6.1, resume: ["${ESCAPES}"] }`],
  ['kvm-6.1', `{ from: kvm-6.1, handlers: { "${ESCAPES}": [] } }`],
  ['poisson: 50k/s', `poisson: "${ESCAPES}"`],
  ['seed: 42', `expect: ["${ESCAPES}"]`],
])('no escape in %s reaches the terminal', (from, to) => {
  const text = WHEEL.replace(from, to);
  const { scenario, diagnostics } = parse(text);
  expect(scenario).toBeNull();
  for (const each of diagnostics) expect(formatDiagnostic(each, text)).not.toMatch(/[^\P{C}\n]/u);
});

test('of ten thousand faults the first are said, and how many more there are', () => {
  const text = `${WHEEL}${lines(10_000, i => `k${i}: 1`)}`;
  const { diagnostics } = parse(text);
  expect(diagnostics).toHaveLength(100);
  const line = WHEEL.split('\n').length + 99;
  expect(diagnostics.at(-1)).toMatchObject({ severity: 'error', line, message: '9901 more from here on' });
});

test('of a long text few mended faults are said, since each costs a reading of all of it', () => {
  const open = (comment: number) => `${'#'.repeat(comment)}\n${lines(9, i => `k${i}: [1`)}`;
  const isSaid = (each: string) => each.includes('is not closed');
  expect(complaints(open(100)).filter(isSaid)).toHaveLength(9);
  expect(complaints(open(MIB / 3)).filter(isSaid)).toHaveLength(3);
});
