/**
 * Checks a text's data against a zod schema and says what is wrong in our words, at its place in the text: zod
 * knows the path and the cause, the JSON form of the same schema knows what would have been right.
 */
import { z } from 'zod';
import { type Advice, type Diagnostic, diagnostic } from './diagnostics.ts';
import { didYouMean, nearest } from './nearest.ts';
import type { Path, YamlText } from './yaml.ts';

/** Reports something at the value with this path, or at its key. */
export type Complain = (path: Path, message: string, advice?: Advice & { readonly atKey?: boolean }) => void;

/** One thing wrong with the shape. */
export interface Flaw {
  readonly path: Path;
  readonly kind: 'unknown-key' | 'missing-key' | 'value';
  /** For an unknown key: the known one it was probably meant to be. */
  readonly meant: string | null;
  readonly diagnostic: Diagnostic;
}

export type Shape<T> = { readonly value: T } | { readonly flaws: readonly Flaw[] };

/** Collects complaints about one text. */
export function complainInto(found: Diagnostic[], yaml: YamlText): Complain {
  return (path, message, advice) => {
    const place = advice?.atKey ? yaml.keyPlace(path) : yaml.place(path);
    found.push(diagnostic(yaml.file, place, message, advice));
  };
}

export function checkShape<S extends z.ZodType>(
  schema: S,
  value: unknown,
  yaml: YamlText,
): Shape<z.output<S>> {
  // An empty message marks the issues that the schema itself has no words for.
  const checked = schema.safeParse(value, { reportInput: true, error: () => '' });
  if (checked.success) return { value: checked.data };
  const form = z.toJSONSchema(schema, { io: 'input' }) as Form;
  return { flaws: onceEach(flatten(checked.error.issues).flatMap(issue => flawsOf(issue, form, yaml))) };
}

/** A mistyped key is also a missing one: the first says all. */
function onceEach(flaws: readonly Flaw[]): Flaw[] {
  const meant = new Set(flaws.map(({ path, meant }) => JSON.stringify([...path.slice(0, -1), meant])));
  return flaws.filter(({ kind, path }) => kind !== 'missing-key' || !meant.has(JSON.stringify(path)));
}

type Issue = z.core.$ZodIssue;

/** A failed union says why each of its forms failed: only the form that the text comes nearest to matters. */
function flatten(issues: readonly Issue[]): Issue[] {
  return issues.flatMap(issue => {
    if (issue.code !== 'invalid_union') return [issue];
    const nested = issue.errors.map(branch =>
      branch.map(each => ({ ...each, path: [...issue.path, ...each.path] })),
    );
    const sameType = nested.filter(branch => !branch.some(each => isWrongType(each, issue.path.length)));
    const fewest = Math.min(...sameType.map(branch => branch.length));
    const closest = sameType.filter(branch => branch.length === fewest);
    if (closest.length === 1) return flatten(closest[0]!);
    const strange = closest.length === 0 ? [] : strangeToAll(closest);
    return strange.length > 0 ? strange : [{ ...issue, errors: [] }];
  });
}

/** The keys that none of the forms knows. */
function strangeToAll([first, ...others]: Issue[][]): Issue[] {
  const keysOf = (branch: readonly Issue[]) =>
    branch.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const known = (key: string) => others.some(branch => !keysOf(branch).includes(key));
  return first!.flatMap(issue => {
    if (issue.code !== 'unrecognized_keys') return [];
    const keys = issue.keys.filter(key => !known(key));
    return keys.length === 0 ? [] : [{ ...issue, keys }];
  });
}

function isWrongType(issue: Issue, depth: number): boolean {
  return issue.code === 'invalid_type' && issue.path.length === depth;
}

function flawsOf(issue: Issue, form: Form, yaml: YamlText): Flaw[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => unknownKey([...issue.path, key], form, yaml));
  const expected = expectedAt(form, issue.path);
  if (isMissing(issue)) {
    const message = `missing key \`${String(issue.path.at(-1))}\``;
    return [
      {
        ...flaw(issue.path, 'missing-key'),
        diagnostic: report(yaml.place(issue.path), message, { expected }),
      },
    ];
  }
  const place = issue.code === 'invalid_key' ? yaml.keyPlace(issue.path) : yaml.place(issue.path);
  const mistyped = issue.code === 'invalid_value' && typeof issue.input === 'string';
  const hint = mistyped ? didYouMean(String(issue.input), issue.values.map(String)) : null;
  return [{ ...flaw(issue.path, 'value'), diagnostic: report(place, wording(issue), { expected, hint }) }];

  function report(place: ReturnType<YamlText['place']>, message: string, advice: Advice): Diagnostic {
    return diagnostic(yaml.file, place, message, advice);
  }
}

function flaw(path: Path, kind: Flaw['kind'], meant: string | null = null): Omit<Flaw, 'diagnostic'> {
  return { path, kind, meant };
}

function unknownKey(path: Path, form: Form, yaml: YamlText): Flaw {
  const key = String(path.at(-1));
  const known = formsAt(form, path.slice(0, -1)).flatMap(each => Object.keys(each.properties ?? {}));
  const advice = { expected: `one of ${[...new Set(known)].join(', ')}`, hint: didYouMean(key, known) };
  const found = diagnostic(yaml.file, yaml.keyPlace(path), `unknown key \`${key}\``, advice);
  return { ...flaw(path, 'unknown-key', nearest(key, known)), diagnostic: found };
}

function isMissing(issue: Issue): boolean {
  const absent =
    issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
  return absent && issue.input === undefined && issue.path.length > 0;
}

function wording(issue: Issue): string {
  if (issue.message !== '') return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `${inWords(issue.input)} where ${TYPES[issue.expected] ?? issue.expected} should be`;
    case 'too_small':
      return issue.origin === 'array'
        ? 'an empty list'
        : `${inWords(issue.input)} is less than ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `a list of more than ${issue.maximum}`
        : `${inWords(issue.input)} is more than ${issue.maximum}`;
    default:
      return `${inWords(issue.input)} cannot stand here`;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
};

function inWords(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a mapping';
  return typeof input === 'string' ? `\`${input}\`` : `the ${typeof input} ${String(input)}`;
}

/** As much of a JSON schema as is looked at here. */
interface Form {
  /** In a diagnostic's words; `description` is an editor's. */
  readonly expected?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Form>>;
  readonly additionalProperties?: Form | boolean;
  readonly items?: Form;
  readonly anyOf?: readonly Form[];
}

/** The forms that a value at this path may have. */
function formsAt(form: Form, path: Path): Form[] {
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

function expectedAt(form: Form, path: Path): string | null {
  const forms = formsAt(form, path);
  const said = forms.find(each => each.expected !== undefined)?.expected;
  return said ?? TYPES[forms[0]?.type ?? ''] ?? null;
}
