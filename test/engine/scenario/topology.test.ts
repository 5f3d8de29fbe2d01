import { expect, test } from 'vitest';
import { requestShape } from '../../../engine/virtio/request.ts';
import { parse } from '../../helpers/scenarios.ts';

/** Up to four levels; what each says of devices, assignments and drivers is put in. */
function stack(levels: readonly string[]): string {
  const names = ['H', 'G1', 'G2', 'G3'];
  const kvm = (i: number) => (i < levels.length - 1 ? 'hypervisor: kvm-6.1, ' : '');
  const entries = levels.map((more, i) => `  - { name: ${names[i]}, ${kvm(i)}${more} }`);
  return ['version: 1', 'title: t', 'cpu: { arch: svm, costs: zen-3 }', 'levels:', ...entries].join('\n');
}

const device = (id: string) =>
  `devices: [{ id: ${id}, queues: [{ name: tx, size: 8 }], service: { fixed: 1us } }]`;
const assign = (...ids: string[]) =>
  `assign: [${ids.map(id => `{ device: ${id}, iommu: emulated }`).join(', ')}]`;
const drive = (...ids: string[]) =>
  `drivers: [${ids.map(id => `{ device: ${id}, workload: { queue: tx, arrivals: { every: 1us } } }`).join(', ')}]`;

function found(levels: readonly string[]) {
  return parse(stack(levels)).diagnostics.map(({ severity, message, hint }) => ({ severity, message, hint }));
}

test('a device reaches the level that every hypervisor between assigns it to', () => {
  expect(found([device('V'), assign('V'), assign('V'), drive('V')])).toEqual([]);
  expect(found([device('V'), drive('V')])).toEqual([]);
  expect(found(['', device('V'), assign('V'), drive('V')])).toEqual([]);
});

test('a driver of a device that is not assigned up to it is told who must assign it', () => {
  expect(found([device('V'), assign('V'), '', drive('V')])).toEqual([
    {
      severity: 'error',
      message: 'G3 does not see `V`',
      hint: 'let G2 assign it: assign: [{ device: V, iommu: emulated }]',
    },
  ]);
  expect(found([device('V'), '', '', drive('V')])[0]!.hint).toMatch(/^let G1 and G2 assign it/);
});

test('an assignment across a gap is refused too', () => {
  expect(found([device('V'), '', assign('V'), drive('V')])[0]).toMatchObject({
    message: 'G2 does not see `V`',
  });
});

test.each([
  [
    'a device of its own',
    [device('V'), `${device('W')}, ${drive('W')}`, ''],
    '`W` is its own device; G1 sees devices of the levels below it',
  ],
  [
    'a device from above',
    [device('V'), drive('W'), device('W'), ''],
    '`W` is a device of G2, further up; G1 sees devices of the levels below it',
  ],
  [
    'a device it passes on',
    [device('V'), `${assign('V')}, ${drive('V')}`, ''],
    'G1 assigns `V` on and cannot drive it too',
  ],
  ['one queue twice', [device('V'), drive('V', 'V')], 'a second driver for V.tx'],
])('a level cannot drive %s', (_, levels, message) => {
  expect(found(levels)).toEqual([expect.objectContaining({ severity: 'error', message })]);
});

test.each([
  ['twice', [device('V'), assign('V', 'V'), ''], 'G1 assigns `V` twice'],
  ['without a guest', [device('V'), assign('V')], 'G1 has no guest to assign `V` to'],
  ['what does not exist', [device('V'), assign('W'), ''], 'no level has a device `W`'],
])('a level cannot assign %s', (_, levels, message) => {
  expect(found(levels)).toEqual([expect.objectContaining({ severity: 'error', message })]);
});

test('one id in two levels is an error, a device that no guest sees a warning', () => {
  expect(found([device('V'), device('V'), ''])[0]!.message).toBe('H has a device `V` already');
  const lonely = parse(stack([device('V')]));
  expect(lonely.scenario).not.toBeNull();
  expect(lonely.diagnostics[0]).toMatchObject({
    severity: 'warning',
    message: 'no guest sees `V`: H is the innermost level',
  });
});

const sized = (type: string, size: number, features: string) =>
  `devices: [{ id: V, type: ${type}, features: ${features}, queues: [{ name: tx, size: ${size} }], service: { fixed: 1us } }]`;

test.each(['net', 'blk'] as const)(
  'a %s queue that no request fits into is pointed out (2.7.5.3.1, 2.8.19)',
  type => {
    const parts = requestShape(type).lengths.length;
    for (const size of [1, 2, 4]) {
      for (const features of ['[]', '[indirect]', '[packed, indirect]']) {
        const warned = found([sized(type, size, features), drive('V')]);
        expect(warned.map(({ severity }) => severity)).toEqual(size < parts ? ['warning'] : []);
      }
    }
  },
);

test('it says which queue, why, and which size would do', () => {
  expect(found([sized('blk', 2, '[]'), drive('V')])).toEqual([
    {
      severity: 'warning',
      message: 'a blk request has 3 parts and never fits into `tx`',
      hint: 'size: 4, or any larger power of two',
    },
  ]);
});
