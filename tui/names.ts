/**
 * The screen's other door: what may be asked of it by name. Whoever reads the command line needs the names, and not
 * the screen, which takes its time to load.
 */
export { type GlyphName, glyphNames } from './drawing/glyphs.ts';
export { type ThemeName, themeNames } from './drawing/themes.ts';
export { keyNames } from './keys.ts';
export type { Kind } from './state/timeline.ts';
