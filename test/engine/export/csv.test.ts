import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { exitsIn, logOf, textOf } from '../../helpers/logs.ts';

test('csv: a row an operation, in the order in which they began, with its exits by level', async () => {
  const log = logOf('three-doorbells.yaml');
  const text = await textOf('csv', log.session);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const rows: Record<string, string>[] = parse(text, { columns: true, record_delimiter: '\r\n' });
  const kicks = [...log.session.kicks];
  expect(rows).toHaveLength(kicks.length);
  const begins = rows.map(row => Number(row.at_ns));
  expect(begins).toEqual(kicks.map(({ atNs }) => atNs).toSorted((a, b) => a - b));
  const sum = (column: string) => rows.reduce((all, row) => all + Number(row[column]), 0);
  const counts = Object.entries(exitsIn(log));
  const of = (level: string) =>
    counts.filter(([exit]) => exit.startsWith(level)).reduce((all, [, n]) => all + n, 0);
  expect([sum('exits_of_l1'), sum('exits_of_l2'), sum('exits')]).toEqual([of('1'), of('2'), of('')]);
  const [first] = rows;
  expect(first).toMatchObject({ guest: 'G2', vcpu: '0', cause: 'kick', device: 'V1', doorbell: 'hypercall' });
  expect(first).toMatchObject({ outcome: 'error', error: '-1000', reached: '', exits: '3', reflected: '1' });
});
