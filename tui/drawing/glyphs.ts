/** The characters that the screen draws with: Braille, block elements where a font lacks those, or ASCII. */

/** From the finest to what every terminal has. */
export const glyphNames = ['braille', 'block', 'ascii'] as const;
export type GlyphName = (typeof glyphNames)[number];

export interface Glyphs {
  readonly name: GlyphName;
  /** Nothing outside of printable ASCII reaches the screen. */
  readonly ascii: boolean;
  readonly rule: string;
  readonly upright: string;
  /** Where an upright stands on a rule. */
  readonly foot: string;
  /** Stands before the line that Enter opens. */
  readonly cursor: string;
  /** Stands before the one of several that is in use. */
  readonly current: string;
  readonly arrow: string;
  readonly divided: string;
  readonly times: string;
  /** A ladder's rail while its level runs, while it waits, and under an arrow that passes it. */
  readonly runs: string;
  readonly waits: string;
  readonly crosses: string;
  /** Where an arrow leaves a rail to the right, and to the left. */
  readonly leaves: string;
  readonly leavesLeft: string;
  readonly toHost: string;
  readonly toGuest: string;
  /** The device hears its doorbell. */
  readonly bell: string;
  /** A timeline: what has passed and what has not, where it stands, and what happened on it. */
  readonly passed: string;
  readonly ahead: string;
  readonly here: string;
  readonly change: string;
  readonly error: string;
  readonly both: string;
  /** Bars of a sparkline from nothing to full; the first is a blank. */
  readonly bars: readonly string[];
}

const block: Glyphs = {
  name: 'block',
  ascii: false,
  rule: '─',
  upright: '│',
  foot: '┴',
  cursor: '▌',
  current: '●',
  arrow: '→',
  divided: '÷',
  times: '×',
  runs: '│',
  waits: '╎',
  crosses: '┼',
  leaves: '├',
  leavesLeft: '┤',
  toHost: '►',
  toGuest: '◄',
  bell: '●',
  passed: '━',
  ahead: '─',
  here: '█',
  change: '◆',
  error: '▲',
  both: '■',
  bars: Array.from(' ▁▂▃▄▅▆▇█'),
};

export const glyphSets: Readonly<Record<GlyphName, Glyphs>> = {
  braille: { ...block, name: 'braille' },
  block,
  ascii: {
    name: 'ascii',
    ascii: true,
    rule: '-',
    upright: '|',
    foot: '+',
    cursor: '>',
    current: '*',
    arrow: '->',
    divided: '/',
    times: 'x',
    runs: '|',
    waits: ':',
    crosses: ':',
    leaves: '|',
    leavesLeft: '|',
    toHost: '>',
    toGuest: '<',
    bell: '*',
    passed: '=',
    ahead: '-',
    here: '#',
    change: '*',
    error: '!',
    both: '&',
    bars: Array.from(' .:-=+*#@'),
  },
};

/** A bar a value, each against the highest of them; empty where there is nothing to show. */
export function sparkline(values: readonly number[], { bars }: Glyphs): string {
  const highest = Math.max(0, ...values.filter(Number.isFinite));
  const steps = bars.length - 1;
  return values
    .map(value => {
      if (!(value > 0)) return bars[0]!;
      // What is not nothing shows as more than nothing.
      return bars[Math.max(1, Math.round((value / highest) * steps))]!;
    })
    .join('');
}
