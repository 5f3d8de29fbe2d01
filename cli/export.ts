/** `trapline export`: a session log in a form that other programs read, or people. */
import { once as eventOnce } from 'node:events';
import { closeSync, fstatSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type Contents,
  type Exported,
  type ExportFormat,
  exported,
  exportFormats,
  formatSize,
  isDirectory,
  openReplay,
  openSessionFile,
  printable,
} from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import { asFaultyInput } from './faulty-input.ts';
import type { Command } from './later.ts';
import { readLibrary } from './library.ts';
import { once } from './once.ts';
import { Progress } from './progress.ts';

/** The screen's is no business of the engine. */
type Format = ExportFormat | 'asciicast';
const formats: readonly Format[] = [...exportFormats, 'asciicast'];

interface ExportArguments {
  readonly log: string;
  readonly to: Format;
  readonly out: string | undefined;
}

export const exportCommand: Command<ExportArguments> = {
  builder: args =>
    args
      .positional('log', { type: 'string', demandOption: true, describe: 'Session log' })
      .option('to', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        choices: formats,
        coerce: once(String),
        describe: 'Format: a trace, a table, metrics; html, a report; asciicast, a film of the screen',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        coerce: once(String),
        describe: 'Write to this new file (ctf: directory) instead of standard output',
      }) as never,
  async handler({ log, to, out }) {
    if (to !== 'asciicast' && isDirectory(to) && out === undefined) {
      process.stderr.write(
        `${to} is a directory of several files: name one by --out\nSee: trapline --help\n`,
      );
      process.exitCode = EXIT.usage;
      return;
    }
    const { contents, missing, close } = to === 'asciicast' ? await filmed(log) : await opened(log, to);
    try {
      if (contents instanceof Map) asFaultyInput(out!, () => writeDirectory(out!, contents));
      else if (out === undefined) await writeOut(contents as Contents);
      else asFaultyInput(out, () => writeFile(out, contents as Contents));
      if (missing !== null) process.stderr.write(`${printable(`${log}: ${missing}`)}\n`);
    } finally {
      close();
    }
  },
};

interface Opened {
  readonly contents: Exported;
  /** One sentence on what the log lacks; null where it is whole. */
  readonly missing: string | null;
  readonly close: () => void;
}

async function opened(log: string, to: ExportFormat): Promise<Opened> {
  const { session, close } = asFaultyInput(log, () => openSessionFile(log));
  return { contents: await exported(to, session, readLibrary()), missing: session.missing, close };
}

async function filmed(log: string): Promise<Opened> {
  const clock = { now: 0 };
  const replay = asFaultyInput(log, () => openReplay(log, readLibrary(), false, () => clock.now));
  const { film } = await import('../tui/index.ts');
  const contents = await film({ replay, clock, file: basename(log) });
  return { contents, missing: replay.session.missing, close: () => replay.close() };
}

/** As a recording, an export overwrites nothing; what could not be written to its end is taken away again. */
function writeFile(path: string, contents: Contents): void {
  const fd = openSync(path, 'wx');
  const progress = new Progress();
  try {
    for (const part of inParts(contents)) {
      writeFileSync(fd, part);
      progress.at(() => `${formatSize(fstatSync(fd).size)} written`);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
    progress.end();
  }
}

function writeDirectory(path: string, files: ReadonlyMap<string, Contents>): void {
  mkdirSync(path);
  try {
    for (const [name, contents] of files) writeFile(join(path, name), contents);
  } catch (error) {
    rmSync(path, { recursive: true });
    throw error;
  }
}

/** No faster than the reader takes it. */
async function writeOut(contents: Contents): Promise<void> {
  for (const part of inParts(contents))
    if (!process.stdout.write(part)) await eventOnce(process.stdout, 'drain');
}

const PART_BYTES = 64 * 1024;

/** Lines are short, and a system call for each would take longer than making it. */
function* inParts(contents: Contents): Generator<string | Uint8Array> {
  let lines = '';
  for (const piece of contents) {
    if (typeof piece === 'string') lines += piece;
    else yield piece;
    if (lines.length < PART_BYTES) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}
