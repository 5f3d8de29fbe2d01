/** What a person sees in an editor that runs yaml-language-server. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { completions, hover, marks } from '../helpers/language-server.ts';
import { bundledNames, bundledText } from '../helpers/scenarios.ts';

const FILE = 'scenarios/mine.yaml';
const head = `# yaml-language-server: $schema=./schema.json
version: 1
title: Mine
cpu: { arch: svm, costs: zen-3 }
`;

test('in a new level the keys are offered, each with what it is', async () => {
  const offered = await completions(`${head}levels:\n  - |`, FILE);
  const keys = ['name', 'hypervisor', 'devices', 'assign', 'drivers', 'vcpus', 'idle', 'eoi', 'beside'];
  for (const key of keys)
    expect([key, offered.get(key)]).toEqual([key, expect.stringMatching(/\w{4,}.*\.$/s)]);
  expect(offered.get('assign')).toContain('passes on to its guest');
});

test.each([
  [
    'iommu: |',
    'levels:\n  - name: G1\n    assign:\n      - device: V1\n        ',
    /translates the guest's addresses/,
  ],
  [
    'doorbells: [|]',
    'levels:\n  - name: H\n    devices:\n      - id: V1\n        ',
    /An instruction|A port write|A store/,
  ],
  ['features: [|]', 'levels:\n  - name: H\n    devices:\n      - id: V1\n        ', /VIRTIO_F_EVENT_IDX/],
])('the words of `%s` are offered, each with its meaning', async (key, before, meaning) => {
  const offered = [...(await completions(`${head}${before}${key}`, FILE)).values()];
  expect(offered.length).toBeGreaterThanOrEqual(3);
  expect(offered.every(text => text.length > 20)).toBe(true);
  expect(offered.join('\n')).toMatch(meaning);
});

test('profiles are offered by name, and mappings as one would write them', async () => {
  const profiles = await completions(`${head}levels:\n  - name: H\n    hypervisor: |`, FILE);
  expect([...profiles.keys()]).toContain('kvm-6.1');
  const services = await completions(
    `${head}levels:\n  - name: H\n    devices:\n      - id: V1\n        service: |`,
    FILE,
  );
  expect([...services.keys()]).toEqual(['{ exponential: 6us }', '{ fixed: 20us }']);
});

test('hover on iommu explains it and each of its values', async () => {
  const text = `${head}levels:\n  - name: G1\n    assign:\n      - { device: V1, iom|mu: emulated }\n`;
  const shown = await hover(text, FILE);
  expect(shown).toMatch(/^#### Assignment\n/);
  expect(shown).toContain("What makes the guest's addresses mean something to the device");
  for (const value of ['emulated', 'none', 'identity'])
    expect(shown).toMatch(new RegExp(`\`${value}\`: \\w+`));
});

test('a wrong value is marked where it stands, with what would be right', async () => {
  const text = `${head}levels:\n  - name: G1\n    assign:\n      - { device: V1, iommu: emulatd }\n`;
  expect(await marks(text, FILE)).toEqual([
    '8:30 Value is not accepted. Valid values: "emulated", "none", "identity".',
  ]);
  expect(await marks(`${head}levels: [{ name: H, idel: halt }]\n`, FILE)).toEqual([
    '5:21 Property idel is not allowed.',
  ]);
});

test.each(bundledNames)('%s finds its schema and has no mark', async name => {
  const file = `scenarios/${name}`;
  expect(await marks(bundledText(name), file)).toEqual([]);
  // And the schema is there to find fault: without its title the same text has one.
  expect(await marks(bundledText(name).replace(/^title: .*\n/m, ''), file)).toHaveLength(1);
});

test.each([
  'costs/zen-3.yaml',
  'costs/dvh-xeon-4114.yaml',
  'hypervisors/kvm-6.1.yaml',
  'hypervisors/kvm-4.18.yaml',
])('profiles/%s finds its schema and has no mark', async name => {
  const file = `scenarios/profiles/${name}`;
  const text = readFileSync(file, 'utf8');
  expect(await marks(text, file)).toEqual([]);
  expect(await marks(`${text}\nunheard-of: 1\n`, file)).toHaveLength(1);
});
