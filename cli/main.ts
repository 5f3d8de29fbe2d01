/** The command line: a file a command, here only what they share. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { printable } from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import { later } from './later.ts';
import { VERSION } from './version.ts';

// A reader that has seen enough (`trapline explain | head`) is no fault, nor is a terminal that is gone: what ends then
// is the dashboard's to say.
process.stdout.on('error', error => {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE') process.exit(EXIT.fine);
  if (code !== 'EIO') throw error;
});

/** What the user typed is no command of ours. */
class WrongUsage extends Error {}

const cli = yargs(hideBin(process.argv))
  .scriptName('trapline')
  .usage('$0 COMMAND\n\nShows where the I/O of nested virtual machines goes.')
  .command(
    later(
      'run [scenario..]',
      'Show a scenario live, or several side by side; without a terminal, run it and print a report',
      async () => (await import('./run.ts')).runCommand,
    ),
  )
  .command(
    later(
      'new [file]',
      'Write a scenario to begin with, or a copy of a bundled one',
      async () => (await import('./new.ts')).newCommand,
    ),
  )
  .command(
    later(
      'check <scenarios..>',
      'Validate scenario files',
      async () => (await import('./check.ts')).checkCommand,
    ),
  )
  .command(
    later(
      'explain <scenario>',
      'Print every route of a scenario, hop by hop',
      async () => (await import('./explain.ts')).explainCommand,
    ),
  )
  .command(
    later(
      'figures',
      'Compare the model with every published figure',
      async () => (await import('./figures.ts')).figuresCommand,
    ),
  )
  .command(
    later(
      'replay <log>',
      'Show a session log in the dashboard; without a terminal, print what it holds',
      async () => (await import('./replay.ts')).replayCommand,
    ),
  )
  .command(
    later(
      'diff <a> <b>',
      'Compare two scenarios, two session logs, or one of each',
      async () => (await import('./diff.ts')).diffCommand,
    ),
  )
  .command(
    later(
      'export <log>',
      'Write a session log in a form that other programs read',
      async () => (await import('./export.ts')).exportCommand,
    ),
  )
  .command(
    later(
      'schema [of]',
      'Print the JSON schema of scenario files, or of profiles',
      async () => (await import('./schema.ts')).schemaCommand,
    ),
  )
  .completion('completion', 'Print a completion script for the shell')
  .demandCommand(1, 'Name a command.')
  .recommendCommands()
  .strict()
  .version(VERSION)
  .help()
  .exitProcess(false)
  .fail((message, error) => {
    // yargs has a message for what the user got wrong; an error without one came from a command. Throwing keeps
    // yargs from running the command all the same.
    throw message ? new WrongUsage(message) : error;
  });

try {
  await cli.parseAsync();
} catch (error) {
  process.exitCode = await fail(error);
}

async function fail(error: unknown): Promise<number> {
  // Once a command's file had to be loaded, yargs lets its own error through instead of asking `fail`.
  if (error instanceof WrongUsage || (error instanceof Error && error.name === 'YError')) {
    const lines = error.message.split('\n').map(printable);
    process.stderr.write(`${lines.join('\n')}\nSee: trapline --help\n`);
    return EXIT.usage;
  }
  const { sentenceOf } = await import('./faulty-input.ts');
  const sentence = sentenceOf(error);
  if (sentence !== null) {
    process.stderr.write(`${sentence}\n`);
    return EXIT.input;
  }
  process.stderr.write(`trapline has failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.fault;
}
