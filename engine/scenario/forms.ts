/** What may stand at a path of a text, from the JSON form of its zod schema. */
import type { z } from 'zod';
import type { Path } from './yaml.ts';

export type Issue = z.core.$ZodIssue;

/** As much of a JSON schema as is looked at here. */
export interface Form {
  /** In a diagnostic's words; `description` is an editor's. */
  readonly expected?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Form>>;
  readonly additionalProperties?: Form | boolean;
  readonly items?: Form;
  readonly anyOf?: readonly Form[];
}

/** The forms that a value at this path may have. */
export function formsAt(form: Form, path: Path): Form[] {
  let forms = alternatives(form);
  for (const step of path) forms = forms.flatMap(each => alternatives(member(each, step)));
  return forms;
}

function member({ properties, additionalProperties, items }: Form, step: PropertyKey): Form | undefined {
  if (typeof step === 'number') return items;
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return properties !== undefined && Object.hasOwn(properties, step) ? properties[String(step)] : rest;
}

/** The form itself first, where it has words of its own for its alternatives. */
function alternatives(form: Form | undefined): Form[] {
  if (form === undefined) return [];
  return [form, ...(form.anyOf ?? []).flatMap(alternatives)];
}

/** The keys under which a mapping has this key, anywhere. */
export function holdersOf(form: Form, key: string, under: string | null = null): string[] {
  const inside = Object.entries(form.properties ?? {}).flatMap(([name, each]) => holdersOf(each, key, name));
  const further = [form.items, ...(form.anyOf ?? [])].flatMap(each =>
    each ? holdersOf(each, key, under) : [],
  );
  const own = under !== null && Object.hasOwn(form.properties ?? {}, key) ? [`\`${under}\``] : [];
  return [...new Set([...own, ...inside, ...further])];
}

export function expectedAt(form: Form, path: Path): string | null {
  const forms = formsAt(form, path);
  const said = forms.find(each => each.expected !== undefined)?.expected;
  return said ?? TYPES[forms[0]?.type ?? ''] ?? null;
}

export const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  integer: 'a whole number',
  boolean: 'true or false',
};
