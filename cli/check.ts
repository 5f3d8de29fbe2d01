/** `trapline check`: validates scenario files and prints every diagnostic of each. */
import { printable } from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Command } from './later.ts';
import { readLibrary } from './library.ts';
import { readScenarioFile } from './scenario-file.ts';

interface CheckArguments {
  readonly scenarios: string[];
  readonly json: boolean;
}

export const checkCommand: Command<CheckArguments> = {
  builder: args =>
    args
      .positional('scenarios', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Scenario files',
      })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on standard output' }),
  handler({ scenarios, json }) {
    const library = readLibrary();
    const files = scenarios.map(file => readScenarioFile(file, library));
    if (json) {
      const diagnostics = files.flatMap(file => file.diagnostics);
      process.stdout.write(`${JSON.stringify({ version: 1, diagnostics }, null, 2)}\n`);
    } else {
      for (const { file, formatted } of files)
        if (formatted.length === 0) process.stdout.write(`${printable(file)}: fine\n`);
        else process.stderr.write(`${formatted.join('\n\n')}\n`);
    }
    if (files.some(({ scenario }) => scenario === null)) process.exitCode = EXIT.input;
  },
};
