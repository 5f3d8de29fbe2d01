/** `npm run fuzz` in small: what it found once stands as a test of its own where it was mended. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { specimens } from './corpus.ts';
import { judge } from './judge.ts';
import { mutated } from './mutation.ts';

test.each(specimens.map(specimen => [specimen.name, specimen] as const))(
  '%s, as it is, comes all the way',
  (_, specimen) => {
    expect(judge(specimen)).toBe('ran');
  },
);

test('whatever is done to a scenario or a profile, the program says so or runs it', () => {
  const verdicts = new Set<string>();
  // A seed is no smaller than another: there is nothing to shrink.
  fc.assert(
    fc.property(fc.nat(), seed => void verdicts.add(judge(mutated(seed)))),
    { numRuns: 60, endOnFailure: true },
  );
  expect([...verdicts].sort()).toEqual(expect.arrayContaining(['invalid', 'ran']));
});

test('one seed makes one specimen', () => {
  fc.assert(
    fc.property(fc.nat(), seed => void expect(mutated(seed)).toEqual(mutated(seed))),
    { numRuns: 20 },
  );
});
