/** What editors are given: the schemas beside the files are the validator's own, and every key explains itself. */
import { expect, test } from 'vitest';
import { costJsonSchema } from '../../engine/scenario/cost-profile.ts';
import { hypervisorJsonSchema } from '../../engine/scenario/hypervisor-profile.ts';
import { scenarioJsonSchema } from '../../engine/scenario/schema.ts';
import { library } from '../helpers/scenarios.ts';

interface Schema {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly defaultSnippets?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const schemas: readonly (readonly [string, Schema])[] = [
  ['schema.json', scenarioJsonSchema()],
  ['profiles/costs/schema.json', costJsonSchema()],
  ['profiles/hypervisors/schema.json', hypervisorJsonSchema()],
];

/** Every schema inside, by the way to it. */
function* within(schema: Schema, way: string): Generator<readonly [string, Schema]> {
  yield [way, schema];
  const { properties = {}, additionalProperties, items, anyOf = [] } = schema;
  for (const [key, member] of Object.entries(properties)) yield* within(member, `${way}.${key}`);
  if (typeof additionalProperties === 'object') yield* within(additionalProperties, `${way}.*`);
  if (items !== undefined) yield* within(items, `${way}[]`);
  for (const form of anyOf) yield* within(form, way);
}

const isKey = (way: string) => !way.endsWith(']') && way.includes('.') && !way.endsWith('*');

test.each(schemas)('scenarios/%s is the schema that trapline itself uses', async (file, schema) => {
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`../../scenarios/${file}`);
});

test.each(schemas)('%s: every key has a description and an example', (_, schema) => {
  const keys = Object.entries(Object.groupBy(within(schema, ''), ([way]) => way)).filter(([way]) =>
    isKey(way),
  );
  expect(keys.length).toBeGreaterThan(10);
  const silent = keys.filter(([, forms = []]) => !forms.some(([, form]) => form.description));
  const bare = keys.filter(
    ([, forms = []]) => !forms.some(([, form]) => form.examples?.length || form.defaultSnippets?.length),
  );
  expect({ silent: silent.map(([way]) => way), bare: bare.map(([way]) => way) }).toEqual({
    silent: [],
    bare: [],
  });
});

test.each(schemas)('%s: every word that may stand somewhere says what it means', (_, schema) => {
  const words = [...within(schema, '')].filter(([, each]) =>
    each.enum?.some(word => typeof word === 'string'),
  );
  expect(words.length).toBeGreaterThanOrEqual(schema === schemas[1]![1] ? 0 : 1);
  for (const [way, each] of words)
    expect([way, each.enumDescriptions?.filter(Boolean).length]).toEqual([way, each.enum!.length]);
});

test('the profiles that are offered are those that there are', () => {
  const offered = (key: string) =>
    [...within(schemas[0]![1], '')].find(([way]) => way.endsWith(key))![1].examples?.toSorted();
  expect(offered('.levels[].hypervisor')).toEqual([...library.hypervisors.keys()].toSorted());
  expect(offered('.cpu.costs')).toEqual([...library.costs.keys()].toSorted());
});

test('no diagnostic words are left in what editors see', () => {
  for (const [, schema] of schemas) expect(JSON.stringify(schema)).not.toContain('"expected"');
});
