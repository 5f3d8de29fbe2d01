/** A text in which faults have been mended so that the rest of it can be read, and where everything was before. */
import type { Edit } from './fault.ts';

export class Mended {
  readonly text: string;
  readonly #edits: readonly Edit[];

  constructor(text: string, edits: readonly Edit[] = []) {
    this.text = text;
    this.#edits = edits;
  }

  with(edit: Edit): Mended {
    const text = this.text.slice(0, edit.from) + edit.text + this.text.slice(edit.to);
    return new Mended(text, [...this.#edits, edit]);
  }

  /** The offset in the text as it was written of what stands at an offset now. */
  original(offset: number): number {
    return this.#edits.reduceRight((now, { from, to, text }) => {
      if (now < from) return now;
      return now < from + text.length ? from : now - text.length + (to - from);
    }, offset);
  }
}
