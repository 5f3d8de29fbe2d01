/** What the roles of a text look like: the one place that knows colours. */

/** What a piece of text is, whatever it looks like. */
export type Role = 'strong' | 'faint' | 'good' | 'warning' | 'alarm' | 'focus' | SeriesRole;

export type SeriesRole = 'series0' | 'series1' | 'series2' | 'series3' | 'series4' | 'series5';

/** What switches each role's look on: SGR sequences (ECMA-48, 8.3.117). */
export type Palette = Readonly<Record<Role, string>>;

/** Switches any look off. */
export const plain = '\u001b[0m';

/** A sequence for each: Ink tells of a single parameter whether it is switched off again, and else takes longer. */
const sgr = (...parameters: string[]): string => parameters.map(one => `\u001b[${one}m`).join('');
const bold = '1';
/** Of xterm's 256 colours. */
const color = (index: number): string => `38;5;${index}`;

const seriesRoles: readonly SeriesRole[] = ['series0', 'series1', 'series2', 'series3', 'series4', 'series5'];

/** The colour of the n-th queue, the same in the table, the legend and the graph. */
export function seriesRole(index: number): SeriesRole {
  return seriesRoles[index % seriesRoles.length]!;
}

/** The sixteen colours that the terminal's user chose. */
const own: Palette = {
  strong: sgr(bold),
  faint: sgr('90'),
  good: sgr('32'),
  warning: sgr('33'),
  alarm: sgr(bold, '31'),
  focus: sgr(bold, '36'),
  series0: sgr('36'),
  series1: sgr('33'),
  series2: sgr('32'),
  series3: sgr('35'),
  series4: sgr('34'),
  series5: sgr('31'),
};

/**
 * Of the 256 colours of xterm such as Okabe and Ito chose (Color Universal Design, 2008), as bright and as dark as it
 * takes for people who see red and green alike to tell six lines apart on black.
 */
const okabeIto: Palette = {
  strong: sgr(bold),
  faint: sgr(color(245)),
  good: sgr(color(74)),
  warning: sgr(color(214)),
  alarm: sgr(bold, color(202)),
  focus: sgr(bold, color(227)),
  series0: sgr(color(74)),
  series1: sgr(color(214)),
  series2: sgr(color(36)),
  series3: sgr(color(229)),
  series4: sgr(color(27)),
  series5: sgr(color(94)),
};

/** Teal against coral, and both bright and dark, for people who see blue and green, or yellow and violet, alike. */
const tritan: Palette = {
  ...okabeIto,
  good: sgr(color(37)),
  warning: sgr(color(218)),
  alarm: sgr(bold, color(160)),
  focus: sgr(bold, color(231)),
  series0: sgr(color(37)),
  series1: sgr(color(203)),
  series2: sgr(color(193)),
  series3: sgr(color(128)),
  series4: sgr(color(218)),
  series5: sgr(color(60)),
};

/** Dark inks for a light background. */
const light: Palette = {
  strong: sgr(bold),
  faint: sgr(color(243)),
  good: sgr(color(28)),
  warning: sgr(color(130)),
  alarm: sgr(bold, color(160)),
  focus: sgr(bold, color(25)),
  series0: sgr(color(31)),
  series1: sgr(color(130)),
  series2: sgr(color(28)),
  series3: sgr(color(90)),
  series4: sgr(color(20)),
  series5: sgr(color(124)),
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
