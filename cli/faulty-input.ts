/** What a command throws where the input is at fault. */
import { printable, RouteTooLong } from '../engine/index.ts';
import { UnreadableFile } from './scenario-file.ts';

/** A sentence for the user; null where the fault is ours. */
export function sentenceOf(error: unknown): string | null {
  return error instanceof UnreadableFile || error instanceof RouteTooLong ? printable(error.message) : null;
}
