/**
 * blessed-contrib behind one function: series in, lines out. Its line widget lays out and strokes the chart; the context
 * that it strokes through (pen.ts) and the canvas underneath (dots.ts) are ours.
 */
import { setImmediate } from 'node:timers/promises';
import { Dots } from './dots.ts';
import type { Glyphs } from './glyphs.ts';
import { Pen } from './pen.ts';
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
type Widget = typeof import('blessed-contrib/lib/widget/charts/line.js');

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
  widget = Line;
}

/** How many points a chart shows: one a column of dots. More would be strokes that no one can tell apart. */
export function pointsIn(width: number): number {
  return width * 2 - options.xPadding;
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
  const dots = new Dots(size.width, size.height);
  const most = pointsIn(width);
  const newest = <Item>(items: readonly Item[]) => items.slice(-most);
  const lines = series.map(({ title, role, values }) => {
    return { title, x: newest(labels), y: newest(values), style: { line: role } };
  });
  const surface = {
    options: { ...options, maxY: ceilingOf(lines, size.height) },
    canvasSize: size,
    ctx: new Pen(dots),
  };
  widget.prototype.setData.call(surface, lines);
  const axes = { ...size, points: Math.min(labels.length, most), maxY: surface.options.maxY };
  const left = Math.max(0, labels.length - most);
  for (const { letter, at } of marks) if (at >= left) mark(dots, letter, at - left, axes, glyphs);
  for (const { letter, role, values } of series)
    dots.label(letter, role, columnOf(axes.points - 1, axes), rowOf(values.at(-1)!, axes));
  return dots.rows(height, glyphs.name);
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
