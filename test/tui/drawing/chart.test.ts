import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Chart, drawChart, loadChart } from '../../../tui/drawing/chart.ts';
import { glyphNames, glyphSets } from '../../../tui/drawing/glyphs.ts';
import type { Span } from '../../../tui/drawing/text.ts';

beforeAll(loadChart);

function chartOf(values: readonly (readonly number[])[], patch: Partial<Chart> = {}): Chart {
  const labels = values[0]!.map((_, index) => `${index - values[0]!.length + 1}s`);
  const series = values.map((one, index) => ({
    title: `q${index}`,
    letter: String(index + 1),
    role: `series${index as 0 | 1}` as const,
    values: one,
  }));
  return { width: 60, height: 12, labels, series, marks: [], glyphs: glyphSets.braille, ...patch };
}

function plain(rows: readonly Span[][]): string[] {
  return rows.map(row => row.map(span => (typeof span === 'string' ? span : span[1])).join(''));
}

const rising = Array.from({ length: 50 }, (_, index) => index * 2);
const falling = rising.toReversed();

test('a rising series goes from the lower left to the upper right', () => {
  const rows = drawChart(chartOf([rising]));
  const columnOf = (row: Span[]) => {
    const before = row.findIndex(span => span[0] === 'series0');
    return plain([row.slice(0, before)])[0]!.length;
  };
  const drawn = rows.filter(row => row.some(span => span[0] === 'series0'));
  expect(drawn.length).toBeGreaterThan(6);
  const columns = drawn.map(columnOf);
  expect(columns).toEqual(columns.toSorted((a, b) => b - a));
});

test('it is drawn in Braille, with an axis, values on the left and times below', () => {
  const text = plain(drawChart(chartOf([rising]))).join('\n');
  expect(text).toMatch(/[\u2801-\u28ff]/);
  expect(text).toMatch(/^ *\d+ *\u2847/m);
  expect(text).toMatch(/-\d+s +-\d+s/);
});

test('each series keeps its colour, and neighbours of one colour are one span', () => {
  const rows = drawChart(chartOf([rising, falling]));
  const roles = new Set(rows.flat().map(span => span[0]));
  expect(roles).toEqual(new Set(['faint', 'series0', 'series1']));
  expect(plain(rows).join('')).toMatch(/1.*2|2.*1/);
  for (const row of rows) {
    for (const [index, span] of row.entries()) expect(span[0]).not.toBe(row[index + 1]?.[0]);
  }
});

test.each([4, 5, 6, 7, 12])('a queue that stays full is a line in a chart of %i rows', height => {
  const [top, ...others] = plain(drawChart(chartOf([Array(50).fill(64)], { height })));
  expect([top, others[0]].join('\n')).toMatch(/[\u2801-\u28ff]{40}1/);
});

test('of more points than it has columns of dots it draws the newest', () => {
  const old = Array.from({ length: 300 }, () => 1000);
  const rows = plain(drawChart(chartOf([[...old, ...Array(200).fill(1)]])));
  expect(rows.join('')).not.toContain('1000');
  expect(rows.at(-1)).toContain('-10');
});

test('in ASCII a dense cell is a dense character', () => {
  const text = plain(drawChart(chartOf([rising], { glyphs: glyphSets.ascii }))).join('\n');
  expect(text).toMatch(/^[\x20-\x7e\n]+$/);
  expect(text).toMatch(/[.:=+*#@-]/);
});

test('a chart that has no room or no points is no lines', () => {
  expect(drawChart(chartOf([rising], { width: 15 }))).toEqual([]);
  expect(drawChart(chartOf([rising], { height: 3 }))).toEqual([]);
  expect(drawChart(chartOf([[]]))).toEqual([]);
  expect(drawChart({ ...chartOf([rising]), series: [] })).toEqual([]);
});

test('every size and every data give exactly that many rows, the widest of that many columns, and no blanks at an end', () => {
  const values = fc.array(fc.nat(32_768), { minLength: 1, maxLength: 600 });
  const sizes = fc.record({
    width: fc.integer({ min: 16, max: 200 }),
    height: fc.integer({ min: 4, max: 60 }),
  });
  fc.assert(
    fc.property(values, sizes, fc.constantFrom(...glyphNames), (one, size, name) => {
      const marks = [{ letter: 'a', at: Math.floor(one.length / 2) }];
      const rows = plain(drawChart(chartOf([one], { ...size, marks, glyphs: glyphSets[name] })));
      expect(rows).toHaveLength(size.height);
      for (const row of rows) expect(row).toBe(row.trimEnd());
      expect(Math.max(...rows.map(row => row.length))).toBe(size.width);
    }),
    { numRuns: 60 },
  );
});

test('in block elements a curve is made of quarters of a cell', () => {
  const text = plain(drawChart(chartOf([rising], { glyphs: glyphSets.block }))).join('\n');
  expect(text).toMatch(/[▘▝▀▖▌▞▛▗▚▐▜▄▙▟█]/);
  expect(text).not.toMatch(/[\u2800-\u28ff]/);
});

test('a mark is an upright with its letter on top, behind its point, and gives way to the curves', () => {
  const flat = Array<number>(50).fill(1);
  const rows = plain(drawChart(chartOf([flat], { marks: [{ letter: 'b', at: 25 }] })));
  const column = rows[0]!.indexOf('b');
  // Half of the columns right of the axis.
  expect(column).toBeGreaterThan(28);
  expect(column).toBeLessThan(36);
  const below = rows.slice(1, -2).map(row => row[column]);
  expect(new Set(below.filter(character => character !== '│'))).not.toContain(' ');
  expect(below).toContain('│');
  expect(plain(drawChart(chartOf([flat], { marks: [{ letter: 'b', at: -1 }] }))).join('')).not.toContain('b');
});

test('letters of curves that end in one place stand above each other, at the top below', () => {
  const rows = plain(drawChart(chartOf([rising, rising])));
  const at = (letter: string) =>
    rows.findIndex(row => row.endsWith(letter) || row.trimEnd().endsWith(letter));
  expect(at('2')).toBe(at('1') + 1);
  const [low] = [Array<number>(50).fill(0)];
  const below = plain(drawChart(chartOf([low!, low!])));
  expect(below.findIndex(row => row.trimEnd().endsWith('2'))).toBe(
    below.findIndex(row => row.trimEnd().endsWith('1')) - 1,
  );
});
