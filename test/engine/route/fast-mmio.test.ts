/** Fast MMIO: a store served from the faulting address alone (Linux, vmx.c, handle_ept_misconfig). */
import { expect, test } from 'vitest';
import type { Hop } from '../../../engine/route/route.ts';
import { walkOperation } from '../../../engine/run/operations.ts';
import { bareStack, warm } from '../../helpers/stacks.ts';

const vmx = { arch: 'vmx', features: [] } as const;
const first = (depth: number, operation: string): Hop => warm(bareStack(vmx, depth), operation).hops[0]!;

test("L1's kick of an ioeventfd decodes no instruction: DevNotify of DVH, table 3", () => {
  expect(first(1, 'mmio-eventfd').cycles).toBe(4984);
  expect(first(1, 'mmio-eventfd').why).toContain('fast MMIO');
});

test('a page that user space serves is decoded, and so is the first touch, an EPT violation', () => {
  const served = first(1, 'mmio-eventfd').servedCycles;
  const { costs } = bareStack(vmx, 1);
  expect(first(1, 'mmio').servedCycles).toBe(costs.handlers.mmio! + costs.userspaceHop);
  const [touch] = walkOperation(bareStack(vmx, 1), 'mmio-eventfd', { owner: 0, cold: true }).hops;
  expect(touch).toMatchObject({ reason: 'EPT_VIOLATION', servedCycles: costs.handlers.mmio });
  expect(served).toBeLessThan(costs.handlers.mmio!);
});

test("a nested guest's kick is not fast, whoever serves it", () => {
  const { costs } = bareStack(vmx, 2);
  const direct = first(2, 'assigned-mmio-eventfd');
  expect(direct.cycles - first(1, 'mmio-eventfd').cycles).toBe(costs.directMmio);
  expect(direct.why).toContain('no fast MMIO');
  expect(first(2, 'mmio-eventfd')).toMatchObject({ handledBy: 1, servedCycles: costs.handlers.mmio });
});

test('SVM has none: a nested page fault does not tell an emulated page from the address', () => {
  const stack = bareStack({ arch: 'svm', features: [] }, 1);
  const { servedCycles, why } = warm(stack, 'mmio-eventfd').hops[0]!;
  expect(servedCycles).toBe(stack.costs.handlers.mmio);
  expect(why).not.toContain('fast MMIO');
});
