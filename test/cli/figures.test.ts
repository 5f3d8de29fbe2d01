import { expect, test } from 'vitest';
import type { ComparedFigure } from '../../engine/index.ts';
import { trapline } from '../helpers/program.ts';

/** Once each: they say the same whenever they are asked. */
const [printed, document] = [trapline('figures'), trapline('figures', '--json')];

const json = (): ComparedFigure[] => {
  const { code, stdout, stderr } = document;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { version, figures } = JSON.parse(stdout);
  expect(version).toBe(1);
  return figures;
};

test('figures prints the published value, the computed one, the error and what it is worth', () => {
  const { code, stdout, stderr } = printed;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^DVH, table 3\n {2}Lim and Nieh: .*ASPLOS 2020\n {2}measured on: Xeon Silver 4114/m,
  );
  expect(stdout).toMatch(/computed on: kvm-4\.18, vmx, vmcs-shadowing, costs dvh-xeon-4114$/m);
  expect(stdout).toMatch(/Hypercall +L2 +37,733 cycles +37,733 +0\.0% {2}calibrated$/m);
  expect(stdout).toMatch(/SendIPI +L2 +39,456 cycles +39,913 +\+1\.2% {2}predicted$/m);
  expect(stdout).toMatch(/cpuid +L2 +10\.4 us +not computed: no cost profile of that machine$/m);
});

test('the last line counts what the JSON document lists', () => {
  const figures = json();
  const of = (basis: ComparedFigure['basis']) => figures.filter(row => row.basis === basis).length;
  const [calibrated, predicted, none] = [of('calibrated'), of('predicted'), of(null)];
  expect(calibrated + predicted + none).toBe(figures.length);
  expect(printed.stdout.trimEnd().split('\n').at(-1)).toBe(
    `${figures.length} figures: ${calibrated} calibrated on, ${predicted} predicted, ${none} not computed.`,
  );
});

test('every row of the JSON document says where its figure comes from', () => {
  const row = json().find(({ figure, level }) => figure === 'DevNotify' && level === 2);
  expect(row).toMatchObject({
    table: 'DVH, table 3',
    unit: 'cycles',
    published: 48_390,
    basis: 'predicted',
    computedOn: { arch: 'vmx', features: ['vmcs-shadowing'], hypervisor: 'kvm-4.18', costs: 'dvh-xeon-4114' },
    whyNot: null,
  });
  expect(row!.error).toBeCloseTo(row!.computed! / 48_390 - 1);
  for (const { source, measuredOn } of json()) expect(source.length * measuredOn.length).toBeGreaterThan(0);
});
