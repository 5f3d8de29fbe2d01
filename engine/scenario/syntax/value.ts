/** What stands after a key's colon or a list's dash on the same line. */
import { at, type Fault } from './fault.ts';
import { endOfLine, quoteEnd, readFlow, unclosedQuote } from './flow.ts';

export type ValueKind = 'none' | 'plain' | 'whole' | 'block';

export interface ValueEnd {
  readonly kind: ValueKind;
  readonly fault: Fault | null;
  /** Behind it, on this line or on one further down. */
  readonly end: number;
}

/** The value that begins at `from`, if one does. `indent`: of its line. */
export function readValue(text: string, from: number, indent: number): ValueEnd {
  const start =
    from + /^(?:\s*[&!][^\s,[\]{}]*)*\s*/.exec(text.slice(from, endOfLine(text, from)))![0].length;
  const end = endOfLine(text, start);
  const rest = text.slice(start, end);
  const char = rest[0];
  if (char === undefined || char === '#') return { kind: 'none', fault: null, end };
  if (char === '[' || char === '{') {
    const flow = readFlow(text, start, indent);
    return {
      kind: 'whole',
      fault: flow.fault ?? afterBracket(text, start, flow.end),
      end: endOfLine(text, flow.end),
    };
  }
  if (char === '"' || char === "'") return { kind: 'whole', fault: quoteFault(text, start), end };
  if (char === '|' || char === '>') {
    const isHeader = /^[|>][-+\d]{0,2}\s*(?:#.*)?$/.test(rest);
    return {
      kind: 'block',
      fault: isHeader ? null : unquoted(text, start, `\`${char}\` begins a text of many lines`),
      end,
    };
  }
  return { kind: 'plain', fault: plainFault(text, start), end };
}

function afterBracket(text: string, start: number, end: number): Fault | null {
  const after = /^\s*(?!#)\S/.exec(text.slice(end, endOfLine(text, end)));
  if (after === null) return null;
  const next = end + after[0].length - 1;
  const char = text[next]!;
  if (char !== ']' && char !== '}')
    return unquoted(
      text,
      start,
      `\`${text[start]}\` begins a ${text[start] === '[' ? 'list' : 'mapping'}, and more follows it`,
    );
  return {
    ...at(next, 1),
    rule: 'extra-bracket',
    message: `this \`${char}\` closes nothing`,
    hint: 'take it out',
    replacement: '',
    related: { ...at(start, 1), message: 'what is open from here is closed before it' },
    mend: { ...at(next, 1), text: ' ' },
  };
}

function quoteFault(text: string, start: number): Fault | null {
  const end = quoteEnd(text, start);
  if (end < 0) return unclosedQuote(text, start);
  const after = /^\s*(?!#)\S/.test(text.slice(end, endOfLine(text, end)));
  return after ? unquoted(text, start, 'the quote ends before the text does') : null;
}

function plainFault(text: string, start: number): Fault | null {
  const char = text[start]!;
  if ('@`%'.includes(char)) return unquoted(text, start, `a text cannot begin with \`${char}\``);
  if (char === '*' && !/^\*[^\s,[\]{}]+\s*(?:#.*)?$/.test(text.slice(start, endOfLine(text, start))))
    return unquoted(text, start, '`*` stands for what has an anchor');
  const colon = /:(?=\s|$)/.exec(textAt(text, start));
  if (colon === null) return null;
  return unquoted(text, start, 'a second colon on this line, and YAML takes each for the end of a key');
}

/** Up to the comment, if there is one. */
function textAt(text: string, start: number): string {
  return text
    .slice(start, endOfLine(text, start))
    .replace(/\s+#.*$/, '')
    .trimEnd();
}

function unquoted(text: string, start: number, message: string): Fault {
  const value = textAt(text, start);
  const replacement = JSON.stringify(value.replace(/^(["'])(.*)\1$/, '$2'));
  return {
    ...at(start, value.length),
    rule: 'needs-quotes',
    message,
    hint: `if this is one text, put it between quotes: ${replacement}`,
    replacement,
    mend: { ...at(start, value.length), text: replacement },
  };
}
