/** Why a text is no YAML, in our words and at the place where a person would look. */
import type { YAMLError } from 'yaml';
import type { RuleId } from '../rules.ts';
import type { Fault } from './fault.ts';
import { firstFault } from './walk.ts';

/** `error`: the first that the library has with this text. */
export function explain(text: string, error: YAMLError): Fault {
  const [from] = error.pos;
  // It may have given up where it saw that the next line does not fit.
  const next = /\n(?:\s*(?:#.*)?\n)*/.exec(text.slice(from));
  const limit = next === null ? text.length : from + next.index + next[0].length;
  return firstFault(text, limit) ?? asFault(error);
}

/** What the library says, where a second reading does not know better. */
export function asFault(error: YAMLError): Fault {
  const [from, to] = error.pos;
  return { from, to, ...inWords(error), mend: null };
}

type Words = Pick<Fault, 'rule' | 'message'> & { readonly hint?: string };

const words = (rule: RuleId, message: string, hint?: string): Words => ({
  rule,
  message,
  ...(hint !== undefined && { hint }),
});

/** Where the second reading finds nothing, by what the library calls it. */
const WORDS: Readonly<Partial<Record<YAMLError['code'], Words>>> = {
  ALIAS_PROPS: words('yaml-syntax', 'an alias has no anchor and no tag of its own'),
  BAD_ALIAS: words(
    'needs-quotes',
    '`*` and `&` need a name after them',
    'if this is a text, put it between quotes',
  ),
  BAD_DQ_ESCAPE: words(
    'yaml-syntax',
    'no such escape between double quotes',
    'a backslash itself is written `\\\\`',
  ),
  BAD_INDENT: words('indentation', 'the line does not begin in the column of what it belongs to'),
  BAD_PROP_ORDER: words('yaml-syntax', 'an anchor or a tag stands before the value that it is of'),
  BAD_SCALAR_START: words('needs-quotes', 'a text cannot begin so', 'put it between quotes'),
  BLOCK_AS_IMPLICIT_KEY: words(
    'indentation',
    'a list or a mapping cannot begin here',
    'begin it on a line of its own',
  ),
  BLOCK_IN_FLOW: words('missing-comma', 'between brackets, entries are separated by commas'),
  KEY_OVER_1024_CHARS: words('yaml-syntax', 'a key of more than 1024 characters'),
  MISSING_CHAR: words('yaml-syntax', 'something is missing here: a colon, a comma, or a closing bracket'),
  MULTILINE_IMPLICIT_KEY: words(
    'missing-colon',
    'no colon on this line, and nothing that it could be a part of',
  ),
  MULTIPLE_ANCHORS: words('yaml-syntax', 'a value has one anchor at most'),
  MULTIPLE_DOCS: words(
    'second-document',
    'a second document begins here; only one is read',
    'take the `---` out, or put the rest into a file of its own',
  ),
  MULTIPLE_TAGS: words('yaml-syntax', 'a value has one tag at most'),
  NON_STRING_KEY: words('yaml-syntax', 'a key must be plain text'),
  TAB_AS_INDENT: words('tab', 'a tab cannot indent', 'indent with spaces; YAML allows nothing else'),
  TAG_RESOLVE_FAILED: words('yaml-syntax', 'a tag that nobody knows here', 'take it out'),
  UNEXPECTED_TOKEN: words('yaml-syntax', 'this does not belong here'),
  BAD_COLLECTION_TYPE: words('yaml-syntax', 'the tag is of another kind than the value'),
};

/** An unknown directive changes nothing, and is a warning; one that names another YAML changes all. */
function inWords({ code, name }: YAMLError): Words {
  if (code !== 'BAD_DIRECTIVE') return WORDS[code] ?? words('yaml-syntax', 'this is no YAML');
  return name === 'YAMLWarning'
    ? words('unknown-directive', 'a directive that YAML 1.2 does not know')
    : words('yaml-syntax', 'only YAML 1.2 is read');
}
