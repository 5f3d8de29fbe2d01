/** The film of the screen: read line by line, by asciinema where that is installed, and beside the dashboard itself. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { EXPORTS, fixtureFilm } from '../helpers/make-exports.ts';
import { trapline } from '../helpers/program.ts';
import { writeSessionLog } from '../helpers/session-logs.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal } from '../helpers/terminal.ts';

/** docs.asciinema.org/manual/asciicast/v2 */
const header = z.strictObject({
  version: z.literal(2),
  width: z.literal(120),
  height: z.literal(40),
  timestamp: z.int(),
  title: z.string(),
  env: z.strictObject({ TERM: z.string() }),
});
const event = z.tuple([z.number().nonnegative(), z.enum(['o', 'm']), z.string().min(1)]);

function read(film: string) {
  const [first, ...others] = film.trimEnd().split('\n');
  const events = others.map(line => event.parse(JSON.parse(line)));
  return { header: header.parse(JSON.parse(first!)), events };
}

const markers = (film: string) => read(film).events.filter(([, kind]) => kind === 'm');

/** What a terminal shows that was told this. */
async function screenOf(told: string): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  await new Promise<void>(resolve => terminal.write(told, resolve));
  const { active } = terminal.buffer;
  expect(active.type).toBe('normal');
  const rows = Array.from({ length: 40 }, (_, row) => active.getLine(active.viewportY + row)!);
  terminal.dispose();
  return rows.map(row => row.translateToString(true));
}

const told = (film: string): string =>
  read(film)
    .events.filter(([, kind]) => kind === 'o')
    .map(([, , text]) => text)
    .join('');

const log = freshPath('.tlog');
writeSessionLog(log, { looks: 41, edits: [20], switches: [30] });
const { stdout: film, stderr } = trapline('export', log, '--to', 'asciicast');

test('asciicast: every line is as the format has it, ten pictures a second of the time of the recording', () => {
  expect(stderr).toBe('');
  const { header, events } = read(film);
  expect(header.title).toBe('Three doorbells');
  const times = events.map(([at]) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBe(4);
  const pictures = events.filter(([, kind]) => kind === 'o').slice(0, -1);
  expect(pictures.map(([at]) => at)).toEqual(Array.from({ length: 41 }, (_, look) => look / 10));
});

test('asciicast: a marker stands where an edit and a switch of the doorbell were', () => {
  expect(markers(film)).toEqual([
    [1.9, 'm', expect.stringMatching(/^edit at line \d+: .*40k\/s/)],
    [3, 'm', 'G2.V2.tx: pio -> none'],
  ]);
});

test('asciicast: its last picture is what the dashboard shows at the end of the log', async () => {
  await using terminal = new Terminal(['dist/trapline.js', 'replay', log, '--press', 'end']);
  const [first, ...others] = await screenOf(told(film));
  expect(first).toMatch(/^Three doorbells .* at the end {2}1x$/);
  // Only the name of the file, as it was given, is another.
  await terminal.waitFor(() => terminal.lines().slice(1).join('\n') === others.join('\n'));
});

const lacksAsciinema = spawnSync('asciinema', ['--version']).error !== undefined;

test.skipIf(lacksAsciinema)('asciicast: asciinema tells a terminal the same', async () => {
  await using terminal = new Terminal(['asciinema', 'cat', fileWith(film, freshPath('.cast'))]);
  expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
  const [catted] = terminal.raw.split('\r\n[[exit');
  expect(await screenOf(catted!)).toEqual(await screenOf(told(film)));
});

test('asciicast: the film in the fixtures is one, and what is no picture in it is as it was', () => {
  const golden = gunzipSync(readFileSync(new URL('asciicast.gz', EXPORTS))).toString();
  const made = fixtureFilm();
  expect(read(made).header).toEqual(read(golden).header);
  expect(markers(made)).toEqual(markers(golden));
  expect(markers(golden)).toHaveLength(2);
});
