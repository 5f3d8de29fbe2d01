import { expect, test } from 'vitest';
import type { Route } from '../../../tui/run.ts';
import { rowAt, rowCount, rowsBefore, type Traps } from '../../../tui/state/trap-rows.ts';
import { mmioKick, pioKick } from '../../helpers/fake-run.ts';

const levels = ['H', 'G1', 'G2'].map(name => ({ name, hypervisor: null, sinceNs: 0, exits: [], cycles: 0 }));

function trapsOf(routes: readonly Route[], filter = ''): Traps {
  const traps = routes.map((route, sequence) => ({ sequence, atNs: 0, route }));
  return { traps, levels, filter: { text: filter, editing: false } };
}

const seen = (of: Traps, back: number, count: number) =>
  rowsBefore(of, back, count).map(({ executed, index }) => [executed.sequence, index]);

const three = [mmioKick, pioKick, { ...mmioKick, hops: [] }];

test('rows are hops across routes, oldest first, a route without exits being one', () => {
  const all = [
    [0, 0],
    [1, 0],
    [1, 1],
    [1, 2],
    [2, 0],
  ];
  expect(seen(trapsOf(three), 0, 9)).toEqual(all);
  for (let back = 0; back < 5; back++)
    expect(seen(trapsOf(three), back, 2)).toEqual(all.slice(0, 5 - back).slice(-2));
  expect(rowCount(trapsOf(three))).toBe(5);
});

test('a filter lets by the hops that have its words, those of the cause too', () => {
  expect(seen(trapsOf(three, 'vmrun'), 0, 9)).toEqual([[1, 2]]);
  expect(seen(trapsOf(three, 'pio kick'), 0, 9)).toEqual([
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
  expect(seen(trapsOf(three, '!G1'), 0, 9)).toEqual([
    [0, 0],
    [2, 0],
  ]);
  expect(rowCount(trapsOf(three, 'no such thing'))).toBe(0);
  expect(rowAt(trapsOf(three, 'no such thing'), 0)).toBeNull();
});

test('the row under the cursor counts what passes only', () => {
  expect(rowAt(trapsOf([...three, ...three], 'vmrun'), 1)?.executed.sequence).toBe(1);
});
