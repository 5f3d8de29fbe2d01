/** Text of a log on its way into a file that somebody may well look at in a terminal: it comes from strangers. */
import type { Cause } from '../route/route.ts';

/** Control characters drive terminals, format characters make a line read as something else. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** JSON on one line, with all such characters escaped; what has no number is null. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  // Nearly all of it is plain, and to look for that is much quicker.
  return /[^ -~]/.test(text) ? text.replace(UNPRINTABLE, escaped) : text;
}

/** A character beyond 16 bits is escaped as JSON has it: by its two halves. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** What a guest did, in a few words. */
export function causeText(cause: Cause): string {
  switch (cause.kind) {
    case 'kick':
      return `kick ${cause.device}.${cause.queue} by ${cause.doorbell}`;
    case 'interrupt':
      return `interrupt of ${cause.device}.${cause.queue}`;
    case 'operation':
      return cause.name;
    default:
      return cause.kind;
  }
}
