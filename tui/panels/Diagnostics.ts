/** What is wrong with the scenario's file, in the words of `check`; the run goes on as it was. */
import { type Content, type Line, type Room, scrolledTo } from '../drawing/content.ts';
import { flowed, lengthOf, without } from '../drawing/spans.ts';
import { first, lengthOfText, type Span } from '../drawing/text.ts';
import type { Role } from '../drawing/themes.ts';
import { type Diagnostic, formatDiagnostic, type Paint } from '../run.ts';
import { isBroken, nameOf, summaryOf } from '../state/diagnosis.ts';
import type { Diagnosis, State } from '../state/state.ts';

export function diagnostics(state: State, { width, height }: Room): Content {
  const { diagnosis, glyphs, scroll } = state;
  if (diagnosis.diagnostics.length === 0) return { heads: [], lines: [[['good', orderOf(state)]]] };
  const blocks = blocksOf(diagnosis, width - 1);
  const lines = blocks.flatMap((block, index) =>
    block.map((line, row): Line => {
      const selected = index === scroll.diagnostics && row === 0;
      return [[selected ? 'focus' : 'faint', selected ? glyphs.cursor : ' '], ...line];
    }),
  );
  return {
    about: aboutOf(state),
    heads: [],
    lines,
    first: scrolledTo(scroll.diagnostics, blocks, height - 1),
  };
}

function orderOf({ text }: State): string {
  return text.undone ? `The file is in order; what runs is ${nameOf(text)}.` : 'The file is in order.';
}

function aboutOf({ diagnosis, text }: State): string {
  const summary = summaryOf(diagnosis);
  return isBroken(diagnosis) || text.undone ? `${summary}; the run goes on with ${nameOf(text)}` : summary;
}

/** A file may have thousands, and is looked at ten times a second. */
const known = new WeakMap<Diagnosis, { readonly width: number; readonly blocks: readonly Line[][] }>();

/** The lines of each diagnostic, a blank one between two. */
function blocksOf(diagnosis: Diagnosis, width: number): readonly Line[][] {
  const before = known.get(diagnosis);
  if (before?.width === width) return before.blocks;
  const { diagnostics } = diagnosis;
  const blocks = diagnostics.map((each, index) => [
    ...linesOf(each, diagnosis, width),
    ...(index < diagnostics.length - 1 ? [[]] : []),
  ]);
  known.set(diagnosis, { width, blocks });
  return blocks;
}

function linesOf(found: Diagnostic, { textOf }: Diagnosis, width: number): Line[] {
  const lines = formatDiagnostic(found, textOf, marked).split('\n').map(spansOf);
  return lines.flatMap((line, at) =>
    isCode(line) ? [scrolledLeft(line, leftOut(frameAt(at, lines), width))] : folded(line, width),
  );
}

/** What is printed has no control characters: these stand around a piece, and behind its role. */
const marked: Paint = (role, text) => `\u0001${role}\u0002${text}\u0001`;

const roles: Readonly<Record<string, Role>> = {
  error: 'alarm',
  warning: 'warning',
  place: 'strong',
  label: 'good',
  quiet: 'faint',
};

function spansOf(line: string): Span[] {
  return line
    .split('\u0001')
    .filter(piece => piece !== '')
    .map((piece): Span => {
      const [role, text] = piece.split('\u0002');
      return text === undefined ? piece : [roles[role!]!, text];
    });
}

/** Begins with the number of a line of the text, and must stay in line with the one below it. */
const isCode = ([gutter]: Line): boolean => gutter !== undefined && gutter[0] === 'faint';

/** The lines of code that one stands among. */
function frameAt(at: number, lines: readonly Line[]): readonly Line[] {
  const begin = lines.findLastIndex((line, index) => index < at && !isCode(line)) + 1;
  const end = lines.findIndex((line, index) => index > at && !isCode(line));
  return lines.slice(begin, end < 0 ? lines.length : end);
}

/** How many characters of the code must give way at its left, so that the carets are on the screen. */
function leftOut(frame: readonly Line[], width: number): number {
  const carets = frame.find(line => typeof line.at(-1) !== 'string');
  if (carets === undefined || lengthOf(carets) <= width) return 0;
  const room = width - lengthOf([carets[0]!]);
  const [, text] = carets.at(-1) as readonly [Role, string];
  return Math.max(0, text.indexOf('^') - Math.floor(room * 0.3));
}

function scrolledLeft([gutter, ...code]: Line, hidden: number): Line {
  return [gutter!, ...without(hidden, code)];
}

/** Broken at blanks, the second line and those after it further in. */
function folded(line: Line, width: number): Line[] {
  const words = line.flatMap(span => {
    const [role, text] = typeof span === 'string' ? [null, span] : span;
    const torn = (text.match(/ *\S+|\s+$/g) ?? [text]).flatMap(word => pieces(word, width - indent));
    return torn.map((word): Span => (role === null ? word : [role, word]));
  });
  return flowed(words, width, indent);
}

const indent = 4;

/** A word that is longer than a line is torn. */
function pieces(word: string, width: number): string[] {
  const head = first(Math.max(1, width), word);
  return lengthOfText(head) === lengthOfText(word)
    ? [word]
    : [head, ...pieces(word.slice(head.length), width)];
}
