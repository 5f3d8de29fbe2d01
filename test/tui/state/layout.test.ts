import fc from 'fast-check';
import { expect, test } from 'vitest';
import { details, panels } from '../../../tui/panels.ts';
import { asked, divide, layOut, placeOf, shownPanels, type Wish } from '../../../tui/state/layout.ts';

const wish: Wish = {
  ...{ focus: 'traps', zoomed: false, hidden: ['diagnostics'] },
  ...{ details, queueLines: 3, hasTimeline: false },
};

const shownAt = (columns: number, rows: number, patch: Partial<Wish> = {}) =>
  shownPanels(layOut({ columns, rows }, { ...wish, ...patch }));

const wishes = fc.record<Wish>({
  focus: fc.constantFrom(...panels),
  zoomed: fc.boolean(),
  hidden: fc.subarray([...panels], { maxLength: panels.length - 1 }),
  details: fc.shuffledSubarray([...details], { minLength: details.length }),
  queueLines: fc.nat(100),
  hasTimeline: fc.boolean(),
});

test('at every size, whatever is wished for, the pane is full, each panel has a line and the focus is on it', () => {
  const sizes = fc.record({
    columns: fc.integer({ min: 1, max: 400 }),
    rows: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(sizes, wishes, (size, one) => {
      const focused = { ...one, hidden: one.hidden.filter(panel => panel !== one.focus) };
      const layout = layOut(size, focused);
      const heights = layout.bands.map(({ height }) => height);
      const above = layout.headerHeight + layout.timelineHeight;
      expect(above + heights.reduce((sum, height) => sum + height, 0)).toBe(size.rows);
      for (const { height, places } of layout.bands) {
        expect(height).toBeGreaterThanOrEqual(1);
        expect(places.reduce((sum, { width }) => sum + width, places.length - 1)).toBe(size.columns);
      }
      expect(placeOf(layout, one.focus)).not.toBeNull();
      const shown = shownPanels(layout);
      expect(new Set(shown).size).toBe(shown.length);
    }),
    { numRuns: 500 },
  );
});

test('80 by 24 shows levels, occupancy, queues and a detail; 200 by 60 two details', () => {
  expect(shownAt(80, 23)).toEqual(['levels', 'occupancy', 'queues', 'traps']);
  expect(shownAt(200, 59)).toEqual(['levels', 'occupancy', 'queues', 'traps', 'path']);
});

test('on a smaller screen occupancy goes first, then levels, then queues; the focus stays', () => {
  expect(shownAt(73, 23)).toEqual(['levels', 'queues', 'traps']);
  expect(shownAt(73, 40)).toEqual(['levels', 'occupancy', 'queues', 'traps']);
  expect(shownAt(80, 14)).toEqual(['queues', 'traps']);
  expect(shownAt(80, 10)).toEqual(['traps']);
  expect(shownAt(80, 10, { focus: 'levels' })).toEqual(['levels']);
  expect(shownAt(1, 1)).toEqual(['traps']);
});

test('of a replay the timeline stays as long as the panels that have no focus, and goes before the footer', () => {
  const heightAt = (rows: number) =>
    layOut({ columns: 80, rows }, { ...wish, hasTimeline: true }).timelineHeight;
  expect([23, 8, 7, 1].map(heightAt)).toEqual([1, 1, 0, 0]);
});

test('a hidden panel leaves its room to the others', () => {
  expect(shownAt(80, 23, { hidden: ['levels', 'occupancy'] })).toEqual(['queues', 'traps']);
  expect(shownAt(80, 23, { hidden: [...details], focus: 'queues' })).toEqual([
    'levels',
    'occupancy',
    'queues',
  ]);
});

test('the detail that was asked for last takes the place of the others', () => {
  expect(shownAt(80, 23, { focus: 'latency', details: asked(details, 'latency') })).toContain('latency');
  expect(asked(details, 'levels')).toBe(details);
});

test('panes share the screen, a column between two, and leave room for who is ahead', () => {
  expect(divide({ columns: 120, rows: 40 }, 3)).toEqual({
    pane: { columns: 39, rows: 37 },
    verdictHeight: 2,
    footerHeight: 1,
  });
  expect(divide({ columns: 1, rows: 1 }, 4).pane).toEqual({ columns: 1, rows: 1 });
});
