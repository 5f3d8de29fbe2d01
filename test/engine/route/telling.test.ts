import { expect, test } from 'vitest';
import type { Hop } from '../../../engine/route/route.ts';
import { outcomeText, repeated } from '../../../engine/route/telling.ts';

const hop: Hop = {
  level: 1,
  reason: 'msr',
  detail: 'read 0x1d9',
  handledBy: 0,
  reflected: false,
  depth: 1,
  cycles: 100,
  servedCycles: 0,
  why: '',
};

test('equal neighbours are one, with the cycles of all of them', () => {
  const last = { ...hop, cycles: 150 };
  expect(Array.from(repeated([hop, hop, last]))).toEqual([{ hop, times: 3, cycles: 350 }]);
  expect(Array.from(repeated([]))).toEqual([]);
});

test.each<Partial<Hop>>([
  { level: 2 },
  { reason: 'vmrun' },
  { detail: null },
  { depth: 2 },
  { handledBy: 1 },
])('%o tells two hops apart', change => {
  const other = { ...hop, ...change };
  expect(Array.from(repeated([hop, other, hop]), ({ times }) => times)).toEqual([1, 1, 1]);
});

test('nothing is read beyond what somebody asks for', () => {
  const hops = new Proxy([hop, { ...hop, level: 2 }, { ...hop, level: 3 }], {
    get: (all, key) => (key === '2' ? expect.unreachable() : Reflect.get(all, key)),
  });
  expect(repeated(hops).next().value?.times).toBe(1);
});

test('an error is told without a number that nobody gave', () => {
  const kick = { outcome: 'error', error: -1000, reached: null } as const;
  expect(outcomeText(kick)).toBe('error -1000, delivered to nobody');
  expect(outcomeText({ ...kick, error: null })).toBe('error, delivered to nobody');
  expect(outcomeText({ ...kick, outcome: 'delivered' })).toBe('done');
});
