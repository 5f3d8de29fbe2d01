/** How large a terminal is. */
import type { Size } from './state/layout.ts';

/** A pty may say 0 by 0 before its size is known. */
export function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
