import { expect, test } from 'vitest';
import { type Role, seriesRole, themeNames, themes } from '../../tui/themes.ts';

const rows = Array.from({ length: 6 }, (_, index) => seriesRole(index));

test.each(themeNames)('in %s no two queues look alike, and an alarm is bold', name => {
  const palette = themes[name];
  expect(new Set(rows.map(role => palette[role])).size).toBe(rows.length);
  expect(palette.alarm).toContain('\u001b[1m');
});

test('a look is made of sequences of one parameter each, or of one colour', () => {
  for (const palette of Object.values(themes))
    for (const role of Object.keys(palette) as Role[])
      expect(palette[role]).toMatch(/^(\u001b\[(\d+|38;5;\d+)m)+$/);
});

test('the seventh queue looks like the first', () => {
  expect(seriesRole(6)).toBe(seriesRole(0));
});
