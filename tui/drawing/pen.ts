/**
 * What blessed-contrib's line widget asks of a 2D context, on our dots. drawille's keeps four arrays a point until the
 * path is stroked; here a line is drawn as soon as its end is known.
 */
import type { Dots } from './dots.ts';
import type { Role } from './themes.ts';

export class Pen {
  /** Roles, since the widget hands style names through unread. */
  strokeStyle: Role = 'faint';
  fillStyle: Role = 'faint';
  readonly #dots: Dots;
  /** Where the path has come to; null where it begins. */
  #at: readonly [x: number, y: number] | null = null;

  constructor(dots: Dots) {
    this.#dots = dots;
  }

  /** The dots are new, and nothing needs to be cleared. */
  clearRect(): void {}

  beginPath(): void {
    this.#at = null;
  }

  moveTo(x: number, y: number): void {
    this.#at = [dotAt(x), dotAt(y)];
  }

  lineTo(x: number, y: number): void {
    const from = this.#at;
    this.moveTo(x, y);
    if (from !== null) this.#dots.line(from, this.#at!, this.strokeStyle);
  }

  /** It is drawn already. */
  stroke(): void {}

  fillText(text: string, x: number, y: number): void {
    this.#dots.writeText(text, this.fillStyle, dotAt(x), dotAt(y));
  }
}

/** In single precision, as drawille has it: 45.999999 is dot 46. */
function dotAt(position: number): number {
  return Math.floor(Math.fround(position));
}
