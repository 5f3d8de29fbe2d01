/** The model against published numbers: DVH (Lim and Nieh, ASPLOS 2020), table 3 and the counts in its text. */
import { expect, test } from 'vitest';
import { walkOperation } from '../../../engine/run/operations.ts';
import { bareStack, warm } from '../../helpers/stacks.ts';

const plain = { arch: 'vmx', features: [] } as const;
const shadowing = { arch: 'vmx', features: ['vmcs-shadowing'] } as const;

test('one hypercall of L2 makes 14 exits, and 3 with VMCS shadowing', () => {
  expect(warm(bareStack(plain, 2), 'hypercall').hops).toHaveLength(14);
  expect(warm(bareStack(shadowing, 2), 'hypercall').hops).toHaveLength(3);
});

test('one hypercall grows from 1 exit to 14 to 160 with the level', () => {
  const { hops } = warm(bareStack(shadowing, 3), 'hypercall');
  const toG1 = hops.filter(hop => hop.reflected || hop.level > 1);
  expect(warm(bareStack(shadowing, 1), 'hypercall').hops).toHaveLength(1);
  expect(toG1).toHaveLength(14);
  expect(hops).toHaveLength(160);
});

test('the hypercall row of table 3 is met, and its third column to one percent', () => {
  const [first, second, third] = [1, 2, 3].map(
    depth => warm(bareStack(shadowing, depth), 'hypercall').cycles,
  );
  expect(first).toBe(1575);
  expect(second).toBe(37_733);
  expect(Math.abs(third! / 857_578 - 1)).toBeLessThan(0.01);
});

test("a store to the host's doorbell costs 13,815 cycles from L2 and 15,150 from L3", () => {
  expect(warm(bareStack(plain, 2), 'assigned-mmio-eventfd').cycles).toBe(13_815);
  expect(warm(bareStack(plain, 3), 'assigned-mmio-eventfd').cycles).toBe(15_150);
});

test('the first touch of an assigned page is a violation, every later one a misconfiguration', () => {
  const stack = bareStack(plain, 2);
  const cold = walkOperation(stack, 'assigned-mmio-eventfd', { owner: 0, cold: true });
  const fromG2 = cold.hops.filter(hop => hop.level === 2).map(hop => hop.reason);
  // G1 fills its table at the first, H its own and serves the store at the second.
  expect(fromG2).toEqual(['EPT_VIOLATION', 'EPT_VIOLATION']);
  expect(warm(stack, 'assigned-mmio-eventfd').hops.map(hop => hop.reason)).toEqual(['EPT_MISCONFIG']);
});

test('on SVM without features every level multiplies the exits by eight', () => {
  const exits = [1, 2, 3, 4].map(
    depth => warm(bareStack({ arch: 'svm', features: [] }, depth), 'hypercall').hops.length,
  );
  expect(exits).toEqual([1, 8, 64, 512]);
});
