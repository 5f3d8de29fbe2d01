/**
 * A second reading of a text that the YAML library could not read. The library says where it gave up, and that is
 * often a line after the one with the mistake; this goes line by line as a person does who looks for it, and knows
 * no more YAML than scenarios are written in.
 */
import { at, type Fault, insert } from './fault.ts';
import { endOfLine } from './flow.ts';
import { readValue, type ValueKind } from './value.ts';

/** A list or a mapping of lines below each other that begin in one column. */
interface Block {
  readonly column: number;
  readonly kind: 'list' | 'mapping';
  /** Of its first line. */
  readonly offset: number;
}

/** One line with something on it, after its dashes. */
interface Line {
  readonly offset: number;
  readonly indent: number;
  /** Columns of the dashes that it begins with. */
  readonly dashes: readonly number[];
  /** Column and text of what follows them; without the colon, where it is a key. */
  readonly column: number;
  readonly word: string;
  readonly isKey: boolean;
}

/** Spaces that are none for YAML. */
const ODD_SPACE = /^ *([\t\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+)/;

/** The first mistake that begins at `limit` or before; null where all that is YAML as far as this knows it. */
export function firstFault(text: string, limit: number): Fault | null {
  return new Walker(text, limit).walk();
}

class Walker {
  readonly #text: string;
  readonly #limit: number;
  #blocks: Block[] = [];
  /** What the last line ended with: only after a key without a value may deeper lines follow. */
  #last: ValueKind = 'none';
  #lastLine: Line | null = null;

  constructor(text: string, limit: number) {
    this.#text = text;
    this.#limit = limit;
  }

  walk(): Fault | null {
    for (let offset = 0; offset < this.#text.length && offset <= this.#limit; ) {
      const end = endOfLine(this.#text, offset);
      const line = this.#text.slice(offset, end);
      if (/^\s*(#|$)|^(---|\.\.\.|%)/.test(line)) {
        offset = end + 1;
        continue;
      }
      const odd = ODD_SPACE.exec(line);
      if (odd !== null) return this.#oddSpace(offset, odd);
      const read = this.#read(offset, line);
      if ('fault' in read) return read.fault;
      offset = read.next;
    }
    return null;
  }

  #read(offset: number, text: string): { readonly fault: Fault } | { readonly next: number } {
    const line = lineAt(offset, text);
    const last = this.#lastLine;
    const isDeeper = last !== null && line.indent > (last.isKey ? last.column : last.indent);
    const isText =
      this.#last === 'block' || (this.#last !== 'whole' && !line.isKey && line.dashes.length === 0);
    // A text may go on, deeper, on the next line.
    if (isDeeper && isText) return { next: offset + text.length + 1 };
    const fault = this.#glued(line) ?? this.#misplaced(line) ?? this.#noColon(line);
    if (fault !== null) return { fault };
    const from = offset + line.column + (line.isKey ? keyLength(line.word, text, line.column) : 0);
    const value = readValue(this.#text, from, line.indent);
    if (value.fault !== null) return { fault: value.fault };
    this.#last = line.isKey || line.word === '' ? value.kind : 'whole';
    this.#lastLine = line;
    return { next: value.end + 1 };
  }

  /** `-device: V1`. */
  #glued({ offset, column, word, isKey, dashes, indent }: Line): Fault | null {
    if (dashes.length > 0 || !/^-[\w"'[{]/.test(word)) return null;
    const inList = this.#blocks.some(block => block.kind === 'list' && block.column === indent);
    if (!isKey && !inList) return null;
    return {
      ...at(offset + column, 1),
      rule: 'missing-space',
      message: 'no space after the dash',
      hint: `write \`- ${word.slice(1)}\``,
      replacement: '- ',
      mend: insert(offset + column + 1, ' '),
    };
  }

  /** Closes the blocks that end above the line, opens those that begin with it. */
  #misplaced(line: Line): Fault | null {
    const { indent, dashes, isKey, column, offset } = line;
    const above = this.#blocks;
    this.#blocks = above.filter(block => block.column <= indent);
    const kind = dashes.length > 0 ? 'list' : 'mapping';
    const top = this.#blocks.at(-1);
    const mayOpen = above.length === 0 || this.#last === 'none';
    if (top?.column === indent) {
      const under = this.#blocks.at(-2);
      if (top.kind === 'list' && kind === 'mapping' && under?.column === indent) this.#blocks.pop();
      else if (top.kind === 'mapping' && kind === 'list' && mayOpen && this.#blocks.length === above.length)
        this.#blocks.push({ column: indent, kind, offset });
      else if (top.kind !== kind) return this.#otherKind(line, top);
    } else if (this.#blocks.length < above.length || !mayOpen) {
      return this.#noDash(line, above[this.#blocks.length]) ?? this.#wrongColumn(line, above);
    } else this.#blocks.push({ column: indent, kind, offset });
    for (const inner of dashes.slice(1)) this.#blocks.push({ column: inner, kind: 'list', offset });
    if (dashes.length > 0 && isKey) this.#blocks.push({ column, kind: 'mapping', offset });
    return null;
  }

  /** A dash among keys, or a key among dashes. */
  #otherKind(line: Line, { kind, offset }: Block): Fault {
    const { indent, column, word } = line;
    const first = lineAt(offset, this.#lineText(offset));
    const from = line.offset + indent;
    return {
      ...(kind === 'list' ? at(from, word.length) : at(from, 1)),
      rule: 'indentation',
      message:
        kind === 'list'
          ? `\`${word}\` stands where the list above goes on, and has no dash`
          : 'a dash where the mapping above goes on',
      hint:
        kind === 'list'
          ? `if \`${word}\` belongs to the entry above, begin it in column ${this.#insideOf(first) + 1}`
          : `if this begins a list, each of its entries begins with a dash: \`- ${first.word}\``,
      related: {
        ...at(offset + first.indent, first.column - first.indent + first.word.length),
        message: 'it begins here',
      },
      mend:
        kind === 'list' ? insert(line.offset, ' '.repeat(Math.max(0, this.#insideOf(first) - column))) : null,
    };
  }

  #insideOf(line: Line): number {
    return line.column > line.indent ? line.column : line.indent + 2;
  }

  /** A dash between the columns of a key and of its mapping: the mapping's first line has lost its own. */
  #noDash({ offset, indent, dashes }: Line, inner: Block | undefined): Fault | null {
    if (dashes.length === 0 || inner?.kind !== 'mapping' || inner.column !== indent + 2) return null;
    const first = lineAt(inner.offset, this.#lineText(inner.offset));
    return {
      ...at(inner.offset + inner.column, first.word.length),
      rule: 'indentation',
      message: `\`${first.word}\` begins an entry of a list, and has no dash`,
      hint: `write \`- ${first.word}\``,
      related: { ...at(offset + indent, 1), message: 'the list goes on here' },
      mend: { ...at(inner.offset + indent, 1), text: '-' },
    };
  }

  /** The column of a block that it was probably meant for: the nearest one. */
  #wrongColumn(line: Line, above: readonly Block[]): Fault {
    const { offset, indent, dashes, column, word } = line;
    const kind = dashes.length > 0 ? 'list' : 'mapping';
    const fitting = above.filter(block => block.kind === kind);
    const distance = (block: Block) => Math.abs(block.column - indent);
    const meant = (fitting.length > 0 ? fitting : above).toSorted((a, b) => distance(a) - distance(b))[0];
    const what = dashes.length > 0 ? 'this entry' : `\`${word}\``;
    const deeper = meant !== undefined && indent > meant.column;
    const first = meant && lineAt(meant.offset, this.#lineText(meant.offset));
    const start = meant && first ? meant.offset + meant.column : 0;
    return {
      ...at(offset + indent, dashes.length > 0 ? 1 : Math.max(1, column - indent + word.length)),
      rule: 'indentation',
      message: `${what} begins ${deeper ? 'too far to the right' : 'in a column where nothing begins'}`,
      ...(meant && {
        hint: `begin it in column ${meant.column + 1}, under ${first!.word === '' ? 'the dash' : `\`${first!.word}\``}`,
      }),
      ...(meant &&
        first && {
          related: {
            ...at(start, kind === 'list' ? 1 : first.word.length),
            message: 'what it belongs under',
          },
        }),
      mend: meant ? { from: offset, to: offset + indent, text: ' '.repeat(meant.column) } : null,
    };
  }

  /** A line that is neither a key with its colon nor an entry of a list. */
  #noColon({ offset, column, word, isKey, dashes, indent }: Line): Fault | null {
    if (isKey || word === '' || this.#blocks.at(-1)?.kind !== 'mapping') return null;
    if (dashes.length > 0 || this.#blocks.at(-1)?.column !== indent) return null;
    const [, key, rest] = /^([\w-]+)\s*(.*)$/.exec(word) ?? [];
    if (key === undefined) return null;
    const value = rest!.replace(/^[=:]\s*/, '');
    const replacement = `${key}:${value === '' ? '' : ` ${value}`}`;
    return {
      ...at(offset + column, word.length),
      rule: 'missing-colon',
      message: `no colon after \`${key}\``,
      hint: `write \`${replacement}\``,
      replacement,
      mend: { ...at(offset + column, word.length), text: replacement },
    };
  }

  #oddSpace(offset: number, [all, odd]: RegExpExecArray): Fault {
    const isTab = odd!.includes('\t');
    const last = this.#lastLine;
    const text = this.#text;
    const isKey = last !== null && this.#last === 'none' && last.isKey;
    const meant = last === null ? 0 : isKey ? last.column + 2 : last.column;
    const others =
      text
        .slice(offset)
        .split('\n')
        .filter(line => ODD_SPACE.test(line)).length - 1;
    const more = others === 0 ? '' : `, as do ${others} more lines`;
    return {
      ...at(offset + all.length - odd!.length, odd!.length),
      rule: 'tab',
      message: isTab
        ? `this line begins with a tab${more}`
        : `this line begins with a space that is none${more}`,
      hint: 'indent with spaces; YAML allows nothing else',
      mend:
        others > 0
          ? null
          : { ...at(offset, /^\s*/.exec(text.slice(offset))![0].length), text: ' '.repeat(meant) },
    };
  }

  #lineText(offset: number): string {
    return this.#text.slice(offset, endOfLine(this.#text, offset));
  }
}

function lineAt(offset: number, text: string): Line {
  const indent = text.length - text.trimStart().length;
  const dashes: number[] = [];
  let column = indent;
  for (let dash = /^-(\s+|$)/.exec(text.slice(column)); dash; dash = /^-(\s+|$)/.exec(text.slice(column))) {
    dashes.push(column);
    column += dash[0].length;
  }
  const rest = text.slice(column);
  const key = /^(?:"[^"]*"|'[^']*'|[^\s#:"'[{&*!|>%@`](?:[^:#]|:(?=\S)|(?<=\S)#)*?)(?=\s*:(?:\s|$))/.exec(
    rest,
  )?.[0];
  const word = key ?? rest.replace(/\s+#.*$|^#.*$/, '').trimEnd();
  return { offset, indent, dashes, column, word, isKey: key !== undefined };
}

/** With its colon. */
function keyLength(word: string, text: string, column: number): number {
  return text.indexOf(':', column + word.length) + 1 - column;
}
