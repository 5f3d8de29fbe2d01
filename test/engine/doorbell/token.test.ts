import { expect, test } from 'vitest';
import { freeTokens } from '../../../engine/doorbell/token.ts';
import type { Level } from '../../../engine/machine/machine.ts';
import { roomsFor } from '../../../engine/run/levels.ts';
import { buildStack } from '../../../engine/run/stack.ts';
import { passedThrough } from '../../helpers/stacks.ts';

const cpu = { arch: 'svm', features: [] } as const;
const levels = (ofG1: readonly string[]) =>
  buildStack(passedThrough({ cpu, depth: 2, ofG1 }), roomsFor([0, 0, 0])).machine.levels;

const devicesOf = ({ tokens }: Level) => [...tokens.values()].map(of => ('device' in of ? of.device : of));

test('every hypervisor counts its own tokens from the same number', () => {
  const [h, g1] = levels(['W1', 'W2']);
  expect(devicesOf(h!)).toEqual(['V1']);
  expect(devicesOf(g1!)).toEqual(['W1', 'W2']);
  expect([...h!.tokens.keys()][0]).toBe([...g1!.tokens.keys()][0]);
});

test('one hypervisor gives no token out twice', () => {
  expect([...levels(['W1', 'W2', 'W3'])[1]!.tokens.keys()]).toHaveLength(3);
});

test('the queues of a device get consecutive tokens, past a gap that is too small', () => {
  const level = levels([])[1]!;
  const bell = { level: 1, device: 'W', queue: 0 };
  const first = freeTokens(level, 1);
  level.tokens.set(first + 2, bell);
  expect(freeTokens(level, 2)).toBe(first);
  expect(freeTokens(level, 3)).toBe(first + 3);
});
