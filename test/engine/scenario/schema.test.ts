import { expect, test } from 'vitest';
import { scenarioJsonSchema } from '../../../engine/scenario/schema.ts';

// After a change of the schema: npx vitest run test/engine/scenario/schema.test.ts -u
test('scenarios/schema.json is the schema that trapline itself uses', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../../scenarios/schema.json');
});
