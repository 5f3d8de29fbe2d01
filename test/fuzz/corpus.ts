/** What mutations start from: every scenario and profile that comes with the program. */
import { parse } from 'yaml';
import type { Arch } from '../../engine/machine/architectures.ts';
import { bundledNames, bundledText, library } from '../helpers/scenarios.ts';

/** A scenario, or one with the profile that it names and which is mutated in its place. */
export interface Specimen {
  readonly name: string;
  readonly scenario: string;
  /** The scenario as it was, with the profiles that come with the program. */
  readonly original: string;
  readonly profile:
    | { readonly kind: 'hypervisor'; readonly name: string; readonly arch: Arch; readonly text: string }
    | { readonly kind: 'costs'; readonly name: string; readonly text: string }
    | null;
}

const scenarios = bundledNames.map(name => ({
  name,
  scenario: bundledText(name),
  original: bundledText(name),
}));

const containing = (text: string) => scenarios.find(({ scenario }) => scenario.includes(text))!.scenario;

const hypervisors = [...library.hypervisors].flatMap(([name, byArch]) =>
  [...byArch].map(([arch, { text }]): Specimen => {
    const scenario = containing(`\ncpu: { arch: ${arch}`).replaceAll(
      /hypervisor: [\w.-]+/g,
      `hypervisor: ${name}`,
    );
    const profile = { kind: 'hypervisor', name, arch, text } as const;
    return { name: `hypervisor ${name} of ${arch}`, scenario, original: scenario, profile };
  }),
);
const costs = [...library.costs].map(([name, { text }]): Specimen => {
  const scenario = containing(name);
  return { name: `costs ${name}`, scenario, original: scenario, profile: { kind: 'costs', name, text } };
});

export const specimens: readonly Specimen[] = [
  ...scenarios.map((each): Specimen => ({ ...each, profile: null })),
  ...hypervisors,
  ...costs,
];

export const texts: readonly string[] = specimens.map(({ scenario, profile }) => profile?.text ?? scenario);

/** Words, numbers and marks of all texts, each once. */
export const words: readonly string[] = [
  ...new Set(texts.flatMap(text => text.match(/[\w./-]+|[^\s\w]/g) ?? [])),
];

/** Values of all texts, by the key that they stand at; those in lists by the list's. */
export const valuesByKey: ReadonlyMap<string, readonly unknown[]> = collected(texts.map(text => parse(text)));

function collected(roots: readonly unknown[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  const visit = (key: string, value: unknown): void => {
    const known = found.get(key) ?? [];
    found.set(key, known);
    known.push(value);
    if (Array.isArray(value)) for (const item of value) visit(key, item);
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) visit(name, member);
  };
  for (const root of roots) visit('', root);
  return found;
}
