/** What the commands that show a dashboard have in common: how it is to look, and whether there is a terminal for it. */
import type { Argv } from 'yargs';
import type { Speed } from '../engine/index.ts';
import { type GlyphName, glyphNames, type Kind, keyNames, type ThemeName, themeNames } from '../tui/names.ts';
import { once } from './once.ts';

export interface LookArguments {
  readonly press: readonly string[];
  readonly glyphs: GlyphName | undefined;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly theme: ThemeName;
  readonly screenReader: boolean;
}

/** What the screen draws with. */
export interface Looks {
  readonly glyphs: GlyphName;
  /** null: without colours. */
  readonly theme: ThemeName | null;
  /** For a screen reader. */
  readonly spoken: boolean;
}

/** `kind`: whose keys may be pressed. */
export function withLooks(args: Argv, kind: Kind): Argv {
  return args
    .option('press', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      choices: keyNames(kind),
      describe: 'A key to press at the beginning, again for another: 5 and z for the path, zoomed',
    })
    .option('glyphs', {
      type: 'string',
      requiresArg: true,
      choices: glyphNames,
      coerce: once(String),
      describe: 'Characters to draw with; by default the finest that the terminal seems to have',
    })
    .option('ascii', { type: 'boolean', default: false, describe: 'The same as --glyphs ascii' })
    .option('color', {
      type: 'boolean',
      default: true,
      describe: 'Colours; NO_COLOR turns them off too',
    })
    .option('theme', {
      type: 'string',
      requiresArg: true,
      choices: themeNames,
      default: 'default',
      coerce: once(String),
      describe: 'Colours to draw with; two of them for colour-blind people',
    })
    .option('screen-reader', {
      type: 'boolean',
      default: false,
      describe: 'Sentences, said again when something happens; as with INK_SCREEN_READER=true',
    });
}

/** An empty NO_COLOR does not count (no-color.org). */
export function looksOf({ ascii, color, glyphs, theme, screenReader }: LookArguments): Looks {
  return {
    spoken: screenReader || process.env.INK_SCREEN_READER === 'true',
    theme: color && !process.env.NO_COLOR ? theme : null,
    glyphs: ascii ? 'ascii' : (glyphs ?? glyphsOf(process.env)),
  };
}

/** One that can place its cursor: a dumb terminal, as in an editor's shell, shows a report well enough. */
export function onTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}

/** What the locale and the terminal's name promise: the console of Linux has no Braille in its font. */
function glyphsOf({ LC_ALL, LC_CTYPE, LANG, TERM }: NodeJS.ProcessEnv): GlyphName {
  const locale = LC_ALL || LC_CTYPE || LANG;
  if (locale && !/utf-?8/i.test(locale)) return 'ascii';
  return TERM === 'linux' ? 'block' : 'braille';
}

/** Of `--speed`. */
export function speed(text: string): Speed {
  const value = Number(text);
  if (text === 'max') return 'max';
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--speed ${text}: a number above 0, or max`);
}
