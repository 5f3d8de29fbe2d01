/** `trapline new`: a scenario to begin with, or a copy of a bundled one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printable } from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Command } from './later.ts';
import { bundledScenarios, SCENARIOS } from './library.ts';
import { once } from './once.ts';

interface NewArguments {
  readonly file: string;
  readonly from: string;
}

const STARTER = 'starter';

export const newCommand: Command<NewArguments> = {
  builder: args =>
    args
      .positional('file', {
        type: 'string',
        default: 'scenario.yaml',
        describe: 'The file to write, which must not exist',
      })
      .option('from', {
        type: 'string',
        requiresArg: true,
        default: STARTER,
        choices: [...pathsByName().keys()],
        coerce: once(String),
        describe: 'The bundled scenario to copy',
      }),
  handler({ file, from }) {
    const text = readFileSync(pathsByName().get(from)!, 'utf8');
    try {
      writeFileSync(file, text.replace(/^(# yaml-language-server: \$schema=).*/, `$1${schemaFor(file)}`), {
        flag: 'wx',
      });
    } catch (error) {
      process.stderr.write(`${printable(whyNot(file, error as NodeJS.ErrnoException))}\n`);
      process.exitCode = EXIT.input;
      return;
    }
    const next = `Run it with \`trapline run ${file}\` and open it in an editor beside: every save goes into the run.`;
    process.stdout.write(`${printable(`${file} is written. ${next}`)}\n`);
  },
};

function pathsByName(): Map<string, string> {
  const { lessons, others } = bundledScenarios();
  return new Map([...lessons, ...others].map(path => [basename(path, '.yaml'), path]));
}

/**
 * How an editor finds the schema from the file: relative where the package lies below the working directory, as in a
 * checkout or in node_modules, so that the folder may move; else, where it is installed for the whole machine, by its URL.
 */
function schemaFor(file: string): string {
  const schema = join(SCENARIOS, 'schema.json');
  if (relative('', schema).startsWith('..')) return pathToFileURL(schema).href;
  const path = relative(dirname(resolve(file)), schema);
  return path.startsWith('.') ? path : `./${path}`;
}

function whyNot(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code !== 'EEXIST') return message;
  return `${file} exists already and is left as it is. Name another file: trapline new other.yaml`;
}
