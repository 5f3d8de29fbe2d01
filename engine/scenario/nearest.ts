/** Did you mean: the known word that a mistyped one is closest to. */
import type { Advice } from './diagnostics.ts';

/** The nearest of `known`, if few enough letters differ (a third of the longer word, at least one); null otherwise. */
export function nearest(word: string, known: Iterable<string>): string | null {
  return allNearest(word, known)[0] ?? null;
}

/** The advice that goes with it. The place must be that of the word and of nothing else. */
export function didYouMean(word: string, known: Iterable<string>): Pick<Advice, 'hint' | 'replacement'> {
  const [first, ...others] = allNearest(word, known);
  if (first === undefined) return {};
  // Of V2 and V1 nobody can be sure, nor where another one is as near.
  const certain = others.length === 0 && word.length > 2;
  return { hint: `did you mean \`${first}\`?`, replacement: certain ? first : null };
}

/** What would have been right, where nothing but a name of these would. */
export function oneOf(known: Iterable<string>): string {
  const names = [...new Set(known)];
  if (names.length === 0) return 'none';
  return names.length === 1 ? names[0]! : `one of ${names.join(', ')}`;
}

function allNearest(word: string, known: Iterable<string>): string[] {
  let found: string[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of new Set(known)) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const limit = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (distance > limit || distance > least) continue;
    found = distance === least ? [...found, candidate] : [candidate];
    least = distance;
  }
  return found;
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
