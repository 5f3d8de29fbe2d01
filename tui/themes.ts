/** What the roles of a text look like: the one place that knows colours. */

/** What a piece of text is, whatever it looks like. */
export type Role = 'strong' | 'faint' | 'good' | 'warning' | 'alarm' | 'focus' | SeriesRole;

export type SeriesRole = 'series0' | 'series1' | 'series2' | 'series3' | 'series4' | 'series5';

/** Parameters of SGR (ECMA-48, 8.3.117) by role. */
export type Palette = Readonly<Record<Role, string>>;

const seriesRoles: readonly SeriesRole[] = ['series0', 'series1', 'series2', 'series3', 'series4', 'series5'];

/** The colour of the n-th queue, the same in the table, the legend and the graph. */
export function seriesRole(index: number): SeriesRole {
  return seriesRoles[index % seriesRoles.length]!;
}

/** The sixteen colours that the terminal's user chose. */
const own: Palette = {
  strong: '1',
  faint: '90',
  good: '32',
  warning: '33',
  alarm: '1;31',
  focus: '1;36',
  series0: '36',
  series1: '33',
  series2: '32',
  series3: '35',
  series4: '34',
  series5: '31',
};

/**
 * Of the 256 colours of xterm those nearest to Okabe and Ito's (Color Universal Design, 2008), which people tell
 * apart who see red and green alike.
 */
const okabeIto: Palette = {
  strong: '1',
  faint: '38;5;245',
  good: '38;5;74',
  warning: '38;5;214',
  alarm: '1;38;5;202',
  focus: '1;38;5;227',
  series0: '38;5;74',
  series1: '38;5;214',
  series2: '38;5;36',
  series3: '38;5;175',
  series4: '38;5;33',
  series5: '38;5;227',
};

/** Reds against greys and blue-greens, for people who see blue and green, or yellow and violet, alike. */
const tritan: Palette = {
  ...okabeIto,
  good: '38;5;37',
  warning: '38;5;217',
  alarm: '1;38;5;160',
  focus: '1;38;5;231',
  series0: '38;5;37',
  series1: '38;5;203',
  series2: '38;5;252',
  series3: '38;5;125',
  series4: '38;5;23',
  series5: '38;5;217',
};

/** Dark inks for a light background. */
const light: Palette = {
  strong: '1',
  faint: '38;5;243',
  good: '38;5;28',
  warning: '38;5;130',
  alarm: '1;38;5;160',
  focus: '1;38;5;25',
  series0: '38;5;31',
  series1: '38;5;130',
  series2: '38;5;28',
  series3: '38;5;90',
  series4: '38;5;20',
  series5: '38;5;124',
};

export const themes = {
  default: own,
  light,
  /** Two for colour-blind people: red and green alike, blue and yellow alike. */
  deuteranopia: okabeIto,
  tritanopia: tritan,
} as const satisfies Record<string, Palette>;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as readonly ThemeName[];
