/** What a terminal is asked and told where Ink does not do it. */
import { setImmediate as immediate } from 'node:timers/promises';
import type { Size } from './state/layout.ts';

/**
 * Alternate scroll (xterm, DECSET 1007): on the alternate screen the mouse wheel sends arrow keys, and the mouse still
 * selects text, which it would not where the program asked for the mouse itself. Some terminals begin with it on: they
 * are told to save it first and to restore it at last (XTSAVE, XTRESTORE), for the programs that come after.
 */
export const wheel = { on: '\u001b[?1007s\u001b[?1007h', off: '\u001b[?1007l\u001b[?1007r' };

/**
 * Takes back what an editor that was killed may have left (xterm's and kitty's control sequences): its alternate screen,
 * which ours would be drawn over; keys in sequences of their own, the cursor keys' other ones, mouse, focus, pasted text
 * in brackets; the keypad's mode, a region that scrolls, colours, the cursor's shape.
 */
export const leftBehind = [
  ...['?1047l', '>4m', '=0u', '?1l', '?1000l', '?1002l', '?1003l', '?1004l', '?1006l', '?2004l'].map(
    mode => `\u001b[${mode}`,
  ),
  // The whole screen scrolls, which moves the cursor if nobody keeps its place.
  ...['\u001b>', '\u001b7\u001b[r\u001b8', '\u001b[0m', '\u001b[0 q'],
].join('');

/** Ink takes its listener away and leaves the stream reading: the next key would be ours and not the editor's. */
export async function stopReading(stdin: NodeJS.ReadStream): Promise<void> {
  await immediate();
  stdin.pause();
  await immediate();
}

/** A pty may say 0 by 0 before its size is known. */
export function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
