/**
 * blessed-contrib behind one function: series in, lines out. Its line widget lays out and strokes the chart
 * through drawille's context; the canvas underneath is ours (the context takes any class), because the
 * original renders to escape sequences where the screen wants spans, and warns about `new Buffer`.
 */
import type { Role, Span } from './text.ts';

export interface Series {
  readonly title: string;
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
  readonly ascii: boolean;
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
  const { default: Line } = await import('blessed-contrib/lib/widget/charts/line.js');
  const { default: Context } = await import('drawille-canvas-blessed-contrib');
  widget = { Line, Context };
}

/**
 * The newest points that fit, in `height` lines of `width` characters; no lines where the chart has no room or no
 * values, or before it is loaded.
 */
export function drawChart({ width, height, labels, series, ascii }: Chart): Span[][] {
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
  const newest = <Item>(items: readonly Item[]) => items.slice(-(size.width - options.xPadding));
  const lines = series.map(({ title, role, values }) => {
    return { title, x: newest(labels), y: newest(values), style: { line: role } };
  });
  const surface = { options: { ...options, maxY: ceilingOf(lines) }, canvasSize: size, ctx: context };
  widget.Line.prototype.setData.call(surface, lines);
  return context.canvas.rows(height, ascii);
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

/** A little above the data; without it the widget looks for the maximum again at every point. */
function ceilingOf(lines: readonly { readonly y: readonly number[] }[]): number {
  const highest = lines.reduce((max, { y }) => Math.max(max, ...y), 0);
  return Math.max(4, Math.ceil(highest * 1.1));
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

  /** The first `count` rows, neighbours of one colour joined into one span. */
  rows(count: number, ascii: boolean): Span[][] {
    const columns = this.width / 2;
    return Array.from({ length: count }, (_, row) => this.runs(row * columns, (row + 1) * columns, ascii));
  }

  private runs(from: number, to: number, ascii: boolean): Span[] {
    const spans: [Role, string][] = [];
    for (let cell = from; cell < to; cell++) {
      const character = this.characterAt(cell, ascii);
      const last = spans.at(-1);
      // A blank has no colour of its own and continues whatever run it stands in.
      if (last && (character === ' ' || last[0] === this.roles[cell])) last[1] += character;
      else spans.push([this.roles[cell]!, character]);
    }
    return spans;
  }

  private characterAt(cell: number, ascii: boolean): string {
    const letter = this.letters[cell];
    if (letter !== undefined) return letter;
    const dots = this.dots[cell]!;
    if (dots === 0) return ' ';
    return ascii ? asciiDensity[bitsIn(dots)]! : String.fromCharCode(0x2800 + dots);
  }

  private cellAt(x: number, y: number): number {
    return (x >> 1) + (this.width / 2) * (y >> 2);
  }
}

function bitsIn(byte: number): number {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}
