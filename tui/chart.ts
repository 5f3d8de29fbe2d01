/**
 * blessed-contrib behind one function: series in, lines out. Its line widget lays out and strokes the chart
 * through drawille's context; the canvas underneath is ours (the context takes any class), because the
 * original renders to escape sequences where the screen wants spans, and warns about `new Buffer`.
 */
import { setImmediate } from 'node:timers/promises';
import type { GlyphName, Glyphs } from './glyphs.ts';
import type { Span } from './text.ts';
import type { Role } from './themes.ts';

export interface Series {
  readonly title: string;
  /** One character at the curve's newest point. */
  readonly letter: string;
  readonly role: Role;
  /** One value a point, finite, >= 0. */
  readonly values: readonly number[];
}

export interface Chart {
  /** In characters. */
  readonly width: number;
  readonly height: number;
  /** As many as each series has values; a label is never empty. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** An upright with a letter behind the point of that index; one below 0 is not drawn. */
  readonly marks: readonly { readonly letter: string; readonly at: number }[];
  readonly glyphs: Glyphs;
}

/** Below this the widget's axis leaves no room for a curve. */
const smallest = { width: 16, height: 4 };

/** The widget and its fifty modules: the first frame does without them. */
interface Widget {
  readonly Line: typeof import('blessed-contrib/lib/widget/charts/line.js');
  readonly Context: typeof import('drawille-canvas-blessed-contrib');
}

let widget: Widget | null = null;
let loading: Promise<void> | null = null;

/** Resolves when charts are drawn. The first that shall be drawn asks for it, too, and comes out empty. */
export function loadChart(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  // The frame that asks for it goes out first.
  await setImmediate();
  const { default: Line } = await import('blessed-contrib/lib/widget/charts/line.js');
  const { default: Context } = await import('drawille-canvas-blessed-contrib');
  widget = { Line, Context };
}

/**
 * The newest points that fit, in `height` lines of `width` characters; no lines where the chart has no room or no
 * values, or before it is loaded.
 */
export function drawChart({ width, height, labels, series, marks, glyphs }: Chart): Span[][] {
  if (width < smallest.width || height < smallest.height) return [];
  if (series.length === 0 || labels.length === 0) return [];
  if (widget === null) {
    loadChart();
    return [];
  }
  // The widget leaves its last row blank: it gets one more, which is not read.
  const size = { width: width * 2, height: (height + 1) * 4 };
  const context = new widget.Context(size.width, size.height, Dots);
  // A point a column of dots: more would fill the area with strokes that no one can tell apart.
  const most = size.width - options.xPadding;
  const newest = <Item>(items: readonly Item[]) => items.slice(-most);
  const lines = series.map(({ title, role, values }) => {
    return { title, x: newest(labels), y: newest(values), style: { line: role } };
  });
  const surface = {
    options: { ...options, maxY: ceilingOf(lines, size.height) },
    canvasSize: size,
    ctx: context,
  };
  widget.Line.prototype.setData.call(surface, lines);
  const axes = { ...size, points: Math.min(labels.length, most), maxY: surface.options.maxY };
  const left = Math.max(0, labels.length - most);
  for (const { letter, at } of marks) if (at >= left) mark(context.canvas, letter, at - left, axes, glyphs);
  for (const { letter, role, values } of series)
    context.canvas.label(letter, role, columnOf(axes.points - 1, axes), rowOf(values.at(-1)!, axes));
  return context.canvas.rows(height, glyphs.name);
}

/** In dots, as the widget lays them out (line.js, getXPixel and getYPixel). */
interface Axes {
  readonly width: number;
  readonly height: number;
  readonly points: number;
  readonly maxY: number;
}

function columnOf(point: number, { width, points }: Axes): number {
  const x = ((width - options.xPadding) / points) * point + options.xPadding + 2;
  return Math.min(width / 2 - 1, Math.floor(x / 2));
}

/** Rows below the axis and between it and the curves. */
const belowAxis = 11;
const aboveAxis = 2;

function rowOf(value: number, { height, maxY }: Axes): number {
  const y = height - belowAxis - ((height - belowAxis) / maxY) * value - aboveAxis;
  return Math.max(0, Math.floor(y / 4));
}

/** From the top down to the axis, in whatever cells no curve goes through. */
function mark(canvas: Dots, letter: string, point: number, axes: Axes, { upright }: Glyphs): void {
  const column = columnOf(point, axes);
  for (let row = 1; row < Math.floor((axes.height - belowAxis) / 4); row++)
    canvas.fill(upright, 'faint', column, row);
  canvas.label(letter, 'strong', column, 0);
}

const options = {
  style: { line: 'faint', text: 'faint', baseline: 'faint' },
  showNthLabel: 1,
  xLabelPadding: 5,
  xPadding: 10,
  numYLabels: 4,
  wholeNumbersOnly: true,
  abbreviate: false,
  showLegend: false,
  minY: 0,
} as const;

/** Above the data, so that its highest point is on the canvas; without it the widget looks for it at every point. */
function ceilingOf(lines: readonly { readonly y: readonly number[] }[], height: number): number {
  const highest = lines.reduce((max, { y }) => Math.max(max, ...y), 0);
  const above = height - belowAxis;
  return Math.max(4, Math.floor(highest * Math.max(1.1, above / (above - aboveAxis))) + 1);
}

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

/** A drawille canvas: two by four dots a character, each character of one colour. */
class Dots {
  /** Set by the context: a role, since the widget hands style names through unread. */
  color: Role = 'faint';
  fontFg: Role = 'faint';
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

  set(x: number, y: number): void {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return;
    const cell = this.cellAt(x, y);
    this.dots[cell]! |= brailleBits[y & 3]![x & 1]!;
    this.roles[cell] = this.color;
    this.letters[cell] = undefined;
  }

  /** The widget clears before it draws; this canvas is new for every drawing. */
  unset(): void {}

  writeText(text: string, x: number, y: number): void {
    const begin = this.cellAt(x, y);
    for (const [index, letter] of Array.from(text).entries()) {
      this.letters[begin + index] = letter;
      this.roles[begin + index] = this.fontFg;
    }
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

  /** The first `count` rows, neighbours of one colour joined into one span. */
  rows(count: number, glyphs: GlyphName): Span[][] {
    const columns = this.width / 2;
    return Array.from({ length: count }, (_, row) => this.runs(row * columns, (row + 1) * columns, glyphs));
  }

  private put(letter: string, role: Role, cell: number): void {
    this.letters[cell] = letter;
    this.roles[cell] = role;
  }

  private runs(from: number, to: number, glyphs: GlyphName): Span[] {
    const spans: [Role, string][] = [];
    for (let cell = from; cell < to; cell++) {
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
