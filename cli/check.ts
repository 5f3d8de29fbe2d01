/** `trapline check`: validates scenario files and prints every diagnostic of each. */
import { type Library, printable } from '../engine/index.ts';
import { printDiagnostics, summaryOf } from './diagnostics.ts';
import { EXIT } from './exit-codes.ts';
import { sentenceOf } from './faulty-input.ts';
import type { Command } from './later.ts';
import { readLibrary } from './library.ts';
import { readScenarioFile, type ScenarioFile } from './scenario-file.ts';

interface CheckArguments {
  readonly scenarios: string[];
  readonly json: boolean | undefined;
  readonly sarif: boolean | undefined;
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
      .option('json', { type: 'boolean', describe: 'One JSON document on standard output' })
      .option('sarif', { type: 'boolean', describe: 'One SARIF 2.1.0 document on standard output' })
      .conflicts('json', 'sarif'),
  async handler({ scenarios, json, sarif }) {
    const library = readLibrary();
    const files = scenarios.flatMap(file => readable(file, library));
    const diagnostics = files.flatMap(file => file.diagnostics);
    if (sarif) {
      const { sarifOf } = await import('./sarif.ts');
      print(
        sarifOf(
          files.map(({ file }) => file),
          diagnostics,
        ),
      );
    } else if (json) print({ version: 1, diagnostics });
    else {
      for (const file of files)
        if (file.diagnostics.length === 0) process.stdout.write(`${printable(file.file)}: fine\n`);
      printDiagnostics(files);
      if (files.length > 1 && diagnostics.length > 0) process.stderr.write(`\n${summaryOf(diagnostics)}\n`);
    }
    const allRun = files.length === scenarios.length && files.every(({ scenario }) => scenario !== null);
    if (!allRun) process.exitCode = EXIT.input;
  },
};

/** A file that cannot be read keeps nobody from hearing of the others. */
function readable(file: string, library: Library): ScenarioFile[] {
  try {
    return [readScenarioFile(file, library)];
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    process.stderr.write(`${sentence}\n`);
    return [];
  }
}

function print(document: object): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
