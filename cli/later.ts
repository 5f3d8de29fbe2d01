/** Commands whose files are loaded when somebody asks for them: whoever runs one does not wait for the others. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

/** The rest of a command, once it is asked for. */
export interface Command<Arguments> {
  builder?(args: Argv): Argv<Arguments>;
  handler(args: ArgumentsCamelCase<Arguments>): void | Promise<void>;
}

/** `usage` and `describe` stand in the help of the whole program. */
export function later<Arguments>(
  usage: string,
  describe: string,
  load: () => Promise<Command<Arguments>>,
): CommandModule<object, Arguments> {
  let command: Command<Arguments>;
  return {
    command: usage,
    describe,
    async builder(args) {
      command = await load();
      return (command.builder?.(args) ?? args) as Argv<Arguments>;
    },
    // At once: as soon as a handler waits for anything yargs writes the help, which nobody has asked for.
    handler: args => command.handler(args),
  };
}
