/** The values of a YAML document as plain data, its aliases and merge keys resolved. */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { RuleId } from './rules.ts';

/** What is wrong, at a node of the document. */
export interface Fault {
  readonly node: Node;
  readonly rule: RuleId;
  readonly message: string;
  /** What it stands against. */
  readonly related: { readonly node: Node; readonly message: string } | null;
}

/** A member of a mapping or a list. */
export interface Found {
  readonly key: Node | null;
  readonly value: Node | null;
}

export interface YamlData {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** No fault leaves open what the rest means. */
  readonly isClear: boolean;
  /** What the mapping or list (or what an alias of it stands for) has there; null for nothing. */
  child(parent: Node | null, step: PropertyKey): Found | null;
}

/** An alias counts as all that it stands for, so that aliases of aliases do not multiply. */
const MOST_VALUES = 100_000;

export function dataOf(root: Node): YamlData {
  const reader = new Reader();
  let value: unknown = null;
  try {
    value = reader.read(root);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
  }
  const { faults, isClear } = reader;
  return { value, faults, isClear, child: (parent, step) => reader.child(parent, step) };
}

class TooMany extends Error {}

/** What an anchor names, once it is read. */
interface Anchored {
  readonly data: unknown;
  readonly size: number;
}

interface Member extends Found {
  readonly data: unknown;
}

type Members = Map<string, Member>;

class Reader {
  readonly faults: Fault[] = [];
  isClear = true;
  #values = 0;
  /** By name, the last one before the place that is being read. */
  readonly #anchors = new Map<string, Node>();
  readonly #anchored = new Map<Node, Anchored>();
  readonly #targets = new Map<Node, Node>();
  readonly #members = new Map<Node, Members>();

  read(node: Node | null): unknown {
    if (isAlias(node)) return this.#alias(node);
    const before = this.#values;
    this.#count(1, node);
    const anchor = node?.anchor;
    if (node && anchor) this.#anchors.set(anchor, node);
    const data = this.#plain(node);
    if (node && anchor) this.#anchored.set(node, { data, size: this.#values - before });
    return data;
  }

  child(parent: Node | null, step: PropertyKey): Found | null {
    const node = this.#standsFor(parent);
    if (isMap(node)) return this.#members.get(node)?.get(String(step)) ?? null;
    const item = isSeq<Node>(node) ? node.items[Number(step)] : undefined;
    return item === undefined ? null : { key: null, value: item };
  }

  #plain(node: Node | null): unknown {
    if (isSeq<Node>(node)) return node.items.map(item => this.read(item));
    if (isMap<Node, Node | null>(node)) return this.#mapping(node);
    return isScalar(node) ? node.value : null;
  }

  #mapping(map: YAMLMap<Node, Node | null>): Record<string, unknown> {
    const members: Members = new Map();
    for (const { key, value } of map.items) {
      const name = String(this.read(key));
      // What stands twice is read all the same: there may be more to say about it.
      const data = this.read(value);
      if (name === '__proto__') this.#complain(key, 'unknown-key', `unknown key \`${name}\``);
      else if (members.has(name)) this.#repeated(key, name, members.get(name)!.key);
      else members.set(name, { key, value, data });
    }
    const merged = members.get('<<');
    if (merged?.key && isPlain(merged.key)) {
      members.delete('<<');
      this.#merge(merged.value, members);
    }
    this.#members.set(map, members);
    return Object.fromEntries([...members].map(([name, { data }]) => [name, data]));
  }

  /** Of two with one key the first counts, and what the mapping has itself before both (yaml.org/type/merge.html). */
  #merge(source: Node | null, into: Members): void {
    const node = this.#standsFor(source);
    if (isSeq<Node>(node)) for (const item of node.items) this.#merge(item, into);
    else if (isMap(node)) {
      for (const [name, member] of this.#members.get(node) ?? []) if (!into.has(name)) into.set(name, member);
    } else if (source) this.#giveUp(source, 'wrong-type', 'only a mapping can be merged');
  }

  #alias(node: Alias): unknown {
    const target = this.#anchors.get(node.source);
    const anchored = target && this.#anchored.get(target);
    if (anchored === undefined) {
      const why = target ? 'it is a part of itself' : 'no such anchor stands before it';
      this.#giveUp(node, 'unknown-anchor', `\`*${node.source}\` stands for nothing: ${why}`);
      return null;
    }
    this.#targets.set(node, target!);
    this.#count(anchored.size, node);
    return anchored.data;
  }

  #standsFor(node: Node | null): Node | null {
    return (node && this.#targets.get(node)) ?? node;
  }

  #count(values: number, node: Node | null): void {
    this.#values += values;
    if (this.#values <= MOST_VALUES) return;
    if (node)
      this.#giveUp(
        node,
        'too-much',
        `more than ${MOST_VALUES} values, an alias counting as all that it stands for`,
      );
    throw new TooMany();
  }

  #repeated(node: Node, name: string, first: Node | null): void {
    const related = first && { node: first, message: 'it stands here first' };
    this.faults.push({
      node,
      rule: 'duplicate-key',
      message: `\`${name}\` stands here a second time`,
      related,
    });
  }

  #complain(node: Node, rule: RuleId, message: string): void {
    this.faults.push({ node, rule, message, related: null });
  }

  #giveUp(node: Node, rule: RuleId, message: string): void {
    this.#complain(node, rule, message);
    this.isClear = false;
  }
}

/** Between quotes it is a key like any other. */
function isPlain(key: Node): boolean {
  return isScalar(key) && key.type === 'PLAIN';
}
