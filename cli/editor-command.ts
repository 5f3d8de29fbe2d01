/** Which editor the user wants, and how it is told of a place in a file. */
import { basename, resolve } from 'node:path';
import { parse } from 'shell-quote';

/** Lines and columns count from 1. */
export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Names of programs, and their arguments for a place. */
type Syntax = readonly [names: string, args: (spot: Spot) => readonly string[]];

const plusLine: Syntax[1] = ({ file, line }) => [`+${line}`, file];
const colons = ({ file, line, column }: Spot): string => `${file}:${line}:${column}`;

const syntaxes: readonly Syntax[] = [
  ['vim nvim gvim mvim view vimx', ({ file, line, column }) => [`+call cursor(${line}, ${column})`, file]],
  // Without Vim's expressions.
  ['vi vim.tiny nvi ex elvis joe jmacs jed mg ne mcedit', plusLine],
  ['nano rnano pico', ({ file, line, column }) => [`+${line},${column}`, file]],
  ['emacs emacsclient micro kak gedit', ({ file, line, column }) => [`+${line}:${column}`, file]],
  ['hx helix subl sublime_text zed zeditor atom', spot => [colons(spot)]],
  ['code code-insiders codium vscodium cursor windsurf', spot => ['--goto', colons(spot)]],
  [
    'idea webstorm pycharm clion goland rider rubymine phpstorm kate',
    ({ file, line, column }) => ['--line', String(line), '--column', String(column), file],
  ],
];

const byName = new Map(syntaxes.flatMap(([names, args]) => names.split(' ').map(name => [name, args])));

/**
 * The command of $VISUAL, else $EDITOR, else vi, read as a shell would, for a place in a file. An editor that is not
 * known is given the file alone: what it did not understand it might open as another file. Throws where the variable
 * is no simple command.
 */
export function editorCommand(env: NodeJS.ProcessEnv, spot: Spot): readonly [string, ...string[]] {
  const [program, ...args] = wordsOf(env.VISUAL?.trim() || env.EDITOR?.trim() || 'vi', env);
  const name = basename(program);
  // Debian's vim.basic and vim.gtk3, and vim.exe.
  const syntax = byName.get(name) ?? byName.get(name.replace(/\..*/, ''));
  // A path from the root is never an option.
  const at = { ...spot, file: resolve(spot.file) };
  return [program, ...args, ...(syntax === undefined ? [at.file] : syntax(at))];
}

function wordsOf(variable: string, env: NodeJS.ProcessEnv): [string, ...string[]] {
  const entries = parse(variable, env, { splitUnquoted: true });
  const words = entries.filter(entry => typeof entry === 'string');
  const [program, ...args] = words;
  if (!program || words.length < entries.length) throw new Error(`no command to edit with: ${variable}`);
  return [program, ...args];
}
