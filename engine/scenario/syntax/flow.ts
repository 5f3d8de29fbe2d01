/** What stands between brackets: `[a, b]`, `{ a: 1, b: [2] }`. */
import { at, type Fault, insert } from './fault.ts';

const CLOSES: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

/** A bracket that is open, and what has been seen of the entry after it. */
interface Open {
  readonly at: number;
  readonly char: string;
  /** The entry's key has been read, and its colon. */
  hasKey: boolean;
  /** Where the entry's plain text began; -1 where there is none. */
  word: number;
  /** It is read to its end: a quote or a bracket has closed. */
  isWhole: boolean;
}

export interface FlowEnd {
  readonly fault: Fault | null;
  /** Behind the last bracket, or where reading ended. */
  readonly end: number;
}

/** Reads on from the bracket at `from`. `indent`: of its line; a line that begins there or before is none of it. */
export function readFlow(text: string, from: number, indent: number): FlowEnd {
  const open: Open[] = [];
  let last = from;
  for (let i = from; i < text.length; i++) {
    const char = text[i]!;
    const top = open.at(-1);
    if (char === '\n' && leaves(text, i + 1, indent)) return { fault: unclosed(top!, last), end: i };
    if (/\s/.test(char)) continue;
    if (char === '#' && /\s/.test(text[i - 1] ?? '')) {
      i = endOfLine(text, i) - 1;
      continue;
    }
    if (char in CLOSES) {
      if (top && (top.isWhole || (top.word >= 0 && !top.hasKey)))
        return { fault: noComma(text, i, last), end: i };
      open.push({ at: i, char, hasKey: false, word: -1, isWhole: false });
    } else if (char === ']' || char === '}') {
      if (CLOSES[top!.char] !== char) return { fault: mismatched(text, top!, open.at(-2), i, last), end: i };
      open.pop();
      const outer = open.at(-1);
      if (outer === undefined) return { fault: null, end: i + 1 };
      outer.isWhole = true;
    } else if (char === ',') {
      Object.assign(top!, { hasKey: false, word: -1, isWhole: false });
    } else if (char === ':' && /[\s[\]{},]|^$/.test(text[i + 1] ?? '')) {
      const fault = colonFault(text, top!, i);
      if (fault !== null) return { fault, end: i };
      Object.assign(top!, { hasKey: true, word: -1, isWhole: false });
    } else if ((char === '"' || char === "'") && top!.word < 0) {
      if (top!.isWhole) return { fault: noComma(text, i, last), end: i };
      const end = quoteEnd(text, i);
      if (end < 0) return { fault: unclosedQuote(text, i), end: i };
      i = end - 1;
      top!.isWhole = true;
    } else if (top!.isWhole) return { fault: noComma(text, i, last), end: i };
    else if (top!.word < 0) top!.word = i;
    last = i + 1;
  }
  return { fault: unclosed(open.at(-1)!, last), end: text.length };
}

/** `{ arch: svm features: [] }`: in what seems to be a value there is a second key. */
function colonFault(text: string, { char, hasKey, word }: Open, colon: number): Fault | null {
  if (char !== '{' || word < 0) return null;
  const gap = /\s+(?=[\w-]+\s*$)/.exec(text.slice(word, colon));
  if (!hasKey || gap === null) return null;
  return noComma(text, word + gap.index + gap[0].length, word + gap.index);
}

function noComma(text: string, next: number, last: number): Fault {
  const [word] = /^[^\s,:[\]{}]+|^./.exec(text.slice(next))!;
  return {
    ...at(next, word.length),
    rule: 'missing-comma',
    message: `a comma is missing before \`${word}\``,
    hint: 'entries between brackets are separated by commas',
    mend: insert(last, ','),
  };
}

function unclosed({ at: opened, char }: Open, last: number): Fault {
  return {
    ...at(opened, 1),
    rule: 'unclosed-bracket',
    message: `this \`${char}\` is not closed`,
    hint: `a \`${CLOSES[char]}\` is missing at the end of the line, or further down`,
    mend: insert(last, CLOSES[char]!),
  };
}

/** `[{ a: 1 ]`: the inner one is not closed; or, where nothing matches, the closing one is a slip. */
function mismatched(text: string, top: Open, outer: Open | undefined, closing: number, last: number): Fault {
  const char = text[closing]!;
  const right = CLOSES[top.char]!;
  const related = { ...at(closing, 1), message: `\`${char}\` comes before its \`${right}\`` };
  if (outer !== undefined && CLOSES[outer.char] === char)
    return { ...unclosed(top, last), hint: `put \`${right}\` before the \`${char}\``, related };
  return {
    ...at(closing, 1),
    rule: 'extra-bracket',
    message: `\`${char}\` cannot close \`${top.char}\``,
    hint: `write \`${right}\``,
    replacement: right,
    related: { ...at(top.at, 1), message: 'the bracket that is open' },
    mend: { ...at(closing, 1), text: right },
  };
}

export function unclosedQuote(text: string, from: number): Fault {
  const end = from + text.slice(from, endOfLine(text, from)).trimEnd().length;
  return {
    from,
    to: end,
    rule: 'unclosed-quote',
    message: `this ${text[from] === '"' ? 'double' : 'single'} quote is not closed`,
    hint: `put ${text[from]} at the end of the text`,
    replacement: text.slice(from, end) + text[from],
    mend: insert(end, text[from]!),
  };
}

/** Behind the closing quote on the same line; -1 where there is none. */
export function quoteEnd(text: string, from: number): number {
  const form = text[from] === '"' ? /"(?:[^"\\\n]|\\.)*"/y : /'(?:[^'\n]|'')*'/y;
  form.lastIndex = from;
  return form.test(text) ? form.lastIndex : -1;
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Whether the line is one of the block around, and not of what stands between the brackets. */
function leaves(text: string, from: number, indent: number): boolean {
  const line = text.slice(from, endOfLine(text, from));
  const content = line.trimStart();
  if (content === '' || content.startsWith('#')) return false;
  return line.length - content.length <= indent && !/^[\]}]/.test(content);
}
