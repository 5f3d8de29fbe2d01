/**
 * The screen's other door: what may be asked of it by name. Whoever reads the command line needs the names, and not
 * the screen, which takes its time to load.
 */
export { type GlyphName, glyphNames } from './glyphs.ts';
export { keyNames } from './keys.ts';
export { type ThemeName, themeNames } from './themes.ts';
