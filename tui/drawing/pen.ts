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
  /** Where the path has come to, if it has begun. */
  #x = 0;
  #y = 0;
  #begun = false;

  constructor(dots: Dots) {
    this.#dots = dots;
  }

  /** The dots are new, and nothing needs to be cleared. */
  clearRect(): void {}

  beginPath(): void {
    this.#begun = false;
  }

  moveTo(x: number, y: number): void {
    this.#x = dotAt(x);
    this.#y = dotAt(y);
    this.#begun = true;
  }

  lineTo(x: number, y: number): void {
    const fromX = this.#x;
    const fromY = this.#y;
    const draws = this.#begun;
    this.moveTo(x, y);
    if (draws) this.#dots.line(fromX, fromY, this.#x, this.#y, this.strokeStyle);
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
