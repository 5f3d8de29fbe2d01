/** `trapline schema`: the JSON schema of scenarios, for editors. */
import type { CommandModule } from 'yargs';
import { scenarioJsonSchema } from '../engine/index.ts';

export const schemaCommand: CommandModule = {
  command: 'schema',
  describe: 'Print the JSON schema of scenario files',
  handler() {
    process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  },
};
