/** Options that take one value. */

/** A yargs `coerce` for an option that may be given once only: of two, yargs hands over a list. */
export function once<T>(parse: (text: string) => T): (given: string | string[]) => T {
  return given => {
    if (Array.isArray(given)) throw new Error(`Given more than once: ${given.join(', ')}`);
    return parse(given);
  };
}
