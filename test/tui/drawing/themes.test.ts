import { stripVTControlCharacters } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { loadChart } from '../../../tui/drawing/chart.ts';
import { type Role, seriesRole, type ThemeName, themeNames, themes } from '../../../tui/drawing/themes.ts';
import type { QueueSnapshot } from '../../../tui/run.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import type { State } from '../../../tui/state/state.ts';
import { contrast, type Deficiency, difference } from '../../helpers/color-vision.ts';
import { queue } from '../../helpers/fake-run.ts';
import { paletteColor } from '../../helpers/palette.ts';
import { draw, press, sampleOf, stateOf } from '../../helpers/screens.tsx';

beforeAll(loadChart);

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

/** Some 2.3 are just seen where two areas touch; a thin line far from another takes more (CIE76). */
const apart = 30;
/** Of what is no text (WCAG 2.2, 1.4.11), which the thin lines of a graph are. */
const legible = 3;

/** Those that choose of xterm's 256; what becomes of the sixteen others is the terminal's matter, and its user's. */
const chosen: readonly [ThemeName, background: string, readonly (Deficiency | null)[]][] = [
  ['light', '#ffffff', [null]],
  ['deuteranopia', '#000000', [null, 'deuteranopia', 'protanopia']],
  ['tritanopia', '#000000', [null, 'tritanopia']],
];

test.each(chosen)(
  'in %s queues are told apart, and all is legible, by whom it is for',
  (name, background, eyes) => {
    const colorOf = (role: Role) => paletteColor(Number(/38;5;(\d+)m/.exec(themes[name][role])![1]));
    const pairs = rows.flatMap((one, index) => rows.slice(index + 1).map(other => [one, other] as const));
    const coloured = (Object.keys(themes[name]) as Role[]).filter(role => role !== 'strong');
    for (const deficiency of eyes) {
      for (const [one, other] of pairs)
        expect(difference(colorOf(one), colorOf(other), deficiency), `${one}, ${other}`).toBeGreaterThan(
          apart,
        );
      for (const role of coloured)
        expect(contrast(colorOf(role), background, deficiency), role).toBeGreaterThan(legible);
    }
  },
);

/** Nine queues that each hold something else, the third one stalled, with lost kicks and another doorbell. */
function nineQueues(): State {
  const at = (kick: number): QueueSnapshot[] =>
    Array.from({ length: 9 }, (_, index) => ({
      ...{ ...queue, queue: `q${index + 1}`, occupancy: 20 * (index + 1) + (kick % 3) },
      ...(index === 2 && { stalled: 'the kick was lost', lostKicks: 4, doorbell: null }),
    }));
  const before = stateOf({ patch: { queues: at(0) }, kicks: 100 });
  const later = (kicks: number) => sampleOf({ patch: { queues: at(kicks) }, kicks });
  return [200, 300, 400].reduce(
    (state, kicks) => reduce(state, { type: 'sampled', sample: later(kicks) }),
    before,
  );
}

const size = { columns: 200, rows: 60 };

test.each(themeNames)('%s adds nothing that is not said without colours', name => {
  const states = [press(nineQueues(), 'page-up'), stateOf()] as const;
  for (const one of [[states[0]], states] as const) {
    const coloured = draw(size, one, themes[name]);
    expect(coloured).toContain(themes[name].series5);
    const text = stripVTControlCharacters(coloured).replaceAll(/ +$/gm, '');
    expect(text).toBe(draw(size, one));
  }
});

test('without colours it is said what has the focus, where the cursor is, which queue is which and what is wrong', () => {
  const text = draw(size, [press(nineQueues(), 'page-up')]);
  expect(text.match(/\[\d \w+\]/g)).toEqual(['[4 Traps]']);
  expect(text.match(/^▌\d G2 /gm)).toEqual(['▌1 G2 ']);
  expect(text.match(/^▌.*kick/gm)).toHaveLength(1);
  const figures = Array.from({ length: 9 }, (_, index) => index + 1);
  expect(text).toContain(figures.map(figure => `${figure} G2 V1.q${figure}`).join('  '));
  for (const figure of figures) {
    expect(text).toMatch(new RegExp(`^[▌ ]${figure} G2 V1\\.q${figure} `, 'm'));
    // At the end of its curve.
    expect(text).toMatch(new RegExp(`[\\u2801-\\u28ff]${figure}\\s*$`, 'm'));
  }
  expect(text).toMatch(/3 G2 V1\.q3 +none .* 4 /);
  expect(text).toContain('stalled: the kick was lost');
});
