/** The list of what may be run: what is shown of it, where the cursor is, and what a key makes of that. */
import { type Filter, noFilter, passes, typed } from './filter.ts';

export interface Entry {
  readonly group: string;
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  /** As a person would name it. */
  readonly file: string;
  /** What to know before editing the file; empty for nothing. */
  readonly note: string;
}

export interface Choice {
  readonly entries: readonly Entry[];
  /** Index of an entry; -1 where the filter lets none through. */
  readonly cursor: number;
  readonly filter: Filter;
  /** The number that is being typed. */
  readonly digits: string;
}

export const choiceOf = (entries: readonly Entry[]): Choice => ({
  entries,
  cursor: entries.length > 0 ? 0 : -1,
  filter: noFilter,
  digits: '',
});

/** Indices of the entries that the filter lets through. */
export function shownOf({ entries, filter }: Choice): number[] {
  return entries.flatMap(({ title, about, file }, i) =>
    passes(filter, `${title} ${about} ${file}`) ? [i] : [],
  );
}

/** `key` as keys.ts names it; `page`: how many entries a page has. Keys that it does not know change nothing. */
export function choicePressed(choice: Choice, key: string, page: number): Choice {
  if (choice.filter.editing) return filtered(choice, typed(choice.filter, key));
  if (/^\d$/.test(key)) return numbered(choice, key);
  const at: Choice = { ...choice, digits: '' };
  switch (key) {
    case 'up':
    case 'k':
      return moved(at, -1);
    case 'down':
    case 'j':
      return moved(at, 1);
    case 'pageup':
      return moved(at, -page);
    case 'pagedown':
      return moved(at, page);
    case 'home':
      return moved(at, -choice.entries.length);
    case 'end':
      return moved(at, choice.entries.length);
    case '/':
      return filtered(at, { text: '', editing: true });
    case 'escape':
      return filtered(at, noFilter);
    default:
      return at;
  }
}

function filtered(choice: Choice, filter: Filter): Choice {
  const after = { ...choice, filter };
  const shown = shownOf(after);
  return { ...after, cursor: shown.includes(choice.cursor) ? choice.cursor : (shown[0] ?? -1) };
}

function moved(choice: Choice, by: number): Choice {
  const shown = shownOf(choice);
  const at = Math.min(shown.length - 1, Math.max(0, shown.indexOf(choice.cursor) + by));
  return { ...choice, cursor: shown[at] ?? -1 };
}

/** Entries are numbered from 1: 1 goes to the first, and 0 after it to the tenth. */
function numbered(choice: Choice, digit: string): Choice {
  const shown = shownOf(choice);
  const numbers = [choice.digits + digit, digit].filter(digits => shown.includes(Number(digits) - 1));
  const [digits] = numbers;
  return digits === undefined ? choice : { ...choice, digits, cursor: Number(digits) - 1 };
}
