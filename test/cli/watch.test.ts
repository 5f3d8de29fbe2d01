import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Content } from '../../cli/text-file.ts';
import { type FileWatch, watchFiles } from '../../cli/watch.ts';
import { DEADLINE_MS } from '../helpers/deadline.ts';

/** A text is valid with its last line, so every half of one is not. */
const text = (title: string) => `version: 1\ntitle: ${title}\n# end\n`;
const isValid = (text: string) => text.endsWith('# end\n');
const valid = (title: string): Seen => ({ state: 'valid', text: text(title) });
type Seen = { readonly state: 'valid' | 'invalid' | 'unreadable' } & Content;
const half = 'version: 1\ntit';
const broken = 'version: 1\ntitle\n# emd\n';

let directory: string;
let file: string;
let seen: Seen[];
let watch: FileWatch;

beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'trapline-'));
  file = join(directory, 'scenario.yaml');
  seen = [];
});
afterEach(async () => {
  await watch.close();
  fs.rmSync(directory, { recursive: true });
});

const found = (content: Content) => ({
  contents: new Map([[file, content]]),
  scenario: 'text' in content && isValid(content.text) ? content.text : null,
});

/** Watches, and lets the looks that follow the start pass, so that a save must be seen by its own event. */
async function start(): Promise<void> {
  watch = watchFiles(
    found({ text: text('first') }),
    read => found(read(file)),
    ({ contents, scenario }) => {
      const content = contents.get(file)!;
      const broken = 'text' in content ? 'invalid' : 'unreadable';
      seen.push({ state: scenario === null ? broken : 'valid', ...content });
    },
  );
  await watch.ready;
  await pause(250);
}
/** Sooner than the watch would look without any event, which is after two seconds. */
const BY_EVENT = 1_500;
const untilSeen = (last: Seen, timeout = BY_EVENT) =>
  vi.waitFor(() => expect(seen.at(-1)).toEqual(last), { timeout, interval: 5 });

/** One more save, in place: when it is seen, whatever the saves before were to report has been reported. */
async function settle(): Promise<void> {
  fs.writeFileSync(file, text('last'));
  await untilSeen(valid('last'));
}

test('of two saves within 50 ms the last is what remains', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  fs.writeFileSync(file, text('second'));
  await pause(10);
  fs.writeFileSync(file, text('third'));
  await untilSeen(valid('third'));
});

test('a save that raises no event, through a hard link elsewhere, is seen all the same', async () => {
  const elsewhere = join(directory, 'elsewhere');
  fs.mkdirSync(elsewhere);
  fs.writeFileSync(file, text('first'));
  fs.linkSync(file, join(elsewhere, 'same'));
  await start();
  fs.writeFileSync(join(elsewhere, 'same'), text('second'));
  await untilSeen(valid('second'), DEADLINE_MS);
});

test('a directory of links that is swapped is seen (a mounted ConfigMap)', async () => {
  for (const version of ['first', 'second']) {
    fs.mkdirSync(join(directory, version));
    fs.writeFileSync(join(directory, version, 'scenario.yaml'), text(version));
  }
  fs.symlinkSync('first', join(directory, '..data'));
  fs.symlinkSync('..data/scenario.yaml', file);
  await start();
  fs.symlinkSync('second', join(directory, '..next'));
  fs.renameSync(join(directory, '..next'), join(directory, '..data'));
  await untilSeen(valid('second'));
});

test('a link to a file in another directory: a save there is seen', async () => {
  const target = join(directory, 'elsewhere', 'target.yaml');
  fs.mkdirSync(dirname(target));
  fs.writeFileSync(target, text('first'));
  fs.symlinkSync('elsewhere/target.yaml', file);
  await start();
  fs.writeFileSync(target, text('second'));
  await untilSeen(valid('second'));
  fs.writeFileSync(`${target}.tmp`, text('third'));
  fs.renameSync(`${target}.tmp`, target);
  await untilSeen(valid('third'));
});

test('a text that stays broken is shown, not before it could have mended itself, and then its repair', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  const began = performance.now();
  fs.writeFileSync(file, broken);
  await untilSeen({ state: 'invalid', text: broken });
  expect(performance.now() - began).toBeGreaterThanOrEqual(149);
  fs.writeFileSync(file, text('first'));
  await untilSeen(valid('first'));
  expect(seen).toHaveLength(2);
});

test('while the program itself is held up a file does not stand still', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  fs.renameSync(file, `${file}~`);
  await pause(60);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  // What was due meanwhile is done now.
  await pause(1);
  fs.writeFileSync(file, text('second'));
  await untilSeen(valid('second'));
  expect(seen).toEqual([valid('second')]);
});

test('a text that breaks off is shown as broken, not before a slow writer has written on', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  const began = performance.now();
  fs.writeFileSync(file, half);
  await untilSeen({ state: 'invalid', text: half }, DEADLINE_MS);
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_199);
});

test('a text that goes on being broken in new ways is shown all the same', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  fs.writeFileSync(file, half);
  const deadline = performance.now() + DEADLINE_MS;
  while (seen.length === 0 && performance.now() < deadline) {
    fs.appendFileSync(file, '.');
    await pause(40);
  }
  expect(seen).toEqual([{ state: 'invalid', text: expect.stringMatching(/^version: 1\ntit\.+$/) }]);
});

test('a file that is gone is reported, and what comes back after it, were it the same', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  fs.rmSync(file);
  await untilSeen({ state: 'unreadable', reason: expect.stringContaining('ENOENT') });
  // The watch goes on looking for a second; after that an event must bring the file back.
  await pause(1_200);
  fs.writeFileSync(file, text('first'));
  await untilSeen(valid('first'));
  expect(seen).toHaveLength(2);
});

test('a save that changes nothing, or changes another file, is not reported', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  fs.writeFileSync(file, text('first'));
  fs.utimesSync(file, 1, 1);
  fs.writeFileSync(join(directory, 'other.yaml'), text('other'));
  await settle();
  expect(seen).toEqual([valid('last')]);
});

test('what changed between the first reading and the watch is seen', async () => {
  fs.writeFileSync(file, text('second'));
  await start();
  await untilSeen(valid('second'));
});

test('a watch that is closed in the middle of things lets the process end', async () => {
  fs.writeFileSync(file, text('first'));
  await start();
  const program = `
    import { appendFileSync } from 'node:fs';
    import { watchFiles } from ${JSON.stringify(join(import.meta.dirname, '../../cli/watch.ts'))};
    const file = ${JSON.stringify(file)};
    const find = read => ({ contents: new Map([[file, read(file)]]), scenario: null });
    const watch = watchFiles({ contents: new Map([[file, { text: '' }]]), scenario: null }, find, () => {});
    await watch.ready;
    appendFileSync(file, 'broken');
    await watch.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
