/** What zod finds wrong, in our words: the rule, the message, and what was probably meant. */
import type { Advice } from './diagnostics.ts';
import { type Form, type Issue, TYPES } from './forms.ts';
import { didYouMean } from './nearest.ts';
import type { RuleId } from './rules.ts';
import { DURATION_FORM, RATE_FORM } from './units.ts';

export function ruleOf(issue: Issue, forms: readonly Form[]): RuleId {
  const [form] = forms;
  const isMeasure = (pattern: string) => forms.some(each => each.pattern === pattern);
  if (isMeasure(DURATION_FORM)) return 'duration';
  if (isMeasure(RATE_FORM)) return 'rate';
  switch (issue.code) {
    case 'invalid_type':
      return 'wrong-type';
    case 'invalid_value':
      return 'unknown-word';
    case 'too_small':
    case 'too_big':
      return 'out-of-range';
    case 'invalid_format':
    case 'invalid_key':
      return 'invalid-name';
    case 'custom':
      if (form?.type === 'array') return 'repeated-item';
      return form?.type === 'integer' ? 'queue-size' : 'instruction';
    default:
      return 'wrong-type';
  }
}

export function wording(issue: Issue): string {
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
    case 'invalid_value':
    case 'invalid_format':
      return `\`${keyOf(issue.path)}\` cannot ${listed(issue.path) ? 'have' : 'be'} \`${String(issue.input)}\``;
    default:
      return `${inWords(issue.input)} cannot stand here`;
  }
}

function inWords(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a mapping';
  if (typeof input === 'string') return `the text \`${input}\``;
  return typeof input === 'number' ? `the number ${input}` : `\`${String(input)}\``;
}

/** The key that an entry of a list stands under, too. */
const keyOf = (path: Issue['path']): string => String(path.findLast(step => typeof step === 'string') ?? '');
const listed = (path: Issue['path']): boolean => typeof path.at(-1) === 'number';

/** The word that was meant, or the words: nothing in YAML keeps `[pio mmio]` from being one. */
export function meantBy(issue: Issue, rule: RuleId): Advice {
  if (rule === 'duration' || rule === 'rate') return meantAsTime(String(issue.input), rule);
  if (rule === 'queue-size') return meantAsSize(Number(issue.input));
  if (issue.code === 'invalid_type') return meantAs(issue.input, issue.expected);
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return {};
  const { input } = issue;
  const known = issue.values.map(String);
  if (known.includes(input)) return write(input, ', without quotes');
  const words = input.split(/\s+/);
  if (words.length < 2 || !words.every(word => known.includes(word))) return didYouMean(input, known);
  return { hint: `a comma is missing: \`${words.join(', ')}\``, replacement: words.join(', ') };
}

const write = (text: string, why = ''): Advice => ({ hint: `write \`${text}\`${why}`, replacement: text });

/** A number between quotes is a text, and a yes has been one since YAML 1.2. */
function meantAs(input: unknown, expected: string): Advice {
  if (expected === 'string' && typeof input === 'number')
    return write(JSON.stringify(String(input)), ', between quotes');
  if (expected === 'array' && input !== null && typeof input !== 'object') return write(`[${String(input)}]`);
  if (typeof input !== 'string') return {};
  if (/\s\/\//.test(input)) return { hint: 'a comment begins with `#`' };
  if (['number', 'int'].includes(expected) && /^\d+(\.\d+)?$/.test(input))
    return write(input, ', without quotes');
  if (expected === 'boolean' && /^(yes|on|true)$/i.test(input)) return write('true');
  return expected === 'boolean' && /^(no|off|false)$/i.test(input) ? write('false') : {};
}

/** Other spellings of a unit, and a rate where a duration belongs, or the other way round. */
function meantAsTime(input: string, rule: 'duration' | 'rate'): Advice {
  const [own, other] = rule === 'duration' ? [DURATION_FORM, RATE_FORM] : [RATE_FORM, DURATION_FORM];
  if (new RegExp(other).test(input))
    return { hint: rule === 'rate' ? `for one each ${input}: \`every: ${input}\`` : `${input} is a rate` };
  const usual = input
    .replace(
      /(?<=\d\s*)(nano|micro|milli)?s(ec(ond)?s?)?$/i,
      (_, prefix: string | undefined) => `${PREFIXES[prefix?.toLowerCase() ?? '']}s`,
    )
    .replace(/(?<=[nuµμm])sec(ond)?s?$/i, 's')
    .replace(/^(\d+(?:\.\d+)?)\s*([kMG]?)(?:Hz|ps)$/i, '$1$2/s')
    .replace(/K\/s$/, 'k/s');
  return usual !== input && new RegExp(own).test(usual) ? write(usual) : {};
}

const PREFIXES: Readonly<Record<string, string>> = { '': '', nano: 'n', micro: 'u', milli: 'm' };

function meantAsSize(size: number): Advice {
  const below = 2 ** Math.floor(Math.log2(size));
  return { hint: `the nearest are ${below} and ${below * 2}` };
}
