/** Profiles that a scenario names as files, and the texts that a scenario was made from. */
import { expect, test } from 'vitest';
import { difference } from '../../../engine/scenario/difference.ts';
import {
  type Library,
  libraryOf,
  recordedLibrary,
  UnreadableProfile,
} from '../../../engine/scenario/library.ts';
import { parseScenario } from '../../../engine/scenario/parse.ts';
import { bundledNames, bundledText, library, scenarioOf } from '../../helpers/scenarios.ts';

const zen3 = library.costs.get('zen-3')!.text;
const kvm = library.hypervisors.get('kvm-6.1')!.get('svm')!.text;
const wheel = bundledText('square-wheel.yaml');

/** The bundled profiles and these files. */
const withFiles = (files: Readonly<Record<string, string>>): Library => ({
  ...library,
  file: path => ({
    file: `beside/${path}`,
    get text() {
      const text = files[path];
      if (text === undefined) throw new UnreadableProfile('there is no such file');
      return text;
    },
  }),
});

const parse = (text: string, files: Readonly<Record<string, string>>) =>
  parseScenario(text, 'test.yaml', withFiles(files));

test('a cost profile and a hypervisor profile may be files, whole or changed', () => {
  const text = wheel
    .replace('costs: zen-3', 'costs: { from: ./my-machine.yml, inject: 7 }')
    .replace('hypervisor: kvm-6.1', 'hypervisor: ../my-kvm.yaml');
  const files = {
    './my-machine.yml': zen3.replace('costs: zen-3', 'costs: mine').replace('cycles: 2528', 'cycles: 1300'),
    '../my-kvm.yaml': kvm.replace('hypervisor: kvm-6.1', 'hypervisor: my-kvm'),
  };
  const { scenario, diagnostics } = parse(text, files);
  expect(diagnostics).toEqual([]);
  expect(scenario!.costs).toMatchObject({ name: 'mine', exit: 1300, inject: 7 });
  expect(scenario!.levels.map(level => level.hypervisor?.name)).toEqual(['my-kvm', 'kvm-6.1', undefined]);
  expect(scenario!.profiles).toEqual([
    { kind: 'costs', name: './my-machine.yml', text: files['./my-machine.yml'] },
    { kind: 'hypervisor', name: '../my-kvm.yaml', arch: 'svm', text: files['../my-kvm.yaml'] },
    { kind: 'hypervisor', name: 'kvm-6.1', arch: 'svm', text: kvm },
  ]);
});

test('a number that changes in a file is a difference of the scenarios', () => {
  const text = wheel.replace('costs: zen-3', 'costs: mine.yaml');
  const [before, after] = ['cycles: 2528', 'cycles: 1300'].map(
    cycles => parse(text, { 'mine.yaml': zen3.replace('cycles: 2528', cycles) }).scenario!,
  );
  const changes = difference(before!, after!).map(({ text, force }) => [text, force]);
  expect(changes).toEqual([['cost exit: 2528 -> 1300', 'way']]);
});

test('a file that cannot be read is said where the scenario names it, once a place', () => {
  const text = wheel.replace('zen-3', './gone.yaml').replace('hypervisor: kvm-6.1', 'hypervisor: a.yaml');
  const { scenario, diagnostics } = parse(text, {});
  expect(scenario).toBeNull();
  expect(diagnostics.map(({ file, line, column, message }) => [file, line, column, message])).toEqual([
    ['test.yaml', 8, 49, 'the profile `./gone.yaml` cannot be read: there is no such file'],
    ['test.yaml', 12, 17, 'the profile `a.yaml` cannot be read: there is no such file'],
  ]);
});

test('a mistake in a file is reported at its place there', () => {
  const text = wheel.replace('zen-3', './my.yaml');
  const { diagnostics } = parse(text, { './my.yaml': zen3.replace('inject:', 'injekt:') });
  expect(diagnostics).toEqual([
    expect.objectContaining({
      file: 'beside/./my.yaml',
      line: 28,
      column: 1,
      message: 'unknown key `injekt`',
    }),
  ]);
});

test('a hypervisor profile of another architecture is refused where it is named', () => {
  const vmx = library.hypervisors.get('kvm-6.1')!.get('vmx')!.text;
  const text = wheel.replace('hypervisor: kvm-6.1', 'hypervisor: vmx.yaml');
  expect(parse(text, { 'vmx.yaml': vmx }).diagnostics).toEqual([
    expect.objectContaining({ line: 12, message: '`vmx.yaml` runs on vmx, and the CPU is svm' }),
  ]);
});

test.each(bundledNames)('%s can be read again from the texts it was made of, and no file', name => {
  const text = bundledText(name);
  const scenario = scenarioOf(text);
  expect(parseScenario(text, name, libraryOf(scenario.profiles))).toMatchObject({
    scenario,
    diagnostics: [],
  });
});

test('texts that did not come with the scenario are not looked for', () => {
  const { diagnostics } = parseScenario(wheel.replace('zen-3', '/etc/passwd.yaml'), 'x', libraryOf([]));
  expect(diagnostics[0]!.message).toMatch(/`\/etc\/passwd.yaml` cannot be read: it is not among the texts/);
});

test.each([[[]], [[{ kind: 'costs', name: 'zen-3', text: zen3 }] as const]])(
  'a path in a session log is never opened, with the profiles %j in it',
  profiles => {
    const opened: string[] = [];
    const file = (path: string) => {
      opened.push(path);
      return { file: path, text: zen3 };
    };
    const { scenario } = parseScenario(
      wheel.replace('zen-3', '/etc/mine.yaml'),
      'x',
      recordedLibrary(profiles, { ...library, file }),
    );
    expect([scenario, opened]).toEqual([null, []]);
  },
);
