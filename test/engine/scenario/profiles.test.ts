import { expect, test } from 'vitest';
import { formatInstruction } from '../../../engine/scenario/instruction.ts';
import { bundledText, library, scenarioOf } from '../../helpers/scenarios.ts';

const xeon = scenarioOf(bundledText('xeon.yaml'));
const bare = scenarioOf(bundledText('bare.yaml'));

test('profiles are known by the name they give themselves', () => {
  for (const [kind, key] of [
    ['hypervisors', 'hypervisor'],
    ['costs', 'costs'],
  ] as const) {
    for (const [name, { text }] of library[kind]) expect(text).toMatch(new RegExp(`^${key}: ${name}$`, 'm'));
  }
});

test('Linux 6.1 on SVM executes what the traces show, in their order', () => {
  const { enter, userSpace, resume } = bare.levels[0]!.hypervisor!;
  const ops = [...enter, ...userSpace, ...resume].map(each => each.op);
  expect(ops).toEqual(['vmsave', 'vmload', 'stgi', 'vmsave', 'msr', 'clgi', 'vmload', 'vmrun']);
  expect(resume.map(formatInstruction)[0]).toBe('msr: read 0x1d9');
});

test.each([
  ['hypercall', 12],
  ['ipi', 10],
  ['timer', 13],
  ['notify', 12],
])('Linux 4.18 makes as many VMCS accesses for %s as DVH counted', (op, accesses) => {
  const path = xeon.levels[0]!.hypervisor!.handlers[op]!;
  expect(path.reduce((sum, each) => sum + each.times, 0)).toBe(accesses);
});

test('the Xeon profile holds the published numbers', () => {
  const { exit, handlers, directMmio, directMmioPerLevel, hz } = xeon.costs;
  expect({ hz, exit }).toEqual({ hz: 2.2e9, exit: 1575 });
  expect([handlers.mmio! + exit, handlers.timer! + exit, handlers.ipi! + exit]).toEqual([4984, 2005, 3273]);
  expect(exit + handlers.mmio! + directMmio).toBe(13815);
  expect(exit + handlers.mmio! + directMmio + directMmioPerLevel).toBe(15150);
});

test('every parameter names its source, and an unpublished one says that it is an estimate', () => {
  for (const { costs } of [xeon, bare]) {
    const numbers = Object.keys(costs).filter(key => !['name', 'handlers', 'sources', 'hz'].includes(key));
    expect(Object.keys(costs.sources)).toHaveLength(numbers.length + Object.keys(costs.handlers).length + 1);
    for (const source of Object.values(costs.sources)) {
      expect(source).toMatch(/^(estimate: |calibrated on |assumed |part of |DVH, |Intel: |AMD: |kvm list )/);
    }
  }
});
