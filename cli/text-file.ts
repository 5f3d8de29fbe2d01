/** Files of strangers: scenarios, and the profiles that these name. */
import { readFileSync } from 'node:fs';

/** What is in a file, or in a sentence why that cannot be told. */
export type Content = { readonly text: string } | { readonly reason: string };

export type Reader = (file: string) => Content;

export function readText(file: string): Content {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
