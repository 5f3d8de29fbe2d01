/** What is wrong with the scenario's file: how much of it there is, and which of it is selected. */
import { clockTime } from '../drawing/format.ts';
import { type Diagnostic, hasErrors } from '../run.ts';
import type { Diagnosis, RunningText, State } from './state.ts';

export const inOrder: Diagnosis = { diagnostics: [], textOf: () => '' };

/** The file as it is cannot run. */
export function isBroken({ diagnostics }: Diagnosis): boolean {
  return hasErrors(diagnostics);
}

/** "2 errors, 1 warning"; empty where there is neither. */
export function summaryOf({ diagnostics }: Diagnosis): string {
  const counted = (['error', 'warning'] as const).map(severity => {
    const count = diagnostics.filter(each => each.severity === severity).length;
    return count === 0 ? '' : `${count} ${severity}${count === 1 ? '' : 's'}`;
  });
  return counted.filter(Boolean).join(', ');
}

/** "the text of 14:02:07". */
export function nameOf({ since }: RunningText): string {
  return `the text of ${clockTime(since)}`;
}

/** The one that the panel's cursor is on; at first that is the first error. null where there is none. */
export function selectedOf({ diagnosis, scroll }: State): Diagnostic | null {
  return diagnosis.diagnostics[scroll.diagnostics] ?? null;
}
