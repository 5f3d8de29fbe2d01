import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDiagnostic } from '../../../engine/scenario/diagnostics.ts';
import {
  bundledNames,
  bundledText,
  complaints,
  parse,
  scenarioOf,
  wheelText,
} from '../../helpers/scenarios.ts';

const WHEEL = wheelText();

test.each(bundledNames)('%s is a valid scenario without a warning', name => {
  expect(parse(bundledText(name)).diagnostics).toEqual([]);
});

test('the text of the tour becomes the scenario it describes', () => {
  const scenario = scenarioOf(WHEEL);
  expect(scenario).toMatchObject({
    title: 'The square wheel',
    seed: 42,
    arch: 'svm',
    features: ['vgif', 'vls'],
  });
  expect(scenario.levels.map(level => level.hypervisor?.name ?? null)).toEqual(['kvm-6.1', 'kvm-6.1', null]);
  expect(scenario.levels[0]!.devices[0]!.service).toEqual({ kind: 'exponential', meanNs: 2000 });
  expect(scenario.levels[2]!.drivers[0]!.workload).toEqual({
    queue: 'tx',
    arrivals: { kind: 'exponential', meanNs: 20_000 },
    batch: 1,
  });
});

test('what is left out has its default', () => {
  const scenario = scenarioOf(`
version: 1
title: defaults
cpu: { arch: svm, costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices: [{ id: V, queues: [{ name: tx, size: 2 }], service: { fixed: 1us } }]
  - name: G
    drivers: [{ device: V, workload: { queue: tx, arrivals: { every: 20us } } }]
`);
  expect(scenario).toMatchObject({ seed: 1, features: [], expect: [] });
  expect(scenario.levels[0]!.devices[0]).toMatchObject({
    type: 'net',
    features: ['event-idx'],
    doorbells: ['pio', 'mmio'],
  });
  expect(scenario.levels[1]!.drivers[0]).toMatchObject({
    doorbells: ['pio', 'mmio'],
    workload: { batch: 1 },
  });
});

test('ARM64 has no port I/O: no device has one by default, and who asks for one is told so there', () => {
  const text = (more: string) => `
version: 1
title: no ports
cpu: { arch: arm64, costs: neve-xgene }
levels:
  - name: H
    hypervisor: kvm-4.9
    devices: [{ id: V, queues: [{ name: tx, size: 2 }], service: { fixed: 1us }${more} }]
  - name: G
    drivers: [{ device: V, workload: { queue: tx, arrivals: { every: 20us } }${more} }]
`;
  expect(scenarioOf(text('')).levels[0]!.devices[0]!.doorbells).toEqual(['mmio']);
  expect(complaints(text(', doorbells: [mmio, pio]'))).toEqual([
    '8:100 ARM64 has no port I/O',
    '10:98 ARM64 has no port I/O',
  ]);
  expect(parse(text(', doorbells: [pio]')).diagnostics[0]!.hint).toBe('take mmio');
});

test('anchors, aliases and merge keys are read, and errors in them are placed where they were written', () => {
  const text = `
version: 1
title: merged
cpu: { arch: svm, costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - &base { id: V1, queues: [{ name: tx, size: 8 }], service: { fixed: 1us } }
      - { <<: *base, id: V2 }
  - name: G
`;
  expect(scenarioOf(text).levels[0]!.devices.map(device => device.id)).toEqual(['V1', 'V2']);
  expect(complaints(text.replace('size: 8', 'size: 9'))).toEqual(['9:52 not a power of two']);
});

test('costs and paths of a scenario replace those of the profile, and say so', () => {
  const costs = 'costs: { from: zen-3, exit: 1188, handler: { pio: 900 } }';
  const { costs: changed, levels } = scenarioOf(
    WHEEL.replace('costs: zen-3', costs).replace(
      'hypervisor: kvm-6.1',
      'hypervisor: { from: kvm-6.1, resume: [vmrun] }',
    ),
  );
  expect(changed).toMatchObject({ name: 'zen-3', exit: 1188, handlers: { pio: 900, mmio: 3400 } });
  expect(changed.sources).toMatchObject({ exit: 'the scenario', 'handler.pio': 'the scenario' });
  expect(changed.sources.reflect).toContain('estimate');
  expect(levels[0]!.hypervisor!.resume.map(each => each.op)).toEqual(['vmrun']);
  expect(levels[0]!.hypervisor!.enter).toEqual(levels[1]!.hypervisor!.enter);
});

test.each([
  ['', '1:1 the text is empty'],
  ['# nothing\n', '1:1 the text is empty'],
  ['- 1\n', '1:1 a list where a mapping should be'],
  [`${WHEEL}---\na: 1\n`, '37:1 a second document begins here; only one is read'],
  [`${WHEEL}seed: 3\n`, '37:1 `seed` stands here a second time'],
  [`title: ${'x'.repeat(1 << 20)}`, '1:1 the text is longer than 1 MiB'],
])('a text that is no scenario at all: %#', (text, complaint) => {
  expect(complaints(text)[0]).toBe(complaint.replace('37:', `${WHEEL.split('\n').length}:`));
  expect(parse(text).scenario).toBeNull();
});

const MISTAKES: [from: string, to: string, complaint: string, hint?: string][] = [
  ['version: 1', 'version: 2', '`version` cannot be `2`'],
  ['seed: 42', 'seed: -1', 'the number -1 is less than 0'],
  ['seed: 42', 'seed: 4294967296', 'the number 4294967296 is more than 4294967295'],
  ['seed: 42', 'sead: 42', 'unknown key `sead`', 'did you mean `seed`?'],
  ['title: The square wheel', 'title:', 'nothing where text should be'],
  ['title: The square wheel', 'title: "a\\u202eb"', '`title` cannot be `a?b`'],
  ['arch: svm', 'arch: svn', '`arch` cannot be `svn`', 'did you mean `svm`?'],
  ['vgif', 'vgfi', 'svm has no feature `vgfi`', 'did you mean `vgif`?'],
  ['vgif', 'vls', '`vls` stands here twice'],
  ['costs: zen-3', 'costs: zen3', 'unknown cost profile `zen3`', 'did you mean `zen-3`?'],
  [
    'costs: zen-3',
    'costs: { from: zen-3, handler: { poi: 1 } }',
    'zen-3 has no handler `poi`',
    'did you mean `pio`?',
  ],
  ['hypervisor: kvm-6.1', 'hypervisor: kvm-6.2', 'unknown hypervisor `kvm-6.2`', 'did you mean `kvm-6.1`?'],
  ['hypervisor: kvm-6.1', 'hypervisor: kvm-4.18', '`kvm-4.18` runs on vmx, and the CPU is svm'],
  ['hypervisor: kvm-6.1', 'devices: []', 'H has a guest and needs a `hypervisor`'],
  ['kvm-6.1', '{ from: kvm-6.1, resume: [vmrum] }', 'unknown instruction `vmrum`', 'did you mean `vmrun`?'],
  [
    'kvm-6.1',
    '{ from: kvm-6.1, resume: [vmrun unless vlss] }',
    'unknown feature `vlss`',
    'did you mean `vls`?',
  ],
  ['kvm-6.1', '{ from: kvm-6.1, handlers: { piio: [] } }', 'unknown operation `piio`', 'did you mean `pio`?'],
  ['name: G1', 'name: H', 'L0 is called `H` already'],
  ['size: 256', 'size: 100', 'not a power of two'],
  ['size: 256', 'size: 65536', 'the number 65536 is more than 32768'],
  ['[{ name: tx, size: 256 }]', '[]', 'an empty list'],
  [
    'doorbells: [hypercall, pio, mmio]',
    'doorbells: [hypercal]',
    '`doorbells` cannot have `hypercal`',
    'did you mean `hypercall`?',
  ],
  ['exponential: 2us', 'exponential: 2', '2 has no unit'],
  [
    'exponential: 2us',
    'exponential: 0us',
    '`0us` is out of range (1ns to 1000000s, once a nanosecond at most)',
  ],
  ['exponential: 2us', 'exponentail: 2us', 'unknown key `exponentail`', 'did you mean `exponential`?'],
  ['{ exponential: 2us }', '{ exponential: 2us, fixed: 2us }', 'a mapping cannot stand here'],
  ['service: { exponential: 2us }', '', '`V1` needs a `service` or a `back-end`'],
  [
    'service: { exponential: 2us }',
    'service: { exponential: 2us }\n        back-end: { device: V1, queue: tx }',
    '`V1` needs a `service` or a `back-end`, not both',
  ],
  [
    'service: { exponential: 2us }',
    'back-end: { device: V1, queue: tx }',
    '`V1` is its own device; H sees devices of the levels below it',
  ],
  ['device: V1, iommu', 'device: V2, iommu', 'no level has a device `V2`', 'did you mean `V1`?'],
  ['iommu: emulated, ', '', 'missing key `iommu`'],
  ['poisson: 50k/s', 'poisson: 50', '50 has no unit'],
  ['queue: tx', 'queue: rx', 'V1 has no queue `rx`', 'did you mean `tx`?'],
  [
    '[hypercall, pio, mmio]',
    '[pio, mmio]',
    'V1 has no hypercall doorbell',
    'add hypercall to the doorbells of V1',
  ],
];

test.each(MISTAKES)('%s -> %s', (from, to, complaint, hint) => {
  expect(WHEEL).toContain(from);
  const { scenario, diagnostics } = parse(WHEEL.replace(from, to));
  expect(scenario).toBeNull();
  const found = diagnostics.find(each => each.message === complaint);
  expect(diagnostics.map(each => each.message)).toContain(complaint);
  if (hint !== undefined) expect(found!.hint).toBe(hint);
});

const XEON = bundledText('xeon.yaml');

test.each([
  ['resume: [vmread: GUEST_RPI]', 'unknown field `GUEST_RPI`', 'did you mean `GUEST_RIP`?'],
  [
    'shadowed: { read-only: [], read-write: [GUEST_RSPP] }',
    'unknown field `GUEST_RSPP`',
    'did you mean `GUEST_RSP`?',
  ],
  [
    'resume: [{ vmread: GUEST_RIP, vmwrite: GUEST_RIP }]',
    'an instruction is one pair: `op: detail`',
    undefined,
  ],
])('on VMX, { %s } -> %s', (change, complaint, hint) => {
  const text = XEON.replace('hypervisor: kvm-4.18', `hypervisor: { from: kvm-4.18, ${change} }`);
  const { scenario, diagnostics } = parse(text);
  expect(scenario).toBeNull();
  expect(diagnostics.map(each => each.message)).toEqual([complaint]);
  if (hint !== undefined) expect(diagnostics[0]!.hint).toBe(hint);
});

test('an instruction is the same as a pair of a YAML mapping and as a text', () => {
  const resumed = (list: string) => {
    const hypervisor = `hypervisor: { from: kvm-4.18, resume: ${list} }`;
    return scenarioOf(XEON.replace('hypervisor: kvm-4.18', hypervisor)).levels[0]!.hypervisor!.resume;
  };
  expect(resumed('[vmwrite: GUEST_RIP x 2 unless apicv, vmresume]')).toEqual(
    resumed('["vmwrite: GUEST_RIP x 2 unless apicv", "vmresume"]'),
  );
});

test('a hypervisor that is known for another architecture only is said to be so, and who else there is', () => {
  const { diagnostics } = parse(WHEEL.replace('hypervisor: kvm-6.1', 'hypervisor: kvm-4.18'));
  expect(diagnostics[0]).toMatchObject({
    message: '`kvm-4.18` runs on vmx, and the CPU is svm',
    expected: 'one of kvm-6.1, xen',
  });
});

test('wrong shape and wrong references are reported together, in the order of the text', () => {
  const text = WHEEL.replace('seed: 42', 'sead: 42')
    .replace('size: 256', 'size: 9')
    .replace('poisson: 50k/s', 'poisson: 50');
  expect(
    parse(text.replace('kvm-6.1', 'kvm-6.2').replace('queue: tx', 'queue: rx')).diagnostics.map(
      each => each.message,
    ),
  ).toEqual([
    'unknown key `sead`',
    'unknown hypervisor `kvm-6.2`',
    'not a power of two',
    'V1 has no queue `rx`',
    '50 has no unit',
  ]);
});

test('a mistyped key is reported once and not as missing too', () => {
  expect(complaints(WHEEL.replace('service:', 'servise:'))).toEqual(['18:9 unknown key `servise`']);
});

test.each([
  ['V1.tx.lost-kicks', '`V1.tx.lost-kicks` is not an expectation'],
  ['V1.tx.lost-kiks == 0', 'unknown quantity `lost-kiks`'],
  ['V1.rx.kicks > 0', 'V1 has no queue `rx`'],
])('expect: %s', (expression, complaint) => {
  expect(parse(`${WHEEL}\nexpect: ["${expression}"]\n`).diagnostics.map(each => each.message)).toEqual([
    complaint,
  ]);
});

test('an expectation is taken apart', () => {
  const [held] = scenarioOf(`${WHEEL}\nexpect: [V1.tx.lost-kicks <= 1]\n`).expect;
  expect(held).toEqual({
    expression: 'V1.tx.lost-kicks <= 1',
    device: 'V1',
    queue: 'tx',
    quantity: 'lost-kicks',
    comparison: '<=',
    value: 1,
  });
});

test('no text makes the parser throw, and a scenario comes without errors or not at all', () => {
  const words = fc.constantFrom(
    'levels',
    'cpu',
    ': ',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a ',
    '<<: *a',
    '"',
    "'",
    '!x ',
    'V1',
    '1',
    '\u001b[2J',
  );
  const edited = fc
    .tuple(fc.nat(WHEEL.length), fc.nat(40), fc.array(words, { maxLength: 6 }))
    .map(([at, cut, put]) => WHEEL.slice(0, at) + put.join('') + WHEEL.slice(at + cut));
  fc.assert(
    fc.property(
      fc.oneof(
        edited,
        fc.array(words).map(list => list.join('')),
      ),
      text => {
        const { scenario, diagnostics } = parse(text);
        expect(scenario === null).toBe(diagnostics.some(each => each.severity === 'error'));
        for (const each of diagnostics) expect(formatDiagnostic(each, text)).not.toMatch(/[^\P{C}\n]/u);
      },
    ),
    { numRuns: 150 },
  );
});
