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
import type { RuleId } from './rules.ts';
import { explain, inWords } from './syntax/explain.ts';
import type { Fault } from './syntax/fault.ts';
import { Mended } from './syntax/mended.ts';

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
/** Of a text that is wrong as a whole. */
export const START: Place = { line: 1, column: 1, endLine: 1, endColumn: 2 };

function refused(file: string, rule: RuleId, message: string, place = START): YamlResult {
  return { yaml: null, diagnostics: [diagnostic(file, place, rule, message)] };
}

/** Where an offset is, as the text was written. */
type Lines = Pick<LineCounter, 'linePos'>;

const OPTIONS = { merge: true, prettyErrors: false, stringKeys: true } as const;

/** More mistakes than these are hardly made at once, and each one costs another reading. */
const MOST_FAULTS = 10;

/** Each fault is mended before the text is read again, so that one mistake is not told as ten. */
export function readYaml(text: string, file: string): YamlResult {
  if (text.length > LONGEST_TEXT) return refused(file, 'text-too-long', 'the text is longer than 1 MiB');
  const written = new LineCounter();
  const faults: Fault[] = [];
  let mended = new Mended(text);
  const lines: Lines = { linePos: offset => written.linePos(mended.original(offset)) };
  const found: Diagnostic[] = [];
  for (let document = parseDocument(text, { ...OPTIONS, lineCounter: written }); ; ) {
    // One cause, and a message for every bracket: say it once.
    if (document.errors.some(error => error.code === 'RESOURCE_EXHAUSTION'))
      return refused(file, 'too-deep', 'nested too deeply');
    const error = firstError(document);
    if (error === null) return withData(document, file, lines, found);
    const fault = explain(mended.text, error);
    // What comes before the last one has come of mending it.
    if (fault.from < (faults.at(-1)?.from ?? 0)) return { yaml: null, diagnostics: found };
    found.push(fromFault(fault, file, lines));
    faults.push(fault);
    if (fault.mend === null || faults.length === MOST_FAULTS) return { yaml: null, diagnostics: found };
    mended = mended.with(fault.mend);
    document = parseDocument(mended.text, OPTIONS);
  }
}

/** A key that stands twice takes nothing of the rest's meaning, and is said later. */
function firstError({ errors }: Document.Parsed): YAMLError | null {
  return (
    errors.filter(({ code }) => code !== 'DUPLICATE_KEY').toSorted((a, b) => a.pos[0] - b.pos[0])[0] ?? null
  );
}

function fromFault(fault: Fault, file: string, lines: Lines): Diagnostic {
  const { from, to, rule, message, related } = fault;
  const place = range(lines, from, to);
  return diagnostic(file, place, rule, message, {
    ...fault,
    related: related ? [{ ...range(lines, related.from, related.to), file, message: related.message }] : [],
  });
}

function withData(document: Document.Parsed, file: string, lines: Lines, found: Diagnostic[]): YamlResult {
  const repeated = document.errors.map(error => repeatedKey(document, error, file, lines));
  const warnings = document.warnings.map(error =>
    fromFault({ ...stretch(error), ...inWords(error) }, file, lines),
  );
  const diagnostics = [...found, ...repeated, ...warnings];
  if (document.contents === null && found.length === 0)
    return refused(file, 'empty-text', 'the text is empty');
  return plainData(document, file, lines, diagnostics);
}

const stretch = ({ pos: [from, to] }: YAMLError) => ({ from, to, mend: null });

function repeatedKey(document: Document.Parsed, error: YAMLError, file: string, lines: Lines): Diagnostic {
  let related: Advice['related'] = [];
  let place = range(lines, ...error.pos);
  let name = 'this key';
  visit(document, {
    Map(_, { items }) {
      const keys = items.map(({ key }) => key).filter(isScalar);
      const again = keys.find(key => key.range?.[0] === error.pos[0]);
      const first = keys.find(key => key.value === again?.value);
      if (!again?.range || !first?.range) return;
      place = range(lines, again.range[0], again.range[1]);
      name = `\`${String(again.value)}\``;
      related = [{ ...range(lines, first.range[0], first.range[1]), file, message: 'it stands here first' }];
    },
  });
  return diagnostic(file, place, 'duplicate-key', `${name} stands here a second time`, { related });
}

function plainData(
  document: Document.Parsed,
  file: string,
  lines: Lines,
  diagnostics: readonly Diagnostic[],
): YamlResult {
  try {
    const value: unknown = document.toJS();
    return { yaml: { file, value, ...places(document, lines) }, diagnostics };
  } catch (error) {
    // toJS refuses an alias without its anchor, aliases that multiply, and merging what is no mapping.
    if (!(error instanceof Error)) throw error;
    if (error instanceof RangeError) return refused(file, 'too-deep', 'nested too deeply');
    return { yaml: null, diagnostics: [...diagnostics, aliasFault(document, file, lines, error.message)] };
  }
}

/** At the first alias without an anchor before it, or else simply at the first. */
function aliasFault(document: Document.Parsed, file: string, lines: Lines, message: string): Diagnostic {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  const lost = aliases.find(alias => !alias.resolve(document));
  const [from, to] = (lost ?? aliases[0])?.range ?? [0, 0];
  if (lost === undefined) return diagnostic(file, range(lines, from, to), 'unknown-anchor', message);
  const name = lost.source;
  return diagnostic(
    file,
    range(lines, from, to),
    'unknown-anchor',
    `\`*${name}\` stands for nothing: there is no \`&${name}\` before it`,
    { hint: `if it is a text, put it between quotes: "*${name}"` },
  );
}

function range(lines: Lines, from: number, to: number): Place {
  const start = lines.linePos(from);
  const end = lines.linePos(Math.max(to, from + 1));
  return { line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
}

interface Found {
  readonly key: Node | null;
  readonly value: Node | null;
}

function places(document: Document.Parsed, lines: Lines): Pick<YamlText, 'place' | 'keyPlace'> {
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
