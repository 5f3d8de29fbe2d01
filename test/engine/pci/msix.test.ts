import { expect, test } from 'vitest';
import { MsixTable } from '../../../engine/pci/msix.ts';

test('an unmasked vector sends its message at once and leaves nothing pending', () => {
  const table = new MsixTable(2);
  expect(table.raise(1)).toBe(true);
  expect(table.unmask(1)).toBe(false);
});

test('a masked vector sends one message when it is unmasked, however often it was raised (PCI 3.0, 6.8.2.4)', () => {
  const table = new MsixTable(2);
  table.mask(0);
  expect([table.isMasked(0), table.isMasked(1)]).toEqual([true, false]);
  expect([table.raise(0), table.raise(0), table.raise(1)]).toEqual([false, false, true]);
  expect([table.unmask(0), table.unmask(0)]).toEqual([true, false]);
  expect([table.isMasked(0), table.raise(0)]).toEqual([false, true]);
});
