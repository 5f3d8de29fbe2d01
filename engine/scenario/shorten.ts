/** A text of ten thousand faults has one cause: the first of them are said, and how many more there are. */
import { type Diagnostic, diagnostic, hasErrors } from './diagnostics.ts';

const MOST_SAID = 100;

/** The last one says of how many others it is the first, at its place. */
export function shortened(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const [first, ...others] = found.slice(MOST_SAID - 1);
  if (first === undefined || others.length === 0) return found;
  const severity = hasErrors([first, ...others]) ? 'error' : 'warning';
  const more = diagnostic(first.file, first, first.rule, `${others.length + 1} more from here on`, {
    severity,
  });
  return [...found.slice(0, MOST_SAID - 1), more];
}
