import { expect, test } from 'vitest';
import { lookAtTime, typedTime } from '../../../tui/state/jump.ts';
import { timelineOf } from '../../helpers/timelines.ts';

/** An hour from 14:00:00 on. */
const hour = timelineOf({ looks: 36_001 });

test.each<[string, number]>([
  ['0%', 0],
  ['50%', 18_000],
  ['100%', 36_000],
  ['12.5%', 4500],
  ['90s', 900],
  ['1m30s', 900],
  ['1h', 36_000],
  ['250ms', 2],
  ['1:23', 830],
  [' 1:23 ', 830],
  ['1:23.4', 834],
  ['59:59', 35_990],
  ['14:02:10', 1300],
  ['14:02:10.5', 1305],
  ['15:00:00', 36_000],
  ['0:30:00', 18_000],
])('%s is look %i of an hour from 14:00:00 on', (text, look) => {
  expect(lookAtTime(text, hour)).toBe(look);
});

test('hours and minutes that the session does not have are of the day', () => {
  const day = timelineOf({ looks: 20_000, begin: new Date(2026, 10, 28, 14, 45) });
  expect(lookAtTime('15:10', day)).toBe(9100);
  expect(lookAtTime('14:45', day)).toBe(8850);
});

test('a time of day is found past midnight', () => {
  const night = timelineOf({ looks: 1201, begin: new Date(2026, 10, 28, 23, 59) });
  expect(lookAtTime('23:59:30', night)).toBe(300);
  expect(lookAtTime('00:00:30', night)).toBe(900);
});

test('the second in which the recording began is in it', () => {
  const begun = timelineOf({ looks: 100, begin: new Date(2026, 10, 28, 14, 2, 10, 700) });
  expect(lookAtTime('14:02:10', begun)).toBe(0);
});

test.each(['', 'x', '101%', '-1s', '61:00', '13:59:59', '25:00:00', '1:99', '5', '1e3s', '2h', '٣s'])(
  '"%s" is no time in it, and what there is is said',
  text => {
    expect(lookAtTime(text, hour)).toBe('not in this log: 0:00 .. 1:00:00.0, 14:00:00 .. 15:00:00');
  },
);

test('a log that says no time of day is gone about in by its own', () => {
  const { looks, ...others } = timelineOf({ looks: 11 });
  const old = { ...others, looks: looks.map(look => ({ ...look, unixMs: Number.NaN })) };
  expect(lookAtTime('0:01', old)).toBe(10);
  expect(lookAtTime('14:00:01', old)).toBe('not in this log: 0:00 .. 0:01.0');
});

test('a look that fell out, as while the run was paused, leaves the one before it', () => {
  const { looks, ...others } = timelineOf({ looks: 10 });
  const paused = {
    ...others,
    looks: looks.map((look, at) => ({ ...look, unixMs: look.unixMs + (at > 5 ? 60e3 : 0) })),
  };
  expect(lookAtTime('14:00:30', paused)).toBe(5);
});

test('what is typed can be taken back, and is no longer wrong then', () => {
  const typed = ['1', ':', '9', '\u001b', 'backspace'].reduce((jump, key) => typedTime(jump, key) ?? jump, {
    text: '',
    wrong: 'not in this log',
  });
  expect(typed).toEqual({ text: '1:', wrong: '' });
  expect(typedTime(typed, 'ctrl-u')).toEqual({ text: '', wrong: '' });
  expect(typedTime(typed, 'escape')).toBeNull();
});
