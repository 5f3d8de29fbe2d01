import { expect, test } from 'vitest';
import { SecondStage } from '../../../engine/memory/second-stage.ts';

test('an entry is for the whole page, and for no other', () => {
  const table = new SecondStage();
  table.install(0x5123, 'memory', 0x9000);
  expect(table.lookup(0x5000)).toEqual({ kind: 'memory', base: 0x9000 });
  expect(table.lookup(0x5fff)).toEqual({ kind: 'memory', base: 0x9000 });
  expect(table.lookup(0x6000)).toBeNull();
});

test('only what changes the table counts as a change', () => {
  const table = new SecondStage();
  const changesBy = (act: () => void): number => {
    const before = table.changes;
    act();
    return table.changes - before;
  };
  expect(changesBy(() => table.install(0x1000, 'memory', 0x8000))).toBe(1);
  expect(changesBy(() => table.install(0x1fff, 'memory', 0x8000))).toBe(0);
  expect(changesBy(() => table.install(0x1000, 'emulated', 0x8000))).toBe(1);
  expect(changesBy(() => table.install(0x1000, 'emulated', 0x9000))).toBe(1);
});
