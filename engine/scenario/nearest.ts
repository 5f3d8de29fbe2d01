/** Did you mean: the known word that a mistyped one is closest to. */

/** The nearest of `known`, if few enough letters differ (a third of the word, at least one); null otherwise. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let limit = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < limit) [best, limit] = [candidate, distance];
  }
  return best;
}

/** The hint that goes with it. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  const candidate = nearest(word, known);
  return candidate === null ? null : `did you mean \`${candidate}\`?`;
}

/** Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  // Longer words are no typing errors of the short names here, and the table is quadratic.
  if (Math.max(a.length, b.length) > 80) return Number.POSITIVE_INFINITY;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(cheapest(a, b, rows, row, i, j));
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

function cheapest(a: string, b: string, rows: number[][], row: number[], i: number, j: number): number {
  const above = rows[i - 1]!;
  const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return Math.min(above[j]! + 1, row[j - 1]! + 1, replaced, swapped ? rows[i - 2]![j - 2]! + 1 : replaced);
}
