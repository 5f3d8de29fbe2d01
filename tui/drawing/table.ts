/** Tables that do without their lesser columns where the screen is narrow. */

export interface Fitted {
  readonly width: number;
  /** Columns with a higher number go first. */
  readonly goes: number;
}

/** The columns that fit into a width, in their order. */
export function fitting<Column extends Fitted>(columns: readonly Column[], width: number): Column[] {
  const kept = new Set<Column>();
  let left = width;
  for (const column of columns.toSorted((a, b) => a.goes - b.goes)) {
    if (column.width > left) break;
    left -= column.width;
    kept.add(column);
  }
  return columns.filter(column => kept.has(column));
}

export function widthOf(columns: readonly Fitted[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}
