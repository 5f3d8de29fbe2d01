/** `trapline schema`: the JSON schema of scenarios, for editors. */
import { scenarioJsonSchema } from '../engine/index.ts';
import type { Command } from './later.ts';

export const schemaCommand: Command<object> = {
  handler() {
    process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  },
};
