import fc from 'fast-check';
import { expect, test } from 'vitest';
import { destination, lookAfter, type TravelCommand } from '../../../tui/state/timeline.ts';
import { change, error, timelineOf } from '../../helpers/timelines.ts';

const moments = [change(10), error(10), error(40), change(70)];
const from = (look: number, command: TravelCommand) =>
  destination(command, timelineOf({ looks: 100, look, moments }));

test('brackets lead to the moments before and after, of their kind', () => {
  expect(from(50, 'change-before')).toBe(10);
  expect(from(50, 'change-after')).toBe(70);
  expect(from(50, 'error-before')).toBe(40);
  expect(from(10, 'error-after')).toBe(40);
  expect(from(10, 'change-before')).toMatch(/^no edit .* before/);
  expect(from(40, 'error-after')).toMatch(/^no error after/);
});

test('a step is one look, and ends where the log does', () => {
  expect([from(50, 'back'), from(50, 'on')]).toEqual([49, 51]);
  expect(from(0, 'back')).toMatch(/log begins/);
  expect(from(99, 'on')).toMatch(/log ends/);
  expect([from(50, 'begin'), from(50, 'end')]).toEqual([0, 99]);
});

test('a moment whose look is not there yet is not gone to', () => {
  expect(destination('change-after', timelineOf({ looks: 70, moments }))).toBe(10);
  expect(destination('change-after', timelineOf({ looks: 70, look: 20, moments }))).toMatch(/^no edit/);
});

test('the look after so much time is the last that is not later', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 60e9, noNaN: true }),
      (looks, ns) => {
        const of = timelineOf({ looks });
        expect(lookAfter(of, ns)).toBe(Math.min(looks - 1, Math.floor(ns / 100e6)));
      },
    ),
  );
});
