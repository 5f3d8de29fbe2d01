/** The command line: a file a command, here only what they share. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { printable, RouteTooLong } from '../engine/index.ts';
import { checkCommand } from './check.ts';
import { EXIT } from './exit-codes.ts';
import { explainCommand } from './explain.ts';
import { figuresCommand } from './figures.ts';
import { runCommand } from './run.ts';
import { UnreadableFile } from './scenario-file.ts';
import { schemaCommand } from './schema.ts';
import { VERSION } from './version.ts';

// A reader that has seen enough (`trapline explain | head`) is no fault.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  process.exit(EXIT.fine);
});

/** What the user typed is no command of ours. */
class WrongUsage extends Error {}

const cli = yargs(hideBin(process.argv))
  .scriptName('trapline')
  .usage('$0 COMMAND\n\nShows where the I/O of nested virtual machines goes.')
  .command(runCommand)
  .command(checkCommand)
  .command(explainCommand)
  .command(figuresCommand)
  .command(schemaCommand)
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
  process.exitCode = fail(error);
}

function fail(error: unknown): number {
  if (error instanceof WrongUsage) {
    process.stderr.write(`${error.message}\nSee: trapline --help\n`);
    return EXIT.usage;
  }
  if (error instanceof UnreadableFile || error instanceof RouteTooLong) {
    process.stderr.write(`${printable(error.message)}\n`);
    return EXIT.input;
  }
  process.stderr.write(`trapline has failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.fault;
}
