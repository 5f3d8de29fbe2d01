/** The profiles that a scenario names are watched with it, the package's own as well as the user's. */
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findScenario, readScenarioFile, type ScenarioFile } from '../../cli/scenario-file.ts';
import { type FileWatch, watchFiles } from '../../cli/watch.ts';
import type { Library } from '../../engine/index.ts';
import { DEADLINE_MS } from '../helpers/deadline.ts';
import { bundledText, library } from '../helpers/scenarios.ts';
import { freshPath } from '../helpers/temporary.ts';
import { inHalves } from '../helpers/ways-of-saving.ts';

const costs = (exit: number): string =>
  library.costs.get('zen-3')!.text.replace('cycles: 2528', `cycles: ${exit}`);
const kvm = library.hypervisors.get('kvm-6.1')!.get('svm')!.text;
const naming = (profile: string): string =>
  bundledText('square-wheel.yaml').replace('costs: zen-3', `costs: ${profile}`);

let directory: string;
let file: string;
let watch: FileWatch;
let told: ScenarioFile[];

beforeEach(() => {
  directory = freshPath();
  fs.mkdirSync(directory);
  file = join(directory, 'scenario.yaml');
  told = [];
});
afterEach(() => watch.close());

function save(name: string, text: string): void {
  fs.mkdirSync(dirname(join(directory, name)), { recursive: true });
  fs.writeFileSync(join(directory, name), text);
}

async function start(text: string, profiles: Library = library): Promise<void> {
  save('scenario.yaml', text);
  watch = watchFiles(
    readScenarioFile(file, profiles),
    read => findScenario(file, profiles, undefined, read),
    found => told.push(found),
  );
  await watch.ready;
}

/** Exit costs of what was told, null of what cannot run. */
const exits = () => told.map(({ scenario }) => scenario?.costs.exit ?? null);
/** Sooner than the watch would look without an event. */
const untilExits = (...costs: (number | null)[]) =>
  vi.waitFor(() => expect(exits()).toEqual(costs), { timeout: 1_900, interval: 5 });

test.each(['mine.yaml', './mine.yml', 'deeper/down/mine.yaml', '../beside.yaml'])(
  'a save of %s is a reload, and so is the next',
  async name => {
    save(name, costs(1188));
    await start(naming(name));
    save(name, costs(1300));
    await untilExits(1300);
    save(name, costs(1400));
    await untilExits(1300, 1400);
  },
);

test('a save of a hypervisor profile is a reload', async () => {
  save('my-kvm.yaml', kvm);
  await start(naming('zen-3').replace('hypervisor: kvm-6.1', 'hypervisor: { from: my-kvm.yaml }'));
  save('my-kvm.yaml', kvm.replace('hypervisor: kvm-6.1', 'hypervisor: mine'));
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: DEADLINE_MS });
  expect(told[0]!.scenario!.levels.map(level => level.hypervisor?.name)).toEqual([
    'mine',
    'kvm-6.1',
    undefined,
  ]);
});

test('a save of a profile that came with the package is a reload', async () => {
  save('package/zen-3.yaml', costs(1188));
  const source = { file: join(directory, 'package', 'zen-3.yaml'), text: costs(1188) };
  await start(naming('zen-3'), { ...library, costs: new Map([['zen-3', source]]) });
  save('package/zen-3.yaml', costs(1300));
  await untilExits(1300);
});

test('a profile that is not there yet is waited for', async () => {
  await start(naming('zen-3'));
  save('scenario.yaml', naming('later/mine.yaml'));
  await untilExits(null);
  expect(told[0]!.formatted.join()).toMatch(/the profile `later\/mine.yaml` cannot be read: ENOENT/);
  save('later/mine.yaml', costs(1300));
  await untilExits(null, 1300);
});

test('an edit that names another profile changes what is watched', async () => {
  save('one.yaml', costs(1100));
  save('other.yaml', costs(1200));
  await start(naming('one.yaml'));
  save('scenario.yaml', naming('other.yaml'));
  await untilExits(1200);
  save('other.yaml', costs(1201));
  await untilExits(1200, 1201);
  save('one.yaml', costs(1101));
  save('scenario.yaml', naming('one.yaml'));
  await untilExits(1200, 1201, 1101);
});

test('a mistake in a profile is shown at its line, and the profile is watched until it is mended', async () => {
  save('mine.yaml', costs(1188));
  await start(naming('mine.yaml'));
  save('mine.yaml', costs(1300).replace('inject:', 'injekt:'));
  await untilExits(null);
  expect(told[0]!.formatted.join()).toContain(`${join(directory, 'mine.yaml')}:28:1: error: unknown key`);
  save('mine.yaml', costs(1300));
  await untilExits(null, 1300);
});

test('a profile that changes while the scenario is broken is read when that is mended', async () => {
  save('mine.yaml', costs(1188));
  await start(naming('mine.yaml'));
  save('scenario.yaml', naming('mine.yaml').replace('version: 1', 'version: ]'));
  await untilExits(null);
  save('mine.yaml', costs(1300));
  save('scenario.yaml', naming('mine.yaml'));
  await untilExits(null, 1300);
});

test('half of a profile is not run, though it may be one itself', async () => {
  save('my-kvm.yaml', kvm);
  await start(naming('zen-3').replaceAll('hypervisor: kvm-6.1', 'hypervisor: my-kvm.yaml'));
  const edited = kvm.replace('hypervisor: kvm-6.1', 'hypervisor: mine');
  await inHalves('handlers:', 500)(join(directory, 'my-kvm.yaml'), edited);
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: DEADLINE_MS });
  const [host] = told[0]!.scenario!.levels;
  expect(host!.hypervisor).toMatchObject({ name: 'mine', handlers: { ipi: [{ op: 'ipi' }] } });
});

test('a scenario and its profile that are saved at once are one reload', async () => {
  save('mine.yaml', costs(1188));
  await start(naming('mine.yaml'));
  save('mine.yaml', costs(1300));
  save('scenario.yaml', naming('mine.yaml').replace('50k/s', '60k/s'));
  await untilExits(1300);
  save('mine.yaml', costs(1400));
  await untilExits(1300, 1400);
});
