/** What a panel is made of before it becomes text. */
import type { Span } from './text.ts';

/** In characters; one row of the height is the panel's rule. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

export type Line = readonly Span[];

export interface Content {
  /** Stands in the rule behind the panel's name. */
  readonly about?: string;
  /** Lines that do not scroll away. */
  readonly heads: readonly Line[];
  readonly lines: readonly Line[];
  /** How many of the lines are scrolled away, where the panel itself says so. */
  readonly first?: number;
}
