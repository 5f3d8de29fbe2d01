import { expect, test } from 'vitest';
import { glyphSets, sparkline } from '../../../tui/drawing/glyphs.ts';
import { historyLength, levelHistory, pointOf, withPoint } from '../../../tui/state/history.ts';
import { runOf } from '../../helpers/screens.tsx';

test('a point holds what every queue holds, by name, and the exits since the look before', () => {
  const before = runOf({ kicks: 100 }).snapshot();
  const point = pointOf(runOf({ kicks: 200 }).snapshot(), before);
  expect(Object.keys(point.occupancy)).toEqual(['G2 V1.tx', 'G2 V1.rx']);
  // 100 kicks of each queue in 100 ms, two exits of L2 a kick.
  expect(point.exitsPerSecond[2]).toBeCloseTo(2000);
  expect(pointOf(before, null).exitsPerSecond[2]).toBeNaN();
});

test('the history is bounded', () => {
  const point = pointOf(runOf().snapshot(), null);
  let history = [point];
  for (let look = 0; look < historyLength + 50; look++)
    history = [...withPoint(history, { ...point, wallNs: look })];
  expect(history).toHaveLength(historyLength);
  expect(history.at(-1)?.wallNs).toBe(historyLength + 49);
});

test('a bar is the mean of its looks, and looks without a rate do not count', () => {
  const at = (rate: number) => ({ wallNs: 0, occupancy: {}, exitsPerSecond: [rate] });
  const history = [at(Number.NaN), at(10), at(20), at(40)];
  expect(levelHistory(history, 0, 5, 2)).toEqual([10, 30]);
  expect(levelHistory(history, 0, 1, 2)).toEqual([30]);
});

test('a sparkline shows what is not nothing as more than nothing, in ASCII too', () => {
  expect(sparkline([0, 1, 500, 1000], glyphSets.block)).toBe(' ▁▄█');
  expect(sparkline([0, 1, 500, 1000], glyphSets.ascii)).toBe(' .=@');
  expect(sparkline([], glyphSets.block)).toBe('');
  expect(sparkline([Number.NaN, 0], glyphSets.block)).toBe('  ');
});
