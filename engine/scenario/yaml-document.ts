/**
 * A text from a stranger as a YAML document. Whatever it costs to read one grows with its tokens and with how deep
 * they nest, so both are counted while the text is cut up, before the library builds anything of it.
 */
import { Composer, CST, type Document, Lexer, LineCounter, type Node, Parser, YAMLParseError } from 'yaml';
import { type Diagnostic, diagnostic, type Place } from './diagnostics.ts';
import type { RuleId } from './rules.ts';

/** Texts are typed by hand; a larger one is a mistake or an attack. In UTF-16 units, and in bytes of a file. */
export const LONGEST_TEXT = 1 << 20;
/** Some 20,000 values. */
const MOST_TOKENS = 100_000;
/** A value, in UTF-16 units; the longest that means anything here is a source of 400. */
const LONGEST_VALUE = 10_000;
/** A scenario nests 8 lists and mappings. */
const DEEPEST = 32;

/** Where an offset is. */
export type Lines = Pick<LineCounter, 'linePos'>;

export type YamlDocument = Document<Node>;

export interface ParsedText {
  readonly document: YamlDocument;
  readonly lines: Lines;
}

/** What is wrong with the text as a whole, in place of the document. */
export type Refused = readonly Diagnostic[];

export function parseYaml(text: string, file: string): ParsedText | Refused {
  if (text.length > LONGEST_TEXT) return [diagnostic(file, START, 'text-too-long', TOO_LONG)];
  const lines = linesOf(text);
  const strays = strayCharacters(text);
  if (strays.length > 0)
    return strays.map(at =>
      diagnostic(file, range(lines, at, at + 1), 'stray-character', strayMessage(text.codePointAt(at)!)),
    );
  try {
    return { document: firstDocument(text), lines };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return [diagnostic(file, range(lines, error.offset, error.offset + 1), error.rule, error.message)];
  }
}

/** Of a text that is wrong as a whole. */
export const START: Place = { line: 1, column: 1, endLine: 1, endColumn: 2 };
const TOO_LONG = 'the text is longer than 1 MiB';

/** The library does not see line ends inside of what it cannot make sense of. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let at = 0; at > 0 || lines.lineStarts.length === 0; at = text.indexOf('\n', at) + 1)
    lines.addNewLine(at);
  return lines;
}

/** From one offset up to the other; at least one character. */
export function range(lines: Lines, from: number, to: number): Place {
  const start = lines.linePos(from);
  const end = lines.linePos(Math.max(to, from + 1));
  // What has been put into a text to mend it is nowhere in the text.
  const isNowhere = start.line === end.line && start.col === end.col;
  return { line: start.line, column: start.col, endLine: end.line, endColumn: end.col + Number(isNowhere) };
}

/** What YAML 1.2, 5.1 leaves out of its characters, and what looks like a line end and is none (5.4). */
const STRAY = /(?!\r\n)[^\P{Cc}\t\n]|[\p{Cs}\u2028\u2029\ufffe\uffff]/gu;
const LIKE_LINE_ENDS = [0x0d, 0x85, 0x2028, 0x2029];
/** More than anybody reads. */
const MOST_STRAYS = 200;

/** Their offsets. */
function strayCharacters(text: string): number[] {
  const found: number[] = [];
  for (const { index } of text.matchAll(STRAY)) {
    if (found.push(index) === MOST_STRAYS) break;
  }
  return found;
}

function strayMessage(code: number): string {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return LIKE_LINE_ENDS.includes(code)
    ? `${name} ends no line: lines end with LF or CR LF`
    : `${name} is no character of a text`;
}

/** Keys that stand twice are looked for in yaml-data.ts: the library compares each with each. */
const OPTIONS = { merge: true, stringKeys: true, uniqueKeys: false, resolveKnownTags: false } as const;

class TooMuch extends Error {
  readonly rule: RuleId;
  readonly offset: number;

  constructor(rule: RuleId, message: string, offset: number) {
    super(message);
    this.rule = rule;
    this.offset = offset;
  }
}

/** The first of the text, with an error where a second begins. */
function firstDocument(text: string): YamlDocument {
  let first: YamlDocument | null = null;
  for (const document of new Composer(OPTIONS).compose(tokensOf(text), true, text.length)) {
    first?.errors.push(new YAMLParseError([document.range[0], document.range[1]], 'MULTIPLE_DOCS', ''));
    if (first !== null) break;
    first = document as YamlDocument;
  }
  if (first!.directives?.yaml.version !== '1.2') {
    const at = text.search(/^%YAML/m);
    first!.errors.push(new YAMLParseError([at, at + 5], 'BAD_DIRECTIVE', 'only YAML 1.2 is read'));
  }
  return first!;
}

/**
 * As Parser.parse, and it ends where there is too much of something. Of the tokens that are errors only the first is
 * handed on: nobody is told of those behind it, and in a text that is none of YAML nearly every token is one.
 */
function* tokensOf(text: string): Generator<CST.Token> {
  const parser = new Parser();
  let left = MOST_TOKENS;
  let wrong = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (--left < 0)
      throw new TooMuch(
        'too-much',
        `more than ${MOST_TOKENS} YAML tokens, the most that are read`,
        parser.offset,
      );
    if (lexeme.length > LONGEST_VALUE && !/^[\s#]/.test(lexeme))
      throw new TooMuch('too-much', `a value of more than ${LONGEST_VALUE} characters`, parser.offset);
    for (const token of parser.next(lexeme)) {
      if (token.type !== 'error' || !wrong) yield token;
      wrong ||= token.type === 'error';
    }
    if (depthOf(parser) > DEEPEST)
      throw new TooMuch('too-deep', `nested more than ${DEEPEST} deep`, parser.offset - lexeme.length);
  }
  yield* parser.end();
}

/** How many lists and mappings are open. */
function depthOf({ stack }: Parser): number {
  return stack.length <= DEEPEST ? 0 : stack.filter(CST.isCollection).length;
}
