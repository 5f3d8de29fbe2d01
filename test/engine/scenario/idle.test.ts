import { expect, test } from 'vitest';
import { parse, wheelText } from '../../helpers/scenarios.ts';

const WHEEL = wheelText();
const warned = (text: string) => {
  const { scenario, diagnostics } = parse(text);
  expect(scenario).not.toBeNull();
  return diagnostics.map(({ rule, related }) => [rule, ...related.map(({ line }) => line)]);
};
const hide = (list: string) => WHEEL.replace('hide: []', `hide: [${list}]`);

test('a driver that can ring nothing is told who hides what', () => {
  expect(warned(hide('hypercall, pio, mmio'))).toEqual([['silent-driver', 23, 23, 23]]);
  expect(warned(hide('hypercall').replace('[hypercall, mmio, pio]', '[hypercall]'))).toEqual([
    ['silent-driver', 23],
  ]);
});

test('a driver that falls back is what `hide` is for', () => {
  expect(warned(hide('hypercall'))).toEqual([]);
});

test('what is hidden must have been to be seen', () => {
  const without = (list: string) =>
    hide(list).replace('[hypercall, pio, mmio]', '[pio, mmio]').replace('[hypercall, mmio, pio]', '[mmio]');
  expect(warned(without('hypercall'))).toEqual([['nothing-to-hide', 17]]);
  const twice = hide('pio').replace(
    '  - name: G2',
    '  - { name: G, hypervisor: kvm-6.1, assign: [{ device: V1, iommu: emulated, hide: [pio] }] }\n  - name: G2',
  );
  expect(warned(twice)).toEqual([['nothing-to-hide', 23]]);
});

test('a device is driven by a guest or by a back end', () => {
  const device = (more: string) =>
    WHEEL.replace(
      '    assign:',
      `    devices:\n      - { id: V2, queues: [{ name: tx, size: 8 }], ${more} }\n    assign:`,
    );
  expect(warned(device('service: { fixed: 1us }'))).toEqual([['undriven-device']]);
  const below = WHEEL.replace(
    '      - id: V1',
    '      - { id: W, queues: [{ name: tx, size: 8 }], service: { fixed: 1us } }\n      - id: V1',
  );
  expect(warned(below)).toEqual([['undriven-device']]);
  const cascade = below
    .replace(
      '    assign:',
      '    devices:\n      - { id: V2, queues: [{ name: tx, size: 8 }], back-end: { device: W, queue: tx } }\n    assign:',
    )
    .replace(
      '    drivers:',
      '    drivers:\n      - { device: V2, workload: { queue: tx, arrivals: { every: 1ms } } }',
    );
  expect(warned(cascade)).toEqual([]);
});

test('only one guest has its memory where its hypervisor has its own', () => {
  const two = WHEEL.replace(
    '      - id: V1',
    '      - { id: V2, queues: [{ name: tx, size: 8 }], service: { fixed: 1us } }\n      - id: V1',
  )
    .replace('iommu: emulated, hide: []', 'iommu: identity')
    .replace('    assign:', '    assign:\n      - { device: V2, iommu: identity }');
  const drive = '      - { device: V2, workload: { queue: tx, arrivals: { every: 1ms } } }';
  expect(warned(two.replace('    drivers:', `    drivers:\n${drive}`))).toEqual([]);
  const beside = two.replace(
    '  - name: G2',
    `  - name: G2\n    beside:\n      - name: G2b\n        drivers:\n    ${drive}`,
  );
  expect(warned(beside)).toEqual([['shared-identity', 33, 24]]);
});

test('an event is to change something', () => {
  const events = (...list: string[]) =>
    warned(`${WHEEL}\nevents:\n${list.map(each => `  - { at: ${each} }\n`).join('')}`);
  const queue = '{ device: V1, queue: tx }';
  expect(events(`2ms, unmask: ${queue}`, `1ms, mask: ${queue}`)).toEqual([]);
  expect(events(`1ms, mask: ${queue}`, `2ms, mask: ${queue}`)).toEqual([['idle-event']]);
  expect(events(`1ms, unmask: ${queue}`)).toEqual([['idle-event']]);
  expect(events('1ms, swap: { level: G1, device: V1, with: V1 }')).toEqual([['idle-event']]);
});

test('nothing is said of what comes of a mistake', () => {
  const { diagnostics } = parse(WHEEL.replace('      - device: V1', '      - device: V11'));
  expect(diagnostics.map(each => each.rule)).toEqual(['unknown-device']);
});
