/**
 * The canvas under blessed-contrib's chart, in place of drawille's, which renders to escape sequences where the screen
 * wants spans and warns about `new Buffer`. Beside lines it takes letters, and becomes Braille, block elements or ASCII.
 */
import type { GlyphName } from './glyphs.ts';
import type { Span } from './text.ts';
import type { Role } from './themes.ts';

/** The bit of each dot in a Braille character (U+2800), by row and column. */
const brailleBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** By how many of the eight dots are set. */
const asciiDensity = ' .:-=+*#@';

/** Quarters of a cell: upper left, upper right, lower left, lower right, as bits 0 to 3. */
const quadrants = Array.from(' ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█');

/** A canvas like drawille's: two by four dots a character, each character of one colour. */
export class Dots {
  readonly width: number;
  readonly height: number;
  private readonly dots: Uint8Array;
  private readonly letters: (string | undefined)[];
  private readonly roles: Role[];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const cells = (width / 2) * (height / 4);
    this.dots = new Uint8Array(cells);
    this.letters = new Array(cells);
    this.roles = new Array(cells).fill('faint');
  }

  /** Bresenham's: both ends are among the dots. Hundreds of them a frame: nothing is allocated. */
  line(x0: number, y0: number, x1: number, y1: number, role: Role): void {
    const dx = Math.abs(x1 - x0);
    const dy = Math.abs(y1 - y0);
    const right = x1 > x0 ? 1 : -1;
    const down = y1 > y0 ? 1 : -1;
    const long = Math.max(dx, dy);
    const short = Math.min(dx, dy);
    let x = x0;
    let y = y0;
    let off = 0;
    for (let step = 0; step <= long; step++) {
      this.set(x, y, role);
      off += short;
      const turns = 2 * off >= long;
      if (turns) off -= long;
      if (turns || dx > dy) x += right;
      if (turns || dx <= dy) y += down;
    }
  }

  writeText(text: string, role: Role, x: number, y: number): void {
    const begin = this.cellAt(x, y);
    for (const [index, letter] of Array.from(text).entries()) this.put(letter, role, begin + index);
  }

  /** A character in place of whatever is drawn there; where one stands already, in the row above or, at the top, below. */
  label(letter: string, role: Role, column: number, row: number): void {
    const isFree = (at: number) => this.letters[this.indexOf(column, at)] === undefined;
    let at = row;
    while (at > 0 && !isFree(at)) at--;
    while (at < this.height / 4 - 1 && !isFree(at)) at++;
    this.put(letter, role, this.indexOf(column, at));
  }

  /** A character where nothing is drawn yet. */
  fill(letter: string, role: Role, column: number, row: number): void {
    const cell = this.indexOf(column, row);
    if (this.dots[cell] === 0 && this.letters[cell] === undefined) this.put(letter, role, cell);
  }

  /** The first `count` rows, each as far as it has anything; neighbours of one colour joined into one span. */
  rows(count: number, glyphs: GlyphName): Span[][] {
    const columns = this.width / 2;
    return Array.from({ length: count }, (_, row) => this.runs(row * columns, (row + 1) * columns, glyphs));
  }

  private set(x: number, y: number, role: Role): void {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return;
    const cell = this.cellAt(x, y);
    this.dots[cell]! |= brailleBits[y & 3]![x & 1]!;
    this.roles[cell] = role;
    this.letters[cell] = undefined;
  }

  private put(letter: string, role: Role, cell: number): void {
    this.letters[cell] = letter;
    this.roles[cell] = role;
  }

  private runs(from: number, to: number, glyphs: GlyphName): Span[] {
    const spans: [Role, string][] = [];
    let end = to;
    while (end > from && this.characterAt(end - 1, glyphs) === ' ') end--;
    for (let cell = from; cell < end; cell++) {
      const character = this.characterAt(cell, glyphs);
      const last = spans.at(-1);
      // A blank has no colour of its own and continues whatever run it stands in.
      if (last && (character === ' ' || last[0] === this.roles[cell])) last[1] += character;
      else spans.push([this.roles[cell]!, character]);
    }
    return spans;
  }

  private characterAt(cell: number, glyphs: GlyphName): string {
    const letter = this.letters[cell];
    if (letter !== undefined) return letter;
    const dots = this.dots[cell]!;
    if (dots === 0) return ' ';
    if (glyphs === 'braille') return String.fromCharCode(0x2800 + dots);
    return glyphs === 'block' ? quadrants[quartersOf(dots)]! : asciiDensity[bitsIn(dots)]!;
  }

  private cellAt(x: number, y: number): number {
    return this.indexOf(x >> 1, y >> 2);
  }

  private indexOf(column: number, row: number): number {
    return column + (this.width / 2) * row;
  }
}

/** Which quarters of a cell have a dot: rows 0 and 1 are the upper half. */
function quartersOf(dots: number): number {
  const quarter = (row: number, side: 0 | 1) =>
    (dots & (brailleBits[row]![side] | brailleBits[row + 1]![side])) === 0 ? 0 : 1;
  return quarter(0, 0) | (quarter(0, 1) << 1) | (quarter(2, 0) << 2) | (quarter(2, 1) << 3);
}

function bitsIn(byte: number): number {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}
