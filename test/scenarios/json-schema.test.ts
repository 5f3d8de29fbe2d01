/** The published schemas in the hands of a JSON Schema validator that is not ours. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { bundledNames, bundledText, parse, wheelText } from '../helpers/scenarios.ts';

// Strict: a keyword that neither JSON Schema nor yaml-language-server knows is a mistake of ours.
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addVocabulary(['markdownDescription', 'enumDescriptions', 'defaultSnippets']);

const compiled = (file: string): ValidateFunction =>
  ajv.compile(JSON.parse(readFileSync(`scenarios/${file}`, 'utf8')));
const isScenario = compiled('schema.json');
/** As YAML 1.2 with merge keys, as trapline reads it. */
const accepts = (validate: ValidateFunction, text: string): boolean =>
  validate(parseYaml(text, { merge: true }));

test.each(bundledNames)('%s is valid', name => {
  accepts(isScenario, bundledText(name));
  expect(isScenario.errors ?? []).toEqual([]);
});

test.each(['costs', 'hypervisors'])('every profile of %s is valid', kind => {
  const validate = compiled(`profiles/${kind}/schema.json`);
  const files = readdirSync(`scenarios/profiles/${kind}`).filter(name => name.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(2);
  for (const name of files) {
    accepts(validate, readFileSync(`scenarios/profiles/${kind}/${name}`, 'utf8'));
    expect([name, validate.errors ?? []]).toEqual([name, []]);
  }
});

/** The wheel with one thing wrong. */
const broken = (from: string, to: string): string => {
  expect(wheelText()).toContain(from);
  return wheelText().replace(from, to);
};
const SERVICE = 'service: { exponential: 2us }';
const event = (text: string): [string, string] => ['levels:', `events: [{ at: 1ms${text} }]\nlevels:`];

const BOTH_REFUSE: readonly [from: string, to: string][] = [
  ['version: 1', 'version: 2'],
  ['version: 1', ''],
  ['title: The square wheel', 'title:'],
  ['title: The square wheel', 'title: "a\\u202eb"'],
  ['seed: 42', 'seed: -1'],
  ['seed: 42', 'seed: 1.5'],
  ['seed: 42', 'sead: 42'],
  ['arch: svm', 'arch: svn'],
  ['vgif', 'vgfi'],
  ['vgif', 'vls'],
  ['costs: zen-3', 'costs: { from: zen-3, exit: -1 }'],
  ['costs: zen-3', 'costs: { from: zen-3, exits: 1 }'],
  ['costs: zen-3', 'costs: { exit: 1 }'],
  ['name: G1', 'name: 1'],
  ['size: 256', 'size: 100'],
  ['size: 256', 'size: 65536'],
  ['name: tx, size', 'name: t.x, size'],
  ['[{ name: tx, size: 256 }]', '[]'],
  ['type: net', 'type: gpu'],
  ['doorbells: [hypercall, pio, mmio]', 'doorbells: [hypercal]'],
  ['doorbells: [hypercall, pio, mmio]', 'doorbells: [pio, pio]'],
  ['exponential: 2us', 'exponential: 2'],
  ['exponential: 2us', 'exponential: 2 hours'],
  ['{ exponential: 2us }', '{ exponential: 2us, fixed: 2us }'],
  [SERVICE, ''],
  [SERVICE, `${SERVICE}\n        back-end: { device: V1, queue: tx }`],
  ['iommu: emulated', 'iommu: none of them'],
  ['iommu: emulated, ', ''],
  ['poisson: 50k/s', 'poisson: 50'],
  ['batch: 1', 'batch: 0'],
  event(''),
  event(', mask: { device: V1, queue: tx }, unmask: { device: V1, queue: tx }'),
  event(', mask: { device: V1 }'),
  ['levels:', 'expect: [V1.tx.lost-kicks]\nlevels:'],
  ['levels:', 'expect: [V1.tx.lost-kiks == 0]\nlevels:'],
  ['hypervisor: kvm-6.1', 'hypervisor: { from: kvm-6.1, resume: [VMRUN!] }'],
  ['hypervisor: kvm-6.1', 'hypervisor: { from: kvm-6.1, resume: [{ a: b, c: d }] }'],
];

test.each(BOTH_REFUSE)('%s -> %s: refused by both', (from, to) => {
  const text = broken(from, to);
  expect([accepts(isScenario, text), parse(text).scenario]).toEqual([false, null]);
});

/** A JSON schema sees a value and not what stands elsewhere: names that must be known, stacks that must fit. */
test.each([
  ['a profile that there is', 'costs: zen-3', 'costs: zen3'],
  ['a profile of this architecture', 'hypervisor: kvm-6.1', 'hypervisor: kvm-4.18'],
  ['a feature of this architecture', 'vgif', 'apicv'],
  ['an operation of the profile', 'costs: zen-3', 'costs: { from: zen-3, handler: { poi: 1 } }'],
  [
    'an instruction of the architecture',
    'hypervisor: kvm-6.1',
    'hypervisor: { from: kvm-6.1, resume: [vmrum] }',
  ],
  ['a hypervisor at every level but the innermost', 'hypervisor: kvm-6.1', ''],
  ['one name a level', 'name: G1', 'name: H'],
  ['a device that there is', 'device: V1, iommu', 'device: V2, iommu'],
  ['a queue of the device', 'queue: tx', 'queue: rx'],
  ['a doorbell of the device', '[hypercall, pio, mmio]', '[pio, mmio]'],
  ['a virtual processor of the guest', 'workload:', 'vcpu: 1\n        workload:'],
  ['a queue that somebody drives', 'levels:', 'expect: [V1.rx.kicks == 0]\nlevels:'],
  ['a duration that the clock can count', 'exponential: 2us', 'exponential: 0us'],
])('weaker than trapline, as it must be: %s', (_, from, to) => {
  const text = broken(from, to);
  expect([accepts(isScenario, text), parse(text).scenario]).toEqual([true, null]);
});
