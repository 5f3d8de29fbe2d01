/** A picture of a terminal's screen: SVG with the dots of Braille drawn as circles, and PNG from it. */
import { Resvg } from '@resvg/resvg-js';
import type xterm from '@xterm/headless';
import { hex, paletteColor } from './palette.ts';

const cellWidth = 9;
const cellHeight = 18;
const fontSize = 15;
const margin = 8;
const background = '#101216';
const foreground = '#d8d8d8';
const font = 'DejaVu Sans Mono';

/** Column and row of the dot for each bit of a Braille character (U+2800). */
const brailleDots = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
] as const;

/** The visible part of the screen. */
export function toSvg(terminal: xterm.Terminal): string {
  const width = terminal.cols * cellWidth + 2 * margin;
  const height = terminal.rows * cellHeight + 2 * margin;
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    return line ? rowOf(line, terminal.cols, row) : '';
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="${font}, monospace" font-size="${fontSize}">
<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" rx="6" fill="${background}"/>
${rows.join('\n')}
</svg>`;
}

export function toPng(svg: string): Buffer {
  return new Resvg(svg, { font: { loadSystemFonts: true, defaultFontFamily: font } }).render().asPng();
}

interface Run {
  readonly column: number;
  readonly color: string;
  readonly bold: boolean;
  cells: number;
  text: string;
}

/** Text in runs of one look, each stretched to its cells so that the columns stay in line. */
function rowOf(line: xterm.IBufferLine, columns: number, row: number): string {
  const runs: Run[] = [];
  const dots: string[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const text = cell.getChars() || ' ';
    const color = colorOf(cell);
    if (isBraille(text)) dots.push(dotsOf(text, { column, row, color }));
    append(runs, {
      column,
      color,
      bold: cell.isBold() !== 0,
      cells: cell.getWidth(),
      text: isBraille(text) ? ' ' : text,
    });
  }
  return [...runs.filter(({ text }) => text.trim()).map(run => textOf(run, row)), ...dots].join('');
}

function append(runs: Run[], next: Run): void {
  const last = runs.at(-1);
  if (last && last.color === next.color && last.bold === next.bold) {
    last.text += next.text;
    last.cells += next.cells;
  } else runs.push(next);
}

function textOf({ column, color, bold, cells, text }: Run, row: number): string {
  const weight = bold ? ' font-weight="bold"' : '';
  const place = `x="${column * cellWidth}" y="${row * cellHeight + cellHeight * 0.76}"`;
  const fit = `textLength="${cells * cellWidth}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"`;
  return `<text ${place} ${fit} fill="${color}"${weight}>${escaped(text)}</text>`;
}

function dotsOf(
  text: string,
  at: { readonly column: number; readonly row: number; readonly color: string },
): string {
  const bits = text.codePointAt(0)! - 0x2800;
  const circles = brailleDots
    .filter((_, bit) => (bits >> bit) & 1)
    .map(([dx, dy]) => {
      const x = (at.column + 0.27 + dx * 0.46) * cellWidth;
      const y = (at.row + 0.125 + dy * 0.25) * cellHeight;
      return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="1.35"/>`;
    });
  return `<g fill="${at.color}">${circles.join('')}</g>`;
}

function isBraille(text: string): boolean {
  return /^[\u2800-\u28ff]$/.test(text);
}

function colorOf(cell: xterm.IBufferCell): string {
  if (cell.isFgDefault()) return foreground;
  return cell.isFgRGB() ? hex(cell.getFgColor()) : paletteColor(cell.getFgColor());
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
