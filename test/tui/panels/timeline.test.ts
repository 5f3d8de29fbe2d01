import { expect, test } from 'vitest';
import { glyphSets } from '../../../tui/drawing/glyphs.ts';
import { lengthOf } from '../../../tui/drawing/spans.ts';
import { timelineLine } from '../../../tui/panels/Timeline.ts';
import { change, error, type TimelineOf, timelineOf } from '../../helpers/timelines.ts';

const line = (of: TimelineOf, width = 80, glyphs = glyphSets.ascii) =>
  timelineLine(timelineOf(of), width, glyphs);
const textOf = (of: TimelineOf, width?: number) =>
  line(of, width)
    .map(span => (typeof span === 'string' ? span : span[1]))
    .join('');

test('says how much has passed, draws it, and says when that was', () => {
  expect(textOf({ looks: 36_001, look: 18_000 })).toBe(
    '30:00.0 of 1:00:00.0  ==================#------------------  2026-11-28 14:30:00',
  );
});

test('what happened has a sign of its own, in whatever colour', () => {
  const moments = [change(0), error(4), change(20), error(20)];
  expect(textOf({ looks: 21, look: 10, moments }, 60)).toBe(
    '0:01.0 of 0:02.0  *=====!=========#--------------&  14:00:01',
  );
  const roles = line({ looks: 21, look: 10, moments }).flatMap(span =>
    typeof span === 'string' ? [] : [span[0]],
  );
  expect(roles).toEqual(expect.arrayContaining(['warning', 'alarm', 'focus']));
});

test('the place where it stands is seen at both ends', () => {
  expect(textOf({ looks: 21, look: 0, moments: [change(0)] }, 50)).toContain('  #----');
  expect(textOf({ looks: 21, look: 20 }, 60)).toContain('====#  14:00:02');
});

test('where it is narrow the date goes, then the time, then the line', () => {
  expect(textOf({ looks: 36_001 }, 66)).toMatch(/^0:00\.0 of 1:00:00\.0 {2}#-+ {2}2026-11-28 14:00:00$/);
  expect(textOf({ looks: 36_001 }, 60)).toMatch(/^0:00\.0 of 1:00:00\.0 {2}#-+ {2}14:00:00$/);
  expect(textOf({ looks: 36_001 }, 50)).toMatch(/^0:00\.0 of 1:00:00\.0 {2}#-+ *$/);
  expect(textOf({ looks: 36_001 }, 44)).toBe('0:00.0 of 1:00:00.0');
});

test('a log of one look has a line, and one that says no time of day none of that', () => {
  expect(textOf({ looks: 1 }, 60)).toContain('0:00.0 of 0:00.0  #-');
  expect(textOf({ looks: 2, begin: new Date(Number.NaN) }, 60)).toMatch(/-+ *$/);
});

test('at every width it is no longer than that', () => {
  for (let width = 1; width < 200; width++)
    expect(lengthOf(line({ looks: 500, look: 77, moments: [error(5)] }, width)) <= Math.max(width, 16)).toBe(
      true,
    );
});
