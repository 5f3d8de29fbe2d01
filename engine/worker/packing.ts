/** One log on its way to being packed, for as long as that fits on the disk and somebody waits for it. */
import { statSync } from 'node:fs';
import { setImmediate as immediate } from 'node:timers/promises';

export class Packing {
  /** Resolves with why the log stays as it is; null once it is packed. Never rejects. */
  readonly done: Promise<string | null>;
  readonly #giveUp = new AbortController();
  readonly #path: string;
  #log: number;
  #packed = 0;

  /** Begins when the caller is through. `fits`: asked whether what there is of it by now may be. */
  constructor(path: string, fits: (packing: Packing) => boolean) {
    this.#path = path;
    this.#log = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.done = this.#pack(fits).then(
      () => null,
      error => (error instanceof Error ? error.message : String(error)),
    );
  }

  /** Bytes on the disk, those of the log and of what it is packed to. */
  get bytes(): number {
    return this.#log + this.#packed;
  }

  /** What is unfinished is gone when this returns. */
  giveUp(why: string): void {
    this.#giveUp.abort(why);
    this.#packed = 0;
  }

  async #pack(fits: (packing: Packing) => boolean): Promise<void> {
    const { signal } = this.#giveUp;
    await immediate();
    // Not with every run: few write a log, and nobody waits for its packing to begin.
    const { packSession } = await import('./pack.ts');
    try {
      await packSession(this.#path, signal, bytes => {
        this.#packed = bytes;
        if (!fits(this)) this.giveUp('there is no room for the packed log beside it');
      });
      this.#log = this.#packed;
    } finally {
      this.#packed = 0;
    }
  }
}
