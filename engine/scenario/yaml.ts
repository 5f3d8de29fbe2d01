/** A YAML text as plain data, and the place in the text of each of its values. */
import { isMap, isScalar, type LineCounter, type Node, type YAMLError } from 'yaml';
import { type Advice, type Diagnostic, diagnostic, type Place } from './diagnostics.ts';
import { dataOf, type Found, type YamlData } from './yaml-data.ts';
import { parseYaml, range } from './yaml-document.ts';

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

export function readYaml(text: string, file: string): YamlResult {
  const parsed = parseYaml(text, file);
  if (!('document' in parsed)) return { yaml: null, diagnostics: parsed };
  const { document, lines } = parsed;
  const found = [...document.errors, ...document.warnings].map(error => fromYaml(error, file, lines));
  // After an error the rest may not mean what it says.
  if (document.errors.length > 0) return { yaml: null, diagnostics: found };
  if (document.contents === null) {
    found.push(diagnostic(file, range(lines, 0, 1), 'the text is empty'));
    return { yaml: null, diagnostics: found };
  }
  const data = dataOf(document.contents);
  for (const { node, message } of data.faults) found.push(diagnostic(file, mark(node, lines), message));
  const yaml = { file, value: data.value, ...places(document.contents, data, lines) };
  return { yaml: data.isClear ? yaml : null, diagnostics: found };
}

const WORDING: Partial<Record<YAMLError['code'], string>> = {
  MULTIPLE_DOCS: 'a second document begins here; only one is read',
  NON_STRING_KEY: 'a key must be plain text',
};

/** A directive that is not known changes nothing, so it is a warning; what has an unknown tag is not what it looks like. */
function fromYaml({ code, message, name, pos }: YAMLError, file: string, lines: LineCounter): Diagnostic {
  const isWarning = name === 'YAMLWarning' && code !== 'TAG_RESOLVE_FAILED';
  const advice: Advice = { severity: isWarning ? 'warning' : 'error' };
  return diagnostic(file, range(lines, ...pos), WORDING[code] ?? message, advice);
}

function mark(node: Node | null, lines: LineCounter): Place {
  const [from, to] = node?.range ?? [0, 0];
  return range(lines, from, to);
}

function places(root: Node, data: YamlData, lines: LineCounter): Pick<YamlText, 'place' | 'keyPlace'> {
  const heading = ({ key, value }: Found): Place => mark(key ?? firstKey(value) ?? value, lines);
  return {
    place(path) {
      const { found, whole } = find(root, data, path);
      return whole && !isEmpty(found.value) ? mark(found.value, lines) : heading(found);
    },
    keyPlace: path => heading(find(root, data, path).found),
  };
}

function find(root: Node, data: YamlData, path: Path): { found: Found; whole: boolean } {
  let found: Found = { key: null, value: root };
  for (const step of path) {
    const next = data.child(found.value, step);
    if (next === null) return { found, whole: false };
    found = next;
  }
  return { found, whole: true };
}

function firstKey(node: Node | null): Node | null {
  return isMap<Node>(node) ? (node.items[0]?.key ?? null) : null;
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}
