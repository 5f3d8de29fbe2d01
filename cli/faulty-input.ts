/** What a command throws where the input is at fault. */
import { CannotExport, printable, RouteTooLong, SessionError } from '../engine/index.ts';
import { UnreadableFile } from './scenario-file.ts';

/** A sentence for the user; null where the fault is ours. */
export function sentenceOf(error: unknown): string | null {
  const faults = [UnreadableFile, RouteTooLong, SessionError, CannotExport];
  return faults.some(fault => error instanceof fault) ? printable((error as Error).message) : null;
}

/** What the system has against `file` (ENOENT, EEXIST, ENOSPC ...), and what a log is not, is no fault of ours. */
export function asFaultyInput<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const isSystems = error instanceof Error && 'syscall' in error;
    if (!isSystems && !(error instanceof SessionError)) throw error;
    throw new UnreadableFile(`${file}: ${error.message}`);
  }
}
