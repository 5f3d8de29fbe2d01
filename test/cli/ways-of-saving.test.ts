/** Every way of saving, done: each is one reload, of the whole text, and nothing is missed. */
import { execFile, execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { findScenario, readScenarioFile, type ScenarioFile } from '../../cli/scenario-file.ts';
import { type FileWatch, watchFiles } from '../../cli/watch.ts';
import { DEADLINE_MS } from '../helpers/deadline.ts';
import { editors, isInstalled } from '../helpers/editors.ts';
import { bundledText, library } from '../helpers/scenarios.ts';
import { inHalves, type Save, waysOfSaving } from '../helpers/ways-of-saving.ts';

/** Every beginning of it from `expect` on is a scenario, too. */
const before = bundledText('square-wheel.yaml');
const [slower, faster] = ['poisson: 50k/s', 'poisson: 51k/s'];
const after = before.replace(slower, faster);

const run = promisify(execFile);

let root: string;
let file: string;
let watch: FileWatch;
/** What was reported, in order. */
let told: ScenarioFile[];
const texts = (): string[] => told.map(({ text, scenario }) => (scenario === null ? 'broken' : text));

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'trapline-'));
  fs.mkdirSync(join(root, 'scenarios'));
  file = join(root, 'scenarios', 'scenario.yaml');
  told = [];
});
afterEach(async () => {
  await watch.close();
  fs.rmSync(root, { recursive: true });
});

async function start(text: string): Promise<void> {
  fs.writeFileSync(file, text);
  const known = readScenarioFile(file, library);
  watch = watchFiles(
    known,
    read => findScenario(file, library, undefined, read),
    found => told.push(found),
  );
  await watch.ready;
}

/** Sooner than the watch would look without any event, which is after two seconds. */
const BY_EVENT = 1_900;
async function untilTold(text: string, timeout = BY_EVENT): Promise<void> {
  await vi.waitUntil(() => texts().at(-1) === text, { timeout, interval: 5 }).catch(() => {});
  expect(texts().at(-1)).toBe(text);
}

/** One more save: when it has been told, whatever the saves before were to bring has been told. */
async function settle(): Promise<void> {
  const last = `${after}# the last\n`;
  fs.writeFileSync(file, last);
  await untilTold(last);
}

async function expectOne(text: string): Promise<void> {
  await untilTold(text);
  await settle();
  expect(texts()).toEqual([text, `${after}# the last\n`]);
}

test.each(Object.entries(waysOfSaving))('a save is one reload, of the whole text: %s', async (_, save) => {
  await start(before);
  await save(file, after);
  await expectOne(after);
});

test.each(Object.entries(waysOfSaving))('ten saves after one another are all seen: %s', async (_, save) => {
  await start(before);
  const versions = Array.from({ length: 10 }, (_, n) => before.replace(slower, `poisson: ${60 + n}k/s`));
  for (const version of versions) {
    await save(file, version);
    await untilTold(version);
  }
  expect(texts()).toEqual(versions);
});

for (const [name, { program, open }] of Object.entries(editors))
  test.skipIf(!isInstalled(program))(`a save is one reload, of the whole text: ${name}, itself`, async () => {
    await start(before);
    await using editor = await open(file);
    await editor.change(slower, faster);
    editor.save();
    await editor.saved();
    await untilTold(after);
    // Once more from the same editor: it may save otherwise where its backup is there already.
    await editor.change(faster, 'poisson: 52k/s');
    editor.save();
    await editor.saved();
    const third = before.replace(slower, 'poisson: 52k/s');
    await untilTold(third);
    await settle();
    expect(texts().slice(0, -1)).toEqual([after, third]);
  });

test.skipIf(!isInstalled('sed'))('a save is one reload, of the whole text: sed -i, itself', async () => {
  await start(before);
  await run('sed', ['-i', `s#${slower}#${faster}#`, file]);
  await expectOne(after);
});

test.skipIf(!isInstalled('vim'))('a save is one reload, of the whole text: vim -es, itself', async () => {
  await start(before);
  await run('vim', [
    '--clean',
    '-es',
    '-c',
    'set backupskip=',
    '-c',
    `%s#${slower}#${faster}#`,
    '-c',
    'wq',
    file,
  ]);
  await expectOne(after);
});

describe.skipIf(!isInstalled('git'))('git, itself', () => {
  // Nobody looks meanwhile: a busy system may let git wait between two files for longer than a change takes.
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: join(root, 'scenarios'),
      stdio: 'pipe',
    });
  const costs = (exit: number) =>
    library.costs
      .get('zen-3')!
      .text.replace('costs: zen-3', 'costs: mine')
      .replace('cycles: 2528', `cycles: ${exit}`);
  const own = (text: string) => text.replace('costs: zen-3', 'costs: ./mine.yaml');
  const exits = () => told.map(({ scenario }) => scenario?.costs.exit);

  /** Two branches that differ in both files; the second's is checked out, or the first's. */
  async function startInRepository(): Promise<void> {
    const profile = join(root, 'scenarios', 'mine.yaml');
    fs.writeFileSync(file, own(before));
    fs.writeFileSync(profile, costs(1188));
    git('init', '--quiet', '--initial-branch=slower');
    git('add', '.');
    git('commit', '--quiet', '--message=slower');
    git('checkout', '--quiet', '-b', 'faster');
    fs.writeFileSync(file, own(after));
    fs.writeFileSync(profile, costs(1300));
    git('commit', '--quiet', '--all', '--message=faster');
    git('checkout', '--quiet', 'slower');
    await start(own(before));
  }

  test('a checkout of two files is one reload', async () => {
    await startInRepository();
    git('checkout', '--quiet', 'faster');
    await untilTold(own(after));
    git('checkout', '--quiet', 'slower');
    await untilTold(own(before));
    expect(texts()).toEqual([own(after), own(before)]);
    expect(exits()).toEqual([1300, 1188]);
  });

  test('a stash of two files is one reload, and so is its return', async () => {
    await startInRepository();
    fs.writeFileSync(join(root, 'scenarios', 'mine.yaml'), costs(1400));
    fs.writeFileSync(file, own(after));
    await untilTold(own(after));
    git('stash', '--quiet');
    await untilTold(own(before));
    git('stash', 'pop', '--quiet');
    await vi.waitFor(() => expect(exits()).toEqual([1400, 1188, 1400]), { timeout: BY_EVENT });
    expect(texts()).toEqual([own(after), own(before), own(after)]);
  });

  test('a checkout that takes the directory away and brings it back is seen', async () => {
    await startInRepository();
    git('worktree', 'add', '--quiet', '../other', 'faster');
    fs.renameSync(join(root, 'scenarios'), join(root, 'away'));
    fs.renameSync(join(root, 'other'), join(root, 'scenarios'));
    await untilTold(own(after));
    fs.writeFileSync(file, own(before));
    await untilTold(own(before));
    expect(exits()).toEqual([1300, 1300]);
  });
});

describe('a half that is a scenario itself', () => {
  const halves: Readonly<Record<string, Save>> = {
    'without its expectations, for 40 ms': inHalves('\nexpect:', 40),
    'without its expectations, for 300 ms': inHalves('\nexpect:', 300),
    'without its expectations, for a second': inHalves('\nexpect:', 1000),
    'without the last expectation, for a second': inHalves('  - V1.tx.lost-kicks', 1000),
    'without the end of the last line, for a second': inHalves('0\n', 1000),
  };
  const whole = after.replace(/0\n$/, '10\n');

  test.each(Object.entries(halves))('is not run: %s', async (_, save) => {
    expect(whole).toMatch(/== 10\n$/);
    await start(whole.replace(faster, slower));
    await save(file, whole);
    await expectOne(whole);
  });

  test('is not run where a level is missing', async () => {
    const bare = bundledText('bare.yaml');
    const changed = bare.replace(/seed: \d+|^title:.*$/m, 'title: changed');
    const last = /\n {2}- (?:name|\{ name)(?![\s\S]*\n {2}- (?:name|\{ name))/.exec(changed)![0];
    await start(bare);
    await inHalves(changed.slice(changed.lastIndexOf(last)), 1000)(file, changed);
    await untilTold(changed);
    expect(texts()).toEqual([changed]);
  });

  test('is not run while its longer rest follows within 20 ms', async () => {
    const longer = `${after}${'  - V1.tx.lost-kicks < 1\n'.repeat(10)}`;
    await start(before);
    await inHalves('  - V1.tx.lost-kicks < 1\n  - V1.tx.lost-kicks < 1\n', 20)(file, longer);
    await untilTold(longer);
    expect(texts()).toEqual([longer]);
  });

  // Nothing in the file tells that its writer will go on.
  test('cannot be told from a whole text where it is longer than the text before and stays so', async () => {
    const longer = `${after}  - V1.tx.lost-kicks < 1\n  - V1.tx.lost-kicks < 2\n`;
    await start(before);
    await inHalves('  - V1.tx.lost-kicks < 2', 500)(file, longer);
    await untilTold(longer);
    expect(texts()).toEqual([longer.replace(/.*< 2\n/, ''), longer]);
  });

  test('runs in the end where it was meant', async () => {
    await start(before);
    const shorter = after.slice(0, after.indexOf('\nexpect:'));
    const began = performance.now();
    fs.writeFileSync(file, shorter);
    await untilTold(shorter);
    expect(performance.now() - began).toBeGreaterThan(1_150);
  });
});

test('going back to a text that ran before, however short, is reloaded at once', async () => {
  const longer = `${after}  - V1.tx.lost-kicks < 1\n`;
  await start(before);
  fs.writeFileSync(file, longer);
  await untilTold(longer, 1_150);
  fs.writeFileSync(file, before);
  await untilTold(before, 1_150);
});

test('an edit that makes the text shorter anywhere but at its end is reloaded at once', async () => {
  await start(before);
  const shorter = after.replace(/^#.*\n/gm, '');
  fs.writeFileSync(file, shorter);
  await untilTold(shorter, 1_150);
});

test('a directory further up that is replaced is seen, and saves in the new one as ever', async () => {
  await start(before);
  fs.renameSync(root, `${root}.away`);
  fs.cpSync(`${root}.away`, root, { recursive: true });
  onTestFinished(() => fs.rmSync(`${root}.away`, { recursive: true }));
  fs.writeFileSync(file, after);
  await untilTold(after, DEADLINE_MS);
  // From then on by events again: the next look without one is two seconds away.
  for (const version of [before, after, before]) {
    fs.writeFileSync(file, version);
    await untilTold(version);
  }
});
