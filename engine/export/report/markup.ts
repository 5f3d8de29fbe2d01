/**
 * HTML and SVG as values: markup`<p>${text}</p>`. What comes in between is escaped unless it is markup itself, and
 * characters that could make a line read as something else are shown as `?`: most of it comes from strangers.
 */
import { printable } from '../../scenario/printable.ts';

/** Made by `markup` only. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Nothing is left out: null and false are how a condition says so. */
export type Piece = Markup | string | number | null | false | readonly Piece[];

export function markup(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts.map((part, at) => part + sourceOf(pieces[at] ?? null)).join(''));
}

/** A style sheet of our own, as it is. */
export const styleElement = (css: string): Markup => new Markup(`<style>${css}</style>`);

function sourceOf(piece: Piece): string {
  if (piece === null || piece === false) return '';
  if (piece instanceof Markup) return piece.source;
  if (typeof piece === 'object') return piece.map(sourceOf).join('');
  return printable(String(piece)).replaceAll(/[&<>"']/g, character => ESCAPED[character]!);
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** So many characters of a text at most. */
export function shortened(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
