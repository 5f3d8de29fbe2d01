/** How far something has come that may take long: one line on the terminal, gone when it is over. */

const EVERY_MS = 100;

/** Says nothing where standard error is no terminal, and of what is over before anybody would ask. */
export class Progress {
  #toldAt = performance.now();
  #isShown = false;

  at(text: () => string): void {
    if (process.stderr.isTTY !== true || performance.now() - this.#toldAt < EVERY_MS) return;
    process.stderr.write(`\r${text()}\u001b[K`);
    this.#toldAt = performance.now();
    this.#isShown = true;
  }

  end(): void {
    if (this.#isShown) process.stderr.write('\r\u001b[K');
  }
}
