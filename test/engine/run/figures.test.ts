/** The model beside every published figure, and what a table that is wrong is told. */
import { expect, test } from 'vitest';
import { readFigureTables } from '../../../cli/library.ts';
import { type ComparedFigure, compareFigures } from '../../../engine/run/figures.ts';
import { library } from '../../helpers/scenarios.ts';

const bundled = compareFigures(readFigureTables(), library);
const computed = bundled.figures.filter(({ computed }) => computed !== null);
const titled = (row: ComparedFigure) =>
  [`${row.table}: ${row.figure}, L${row.level}, ${row.unit}`, row] as const;

test('every bundled table is read without a complaint', () => {
  expect(bundled.diagnostics).toEqual([]);
});

test.each(computed.map(titled))('%s is met as nearly as its table says', (_, { error, within }) => {
  expect(Math.abs(error!)).toBeLessThanOrEqual(within!);
});

test('what a parameter was chosen for is met within one percent', () => {
  const calibrated = computed.filter(({ basis }) => basis === 'calibrated');
  expect(calibrated.length).toBeGreaterThan(0);
  for (const { within } of calibrated) expect(within).toBeLessThanOrEqual(0.01);
});

test('a figure is either computed, on named profiles, or says why not', () => {
  for (const { computed, error, basis, computedOn, within, whyNot } of bundled.figures) {
    const known = [computed, error, basis, computedOn, within].map(each => each !== null);
    expect(known).toEqual(Array(5).fill(whyNot === null));
  }
});

const ON = 'on: { arch: vmx, features: [], hypervisor: kvm-4.18, costs: dvh-xeon-4114 }';
const HEAD = 'table: a test\nsource: nowhere\nmeasured-on: nothing\n';

/** A table with this list of figures. */
function compare(figures: string, on = ON) {
  return compareFigures([{ file: 'test.yaml', text: `${HEAD}${on}\nfigures: ${figures}\n` }], library);
}

const only = (figures: string, on = ON): ComparedFigure => {
  const { figures: rows, diagnostics } = compare(figures, on);
  expect(diagnostics).toEqual([]);
  expect(rows).toHaveLength(1);
  return rows[0]!;
};

const HYPERCALL = 'figure: a, operation: hypercall, level: 1, published: 1000, within: 60%';

test('the value is walked on the profiles that the table names', () => {
  expect(only(`[{ ${HYPERCALL} }]`)).toMatchObject({
    computed: 1575,
    error: 0.575,
    basis: 'predicted',
    within: 0.6,
    computedOn: { arch: 'vmx', features: [], hypervisor: 'kvm-4.18', costs: 'dvh-xeon-4114' },
  });
  const dearer = ON.replace('dvh-xeon-4114', '{ from: dvh-xeon-4114, exit: 2000 }');
  expect(only(`[{ ${HYPERCALL} }]`, dearer)).toMatchObject({ computed: 2000, error: 1 });
});

test("a figure's own profiles take the place of its table's", () => {
  const own = 'on: { arch: svm, features: [], hypervisor: kvm-6.1, costs: zen-3 }';
  expect(only(`[{ ${HYPERCALL}, ${own} }]`)).toMatchObject({
    computed: 2528,
    computedOn: { arch: 'svm', hypervisor: 'kvm-6.1' },
  });
});

test('exits are counted at L0, or as far as a level that they are passed on to', () => {
  const exits = 'figure: a, operation: hypercall, level: 3, published: 1, unit: exits, within: 0%';
  const atL0 = only(`[{ ${exits} }]`).computed!;
  const [atL1, atL2] = [1, 2].map(level => only(`[{ ${exits}, counted-at: ${level} }]`).computed!);
  // What L1 takes of its guest's guest is what L0 would take of that of a stack one level less deep.
  expect(atL1).toBe(only(`[{ ${exits.replace('level: 3', 'level: 2')} }]`).computed);
  expect(atL2).toBe(1);
  expect(atL0).toBeGreaterThan(atL1!);
});

test('a figure that nothing can be compared with is listed', () => {
  const listed = '[{ figure: a, published: 10.4, unit: us, why-not: no such machine }]';
  expect(only(listed, '')).toMatchObject({
    published: 10.4,
    unit: 'us',
    level: null,
    computed: null,
    whyNot: 'no such machine',
  });
});

test.each([
  ['operation: hypercall', 'operation: hypercal', '5:35 unknown operation `hypercal`'],
  ['level: 1', 'level: 1, owner: 1', '5:63 L1 is not below the guest at L1'],
  ['level: 1', 'level: 2, unit: exits, counted-at: 3', '5:81 L3 is not below the guest at L2'],
  ['level: 1', 'level: 2, counted-at: 1', '5:68 only exits are counted: add `unit: exits`'],
  ['published: 1000', 'published: 0', '5:67 the number 0 is less than 0'],
  ['within: 60%', 'within: 60', '5:81 the number 60 where text should be'],
  ['kvm-4.18', 'kvm-4.19', '4:44 unknown hypervisor `kvm-4.19`'],
  ['features: []', 'features: [vls]', '4:29 vmx has no feature `vls`'],
  [`${ON}\n`, '', '4:11 on which machine? Neither the figure nor the table has a key `on`'],
])('a wrong table is left out and told: %s -> %s', (from, to, complaint) => {
  const text = `${HEAD}${ON}\nfigures: [{ ${HYPERCALL} }]\n`;
  expect(text).toContain(from);
  const { figures, diagnostics } = compareFigures(
    [{ file: 'test.yaml', text: text.replace(from, to) }],
    library,
  );
  expect(figures).toEqual([]);
  expect(diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([complaint]);
});
