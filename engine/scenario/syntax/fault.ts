/** What is wrong with a text as YAML, by offsets into it. */
import type { RuleId } from '../rules.ts';

/** From one offset up to another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Edit extends Stretch {
  readonly text: string;
}

export interface Fault extends Stretch {
  readonly rule: RuleId;
  readonly message: string;
  readonly hint?: string;
  /** What to write there instead. */
  readonly replacement?: string;
  readonly related?: Stretch & { readonly message: string };
  /** With it the rest can be read, as it was probably meant; null where nobody can tell. */
  readonly mend: Edit | null;
}

export const at = (from: number, length: number): Stretch => ({ from, to: from + length });
export const insert = (from: number, text: string): Edit => ({ from, to: from, text });
