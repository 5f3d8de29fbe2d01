/** A shape as a JSON schema (draft 2020-12) for editors, as yaml-language-server reads them. */
import { stringify } from 'yaml';
import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What must be written, without `expected`, which is for diagnostics. */
export function publishedSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      delete jsonSchema.expected;
      // zod takes the examples of what is transformed for examples of the result; ours are of the text.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (!Array.isArray(examples)) return;
      delete jsonSchema.examples;
      Object.assign(jsonSchema, shown(examples, jsonSchema));
    },
  });
}

/** yaml-language-server offers a mapping as `[object Object]`: it gets a snippet, and its place in the description. */
function shown(examples: unknown[], { description = '', defaultSnippets }: JsonSchema): JsonSchema {
  if (examples.some(example => typeof example !== 'object' || Array.isArray(example))) return { examples };
  const written = examples.map(example => inOneLine(example));
  return {
    markdownDescription: `${description}\n\n${written.map(line => `    ${line}`).join('\n')}`,
    defaultSnippets: defaultSnippets ?? examples.map((body, i) => ({ label: written[i], body })),
  };
}

function inOneLine(example: unknown): string {
  return stringify(example, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
