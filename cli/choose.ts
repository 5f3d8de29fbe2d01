/** What `trapline run` offers where nobody has named a scenario: those that come with the package, lessons first. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { headingOf } from '../engine/index.ts';
import type { Entry } from '../tui/index.ts';
import { EXIT } from './exit-codes.ts';
import { bundledScenarios, named } from './library.ts';
import type { Looks } from './looks.ts';

export interface Chosen {
  /** As a person would name it. */
  readonly file: string;
  /** Takes the list away, which stays on the screen until something else takes its place. */
  close(): void;
}

/** The user's choice, or the exit code with which the user left. */
export async function chooseScenario(looks: Looks): Promise<Chosen | number> {
  const { openChooser } = await import('../tui/index.ts');
  const { lessons, others } = bundledScenarios();
  const entries = [...lessons.map(entryIn('Lessons')), ...others.map(entryIn('Other scenarios'))];
  const chooser = openChooser({ entries, ...looks });
  const answer = await chooser.answer;
  if (answer === 'quit') return EXIT.fine;
  if (answer === 'interrupt') return EXIT.interrupt;
  return { file: entries[answer]!.file, close: () => chooser.close() };
}

const entryIn =
  (group: string) =>
  (path: string): Entry => {
    const { title, about } = headingOf(readFileSync(path, 'utf8'));
    const name = basename(path, '.yaml');
    return { group, title: title || name, about, file: named(path), note: noteOf(path, name) };
  };

/** Nobody wants to edit what is installed somewhere else, even where that is possible. */
function noteOf(path: string, name: string): string {
  const copies = `trapline new --from ${name} copies it here, to edit`;
  if (!isWritable(path)) return `read-only: ${copies}`;
  return named(path) === path ? copies : '';
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
