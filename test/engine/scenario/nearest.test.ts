import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../engine/scenario/nearest.ts';

test.each([
  ['vgfi', 'vgif'],
  ['sise', 'size'],
  ['KVM-6.1', 'kvm-6.1'],
  ['hypercal', 'hypercall'],
])('%s was meant to be %s', (typed, meant) => {
  expect(nearest(typed, ['vgif', 'size', 'kvm-6.1', 'hypercall'])).toBe(meant);
});

test('a word that resembles none gets no suggestion', () => {
  expect(nearest('bandwidth', ['vgif', 'size', 'hypercall'])).toBeNull();
});

test('the edit distance is zero for equal words only, symmetric, and at most the longer length', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance === 0).toBe(a === b);
      expect(editDistance(b, a)).toBe(distance);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test('neighbours that changed places count once', () => {
  expect(editDistance('poi', 'pio')).toBe(1);
});
