/** `trapline schema`: the JSON schema of scenarios, or of profiles, for editors. */
import { costJsonSchema, hypervisorJsonSchema, scenarioJsonSchema } from '../engine/index.ts';
import type { Command } from './later.ts';

const schemas = {
  scenario: scenarioJsonSchema,
  costs: costJsonSchema,
  hypervisor: hypervisorJsonSchema,
} as const;

interface SchemaArguments {
  readonly of: keyof typeof schemas;
}

export const schemaCommand: Command<SchemaArguments> = {
  builder: args =>
    args.positional('of', {
      choices: Object.keys(schemas) as (keyof typeof schemas)[],
      default: 'scenario' as const,
      describe: 'What the files are: scenarios, cost profiles or hypervisor profiles',
    }),
  handler({ of }) {
    process.stdout.write(`${JSON.stringify(schemas[of](), null, 2)}\n`);
  },
};
