import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fits, footerHeight, headerHeight, layOut, smallest } from '../../tui/layout.ts';

test('the panels fill the screen exactly, and each shows at least a line, at every size that fits', () => {
  const columns = fc.integer({ min: smallest.columns, max: 500 });
  const rows = fc.integer({ min: smallest.rows, max: 200 });
  fc.assert(
    fc.property(columns, rows, fc.nat(100), (width, height, queueLines) => {
      const { levelsWidth, graphWidth, ...heights } = layOut({ columns: width, rows: height }, queueLines);
      const { topHeight, queuesHeight, trapsHeight } = heights;
      expect(headerHeight + topHeight + queuesHeight + trapsHeight + footerHeight).toBe(height);
      expect(Math.min(topHeight, queuesHeight, trapsHeight)).toBeGreaterThanOrEqual(2);
      expect(graphWidth === 0 ? levelsWidth : levelsWidth + 1 + graphWidth).toBe(width);
    }),
  );
});

test('a narrow screen gives up the graph, not the levels', () => {
  expect(layOut({ columns: 60, rows: 24 }, 3).graphWidth).toBe(0);
  expect(layOut({ columns: 80, rows: 24 }, 3).graphWidth).toBeGreaterThan(30);
});

test('below 40 by 10 nothing fits', () => {
  expect(fits({ columns: 40, rows: 10 })).toBe(true);
  expect(fits({ columns: 39, rows: 10 })).toBe(false);
  expect(fits({ columns: 40, rows: 9 })).toBe(false);
});
