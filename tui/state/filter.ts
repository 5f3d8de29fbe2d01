/** What the trap log leaves out: `/` asks for words, a `!` before them turns the question round. */

export interface Filter {
  /** As typed, the `!` included; empty lets everything through. */
  readonly text: string;
  /** Whether keys are going into it. */
  readonly editing: boolean;
}

export const noFilter: Filter = { text: '', editing: false };

/** Longer than any line of the log. */
const longest = 80;

/** Whether a line of the log passes: it holds every word, in whatever case; with `!`, it does not. */
export function passes({ text }: Filter, line: string): boolean {
  const inverted = text.startsWith('!');
  const words = (inverted ? text.slice(1) : text).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const lower = line.toLowerCase();
  return words.every(word => lower.includes(word)) !== inverted;
}

/** What one key makes of it while it is edited. `key` as keys.ts names it. */
export function typed(filter: Filter, key: string): Filter {
  switch (key) {
    case 'return':
      return { ...filter, editing: false };
    case 'escape':
      return noFilter;
    case 'backspace':
      return { ...filter, text: Array.from(filter.text).slice(0, -1).join('') };
    case 'ctrl-u':
      return { ...filter, text: '' };
    default:
      return Array.from(key).length === 1 && filter.text.length < longest
        ? { ...filter, text: filter.text + key }
        : filter;
  }
}
