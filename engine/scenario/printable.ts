/**
 * Scenario texts come from strangers. A control character in one could drive the reader's terminal, and a
 * format character (bidirectional override, zero width) could make a line read as something else.
 */

/** One line without control, format or line-separator characters: a non-blank text of at most `limit`. */
export function printableForm(limit: number): RegExp {
  return new RegExp(`^(?=.*\\S)[^\\p{C}\\p{Zl}\\p{Zp}]{1,${limit}}$`, 'u');
}

/** The text with each such character shown as `?`, a tab as a space: its columns stay where they were. */
export function printable(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
