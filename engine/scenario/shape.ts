/**
 * Checks a text's data against a zod schema and says what is wrong in our words, at its place in the text: zod
 * knows the path and the cause, the JSON form of the same schema knows what would have been right.
 */
import { z } from 'zod';
import { type Advice, type Diagnostic, diagnostic } from './diagnostics.ts';
import { expectedAt, type Form, formsAt, holdersOf, type Issue } from './forms.ts';
import { didYouMean, nearest, oneOf } from './nearest.ts';
import type { RuleId } from './rules.ts';
import { meantBy, ruleOf, wording } from './wording.ts';
import type { Path, YamlText } from './yaml.ts';

/** One thing wrong with the shape. */
export interface Flaw {
  readonly path: Path;
  readonly kind: 'unknown-key' | 'missing-key' | 'value';
  /** For an unknown key: the known one it was probably meant to be. */
  readonly meant: string | null;
  readonly diagnostic: Diagnostic;
}

export type Shape<T> = { readonly value: T } | { readonly flaws: readonly Flaw[] };

export function checkShape<S extends z.ZodType>(
  schema: S,
  value: unknown,
  yaml: YamlText,
): Shape<z.output<S>> {
  // An empty message marks the issues that the schema itself has no words for. Who reads a text now and then has nothing
  // from compiled checks but the time to compile them.
  const checked = schema.safeParse(value, { reportInput: true, error: () => '', jitless: true });
  if (checked.success) return { value: checked.data };
  const form = z.toJSONSchema(schema, { io: 'input' }) as Form;
  return { flaws: onceEach(flatten(checked.error.issues).flatMap(issue => flawsOf(issue, form, yaml))) };
}

/** A mistyped key is also a missing one: the first says all. */
function onceEach(flaws: readonly Flaw[]): Flaw[] {
  const meant = new Set(flaws.map(({ path, meant }) => JSON.stringify([...path.slice(0, -1), meant])));
  return flaws.filter(({ kind, path }) => kind !== 'missing-key' || !meant.has(JSON.stringify(path)));
}

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
  const { path } = issue;
  const expected = expectedAt(form, path);
  const report = (kind: Flaw['kind'], rule: RuleId, message: string, advice: Advice = {}): Flaw[] => {
    const place = issue.code === 'invalid_key' ? yaml.keyPlace(path) : yaml.place(path);
    const found = diagnostic(yaml.file, place, rule, message, { expected, ...advice });
    return [{ path, kind, meant: null, diagnostic: found }];
  };
  if (isMissing(issue)) return report('missing-key', 'missing-key', `missing key \`${String(path.at(-1))}\``);
  const rule = ruleOf(issue, formsAt(form, path));
  if (rule === 'repeated-item' && Array.isArray(issue.input)) return repeated(issue.input, path, yaml);
  return report('value', rule, wording(issue), meantBy(issue, rule));
}

function repeated(list: readonly unknown[], path: Path, yaml: YamlText): Flaw[] {
  const again = list.findIndex((item, i) => list.indexOf(item) < i);
  const first = list.indexOf(list[again]);
  const at = [...path, again];
  const found = diagnostic(
    yaml.file,
    yaml.place(at),
    'repeated-item',
    `\`${String(list[again])}\` stands here twice`,
    {
      related: [{ ...yaml.place([...path, first]), file: yaml.file, message: 'the first time' }],
    },
  );
  return [{ path, kind: 'value', meant: null, diagnostic: found }];
}

function unknownKey(path: Path, form: Form, yaml: YamlText): Flaw {
  const key = String(path.at(-1));
  const forms = formsAt(form, path.slice(0, -1));
  const known = [...new Set(forms.flatMap(each => Object.keys(each.properties ?? {})))];
  const report = (rule: RuleId, message: string, meant: string | null, advice: Advice): Flaw => {
    const found = diagnostic(yaml.file, yaml.keyPlace(path), rule, message, advice);
    return { path, kind: 'unknown-key', meant, diagnostic: found };
  };
  // With its colon in another place, what was meant for a key and its value is one long key.
  const [, first, gap, rest] = /^([\w-]+)(\s*:?\s*)(.+)$/.exec(key) ?? [];
  const begins = known.includes(first ?? '') && gap !== '' ? first! : null;
  if (begins !== null && gap!.includes(':')) {
    const replacement = `${begins}: ${rest}`;
    const advice = { hint: `write \`${replacement}\``, replacement };
    return report('missing-space', `no space after the colon of \`${begins}\``, begins, advice);
  }
  if (begins !== null)
    return report('missing-colon', `no colon after \`${begins}\``, begins, {
      hint: `write \`${begins}: ${rest} ...\``,
    });
  const expected = oneOf(known);
  const advice = didYouMean(key, known);
  const elsewhere = advice.hint === undefined ? holdersOf(form, key) : [];
  return report('unknown-key', `unknown key \`${key}\``, nearest(key, known), {
    expected,
    hint: elsewhere.length === 0 ? null : `\`${key}\` is a key of ${elsewhere.join(' and of ')}`,
    ...advice,
  });
}

function isMissing(issue: Issue): boolean {
  const absent =
    issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
  return absent && issue.input === undefined && issue.path.length > 0;
}
