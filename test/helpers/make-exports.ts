/**
 * Makes test/fixtures/exports: `node test/helpers/make-exports.ts` writes every format of the log that is there, and
 * makes that log first where there is none: a live run with a doorbell changed by key, and an edit. The film of the screen
 * is made by the program as it was last built.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync, zstdDecompressSync } from 'node:zlib';
import { readLibrary } from '../../cli/library.ts';
import { type Contents, exported, exportFormats } from '../../engine/export/formats.ts';
import { parseScenario } from '../../engine/scenario/parse.ts';
import { readSession, type Session } from '../../engine/session/reader.ts';
import { openRun } from '../../engine/worker/open.ts';

export const EXPORTS = new URL('../fixtures/exports/', import.meta.url);
const LOG = new URL('session.tlog.gz', EXPORTS);

/** The log that the fixtures are of. */
export const fixtureLog = (): Session =>
  readSession(gunzipSync(readFileSync(LOG)), packed => zstdDecompressSync(packed));

/** Every file of every format, by its name. */
export async function* fixtureFiles(session: Session): AsyncGenerator<[name: string, bytes: Buffer]> {
  for (const format of exportFormats) {
    const made = await exported(format, session, readLibrary());
    const files = made instanceof Map ? [...made] : [['', made as Contents] as const];
    for (const [name, contents] of files)
      yield [
        name === '' ? format : `${format}-${name}`,
        Buffer.concat([...contents].map(part => Buffer.from(part))),
      ];
  }
}

/** The screen over the log, in lines: header and events. */
export function fixtureFilm(): string {
  const directory = mkdtempSync(join(tmpdir(), 'trapline-film-'));
  const path = join(directory, 'session.tlog');
  writeFileSync(path, gunzipSync(readFileSync(LOG)));
  const command = ['dist/trapline.js', 'export', path, '--to', 'asciicast'];
  // The screen says at what time of day something was, where it is looked at.
  const env = { ...process.env, TZ: 'UTC' };
  const { stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  if (stderr !== '') throw new Error(stderr);
  return stdout;
}

async function makeLog(): Promise<void> {
  const library = readLibrary();
  const text = readFileSync(new URL('../../scenarios/three-doorbells.yaml', import.meta.url), 'utf8');
  const scenarioOf = (of: string) => parseScenario(of, 'three-doorbells.yaml', library).scenario!;
  const record = join(tmpdir(), `trapline-exports-${process.pid}.tlog`);
  const run = await openRun({
    scenario: scenarioOf(text),
    text,
    speed: 0.02,
    record: { file: record, mostBytes: null },
    engineVersion: '0.1.0',
  });
  const past = async (ns: number) => {
    while (run.snapshot().simulatedNs < ns) await new Promise(resolve => setTimeout(resolve, 1));
  };
  await past(2e6);
  run.nextDoorbell(0);
  await past(4e6);
  const edited = text.replace('poisson: 20k/s', 'poisson: 40k/s');
  await run.apply(scenarioOf(edited), edited);
  await past(6e6);
  await run.close();
  writeFileSync(LOG, gzipSync(readFileSync(record)));
}

if (import.meta.main) {
  mkdirSync(EXPORTS, { recursive: true });
  if (!existsSync(LOG)) await makeLog();
  for await (const [name, bytes] of fixtureFiles(fixtureLog()))
    writeFileSync(new URL(`${name}.gz`, EXPORTS), gzipSync(bytes, { level: 9 }));
  writeFileSync(new URL('asciicast.gz', EXPORTS), gzipSync(fixtureFilm(), { level: 9 }));
}
