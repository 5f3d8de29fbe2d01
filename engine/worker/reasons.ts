/** Why queues stand still, each reason by a number, so that it can stand among a look's numbers. */
import type { Run } from '../run/run.ts';
import { stallReason } from '../run/stall.ts';

export class Reasons {
  readonly #ids = new Map<string, number>();
  readonly #define: (id: number, text: string) => void;

  /** `define` is told once what a number stands for, before it is first used. */
  constructor(define: (id: number, text: string) => void) {
    this.#define = define;
  }

  /** All that were defined, each with its number. */
  *[Symbol.iterator](): Generator<[id: number, text: string]> {
    for (const [text, id] of this.#ids) yield [id, text];
  }

  /** By queue; 0 where it moves. */
  of(run: Run): number[] {
    return run.queues.map((_, queue) => this.#idOf(stallReason(run, queue)));
  }

  #idOf(text: string | null): number {
    if (text === null) return 0;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#ids.size + 1;
    this.#ids.set(text, id);
    this.#define(id, text);
    return id;
  }
}
