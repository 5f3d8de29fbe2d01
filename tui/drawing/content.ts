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

/** So many lines scrolled away that the selected block of them is on a page, or its beginning where it is longer. */
export function scrolledTo(selected: number, blocks: readonly (readonly Line[])[], page: number): number {
  const before = blocks.slice(0, selected).reduce((sum, block) => sum + block.length, 0);
  const end = before + (blocks[selected]?.length ?? 0);
  return Math.max(0, Math.min(before, end - page));
}
