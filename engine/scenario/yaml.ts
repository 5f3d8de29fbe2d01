/** A YAML text as plain data, and the place in the text of each of its values. */
import { isMap, isScalar, type Node } from 'yaml';
import { type Diagnostic, diagnostic, type Place } from './diagnostics.ts';
import { asFault, explain } from './syntax/explain.ts';
import type { Fault } from './syntax/fault.ts';
import { Mended } from './syntax/mended.ts';
import { dataOf, type Found, type YamlData } from './yaml-data.ts';
import { type Lines, LONGEST_TEXT, parseYaml, range, type YamlDocument } from './yaml-document.ts';

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

/** More mistakes than these are hardly made at once, and each one costs another reading. */
const MOST_FAULTS = 10;
/** In UTF-16 units, all readings together; some 200 readings of what people write. */
const MOST_READ = LONGEST_TEXT;

/** Each fault is mended before the text is read again, so that one mistake is not told as ten. */
export function readYaml(text: string, file: string): YamlResult {
  const written = parseYaml(text, file);
  if (!('document' in written)) return { yaml: null, diagnostics: written };
  let mended = new Mended(text);
  const lines: Lines = { linePos: offset => written.lines.linePos(mended.original(offset)) };
  const found: Diagnostic[] = [];
  let reached = 0;
  for (let { document } = written; ; ) {
    const error = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0];
    if (error === undefined) return withData(document, file, lines, found);
    const fault = explain(mended.text, error);
    // What comes before the last one has come of mending it.
    if (fault.from < reached) return { yaml: null, diagnostics: found };
    found.push(fromFault(fault, file, lines));
    reached = fault.from;
    if (fault.mend === null || found.length === MOST_FAULTS || found.length * text.length > MOST_READ)
      return { yaml: null, diagnostics: found };
    mended = mended.with(fault.mend);
    const again = parseYaml(mended.text, file);
    if (!('document' in again)) return { yaml: null, diagnostics: found };
    document = again.document;
  }
}

function withData(document: YamlDocument, file: string, lines: Lines, found: Diagnostic[]): YamlResult {
  for (const error of document.warnings) found.push(fromFault(asFault(error), file, lines));
  if (document.contents === null) {
    found.push(diagnostic(file, range(lines, 0, 1), 'empty-text', 'the text is empty'));
    return { yaml: null, diagnostics: found };
  }
  const data = dataOf(document.contents);
  for (const { node, rule, message, related } of data.faults)
    found.push(
      diagnostic(file, mark(node, lines), rule, message, {
        related: related ? [{ ...mark(related.node, lines), file, message: related.message }] : [],
      }),
    );
  const yaml = { file, value: data.value, ...places(document.contents, data, lines) };
  return { yaml: data.isClear ? yaml : null, diagnostics: found };
}

function fromFault(fault: Fault, file: string, lines: Lines): Diagnostic {
  const { from, to, rule, message, related } = fault;
  return diagnostic(file, range(lines, from, to), rule, message, {
    ...fault,
    related: related ? [{ ...range(lines, related.from, related.to), file, message: related.message }] : [],
  });
}

function mark(node: Node | null, lines: Lines): Place {
  const [from, to] = node?.range ?? [0, 0];
  return range(lines, from, to);
}

function places(root: Node, data: YamlData, lines: Lines): Pick<YamlText, 'place' | 'keyPlace'> {
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
