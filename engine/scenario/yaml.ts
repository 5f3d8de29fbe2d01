/** A YAML text as plain data, and the place in the text of each of its values. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type Advice, type Diagnostic, diagnostic, type Place } from './diagnostics.ts';

/** Keys and list indices from the root. */
export type Path = readonly PropertyKey[];

export interface YamlText {
  readonly file: string;
  readonly value: unknown;
  /** Where the value stands; of a missing one: the key (or the first line) of what should hold it. */
  place(path: Path): Place;
  /** Where the last key of the path stands. */
  keyPlace(path: Path): Place;
}

export interface YamlResult {
  /** null where nothing can be said about the text's meaning. */
  readonly yaml: YamlText | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Texts are typed by hand; a larger one is a mistake or an attack. In UTF-16 units. */
const LONGEST_TEXT = 1 << 20;
const START: Place = { line: 1, column: 1, endLine: 1, endColumn: 2 };

function refused(file: string, message: string, place = START): YamlResult {
  return { yaml: null, diagnostics: [diagnostic(file, place, message)] };
}

export function readYaml(text: string, file: string): YamlResult {
  if (text.length > LONGEST_TEXT) return refused(file, 'the text is longer than 1 MiB');
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    stringKeys: true,
  });
  // One cause, and a message for every bracket: say it once.
  if (document.errors.some(error => error.code === 'RESOURCE_EXHAUSTION'))
    return refused(file, 'nested too deeply');
  const diagnostics = [...document.errors, ...document.warnings].map(error =>
    fromYaml(error, file, text, lines),
  );
  // After a duplicate key the rest still means what it says; after any other error it may not.
  if (document.errors.some(error => error.code !== 'DUPLICATE_KEY')) return { yaml: null, diagnostics };
  if (document.contents === null) return refused(file, 'the text is empty');
  return plainData(document, file, lines, diagnostics);
}

function plainData(
  document: Document.Parsed,
  file: string,
  lines: LineCounter,
  diagnostics: readonly Diagnostic[],
): YamlResult {
  try {
    const value: unknown = document.toJS();
    return { yaml: { file, value, ...places(document, lines) }, diagnostics };
  } catch (error) {
    // toJS refuses an alias without its anchor, aliases that multiply, and merging what is no mapping.
    if (!(error instanceof Error)) throw error;
    if (error instanceof RangeError) return refused(file, 'nested too deeply');
    return refused(file, error.message, aliasAtFault(document, lines));
  }
}

/** The first alias without an anchor before it, or else simply the first. */
function aliasAtFault(document: Document.Parsed, lines: LineCounter): Place {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  const [from, to] = (aliases.find(alias => !alias.resolve(document)) ?? aliases[0])?.range ?? [0, 0];
  return range(lines, from, to);
}

const WORDING: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'this key stands here a second time',
  MULTIPLE_DOCS: 'a second document begins here; only one is read',
  NON_STRING_KEY: 'a key must be plain text',
};

function fromYaml(error: YAMLError, file: string, text: string, lines: LineCounter): Diagnostic {
  const [from, to] = error.code === 'DUPLICATE_KEY' ? keyAt(text, error.pos[0]) : error.pos;
  const advice: Advice = { severity: error.name === 'YAMLWarning' ? 'warning' : 'error' };
  return diagnostic(file, range(lines, from, to), WORDING[error.code] ?? error.message, advice);
}

/** The library marks one letter of a duplicate key. */
function keyAt(text: string, from: number): [number, number] {
  return [from, from + (/^[^\s:,{}[\]]+/.exec(text.slice(from, from + 100))?.[0].length ?? 1)];
}

function range(lines: LineCounter, from: number, to: number): Place {
  const start = lines.linePos(from);
  const end = lines.linePos(Math.max(to, from + 1));
  return { line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
}

interface Found {
  readonly key: Node | null;
  readonly value: Node | null;
}

function places(document: Document.Parsed, lines: LineCounter): Pick<YamlText, 'place' | 'keyPlace'> {
  const mark = (node: Node | null): Place => {
    const [from, to] = node?.range ?? [0, 0];
    return range(lines, from, to);
  };
  const heading = ({ key, value }: Found): Place => mark(key ?? firstKey(value) ?? value);
  return {
    place(path) {
      const { found, whole } = find(document, path);
      return whole && !isEmpty(found.value) ? mark(found.value) : heading(found);
    },
    keyPlace: path => heading(find(document, path).found),
  };
}

function find(document: Document, path: Path): { found: Found; whole: boolean } {
  let found: Found = { key: null, value: document.contents };
  for (const step of path) {
    const next = child(document, found.value, step);
    if (next === null) return { found, whole: false };
    found = next;
  }
  return { found, whole: true };
}

function child(document: Document, parent: Node | null, step: PropertyKey): Found | null {
  const node = isAlias(parent) ? (parent.resolve(document) ?? null) : parent;
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? null : { key: null, value: item as Node };
  }
  if (!isMap(node)) return null;
  const pairs = node.items as Pair<Node, Node | null>[];
  const own = pairs.find(pair => keyText(pair) === String(step));
  if (own !== undefined) return { key: own.key, value: own.value };
  const merged = pairs
    .filter(pair => keyText(pair) === '<<')
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]));
  return merged.map(from => child(document, from as Node, step)).find(hit => hit !== null) ?? null;
}

function keyText({ key }: Pair<Node, Node | null>): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : '';
}

function firstKey(node: Node | null): Node | null {
  return isMap(node) ? ((node.items[0]?.key as Node | undefined) ?? null) : null;
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}
