/** How editors and tools put a new text into a file, as their system calls go; the pauses are theirs. */
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Leaves the text in the file; what it returns, if anything, is settled then. */
export type Save = (file: string, text: string) => void | Promise<void>;

/**
 * By a file descriptor, so that the file is open in between, as it is for who writes it; each part at once, so that the
 * pause is what it is asked to be for a watch in the same process.
 */
async function writeInParts(
  file: string,
  flags: string,
  parts: readonly string[],
  milliseconds = 0,
): Promise<void> {
  const descriptor = fs.openSync(file, flags);
  for (const [at, part] of parts.entries()) {
    if (at > 0 && milliseconds > 0) await pause(milliseconds);
    fs.writeSync(descriptor, part);
  }
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
}

const lines = (text: string): string[] => text.split(/(?<=\n)/);

export const waysOfSaving: Readonly<Record<string, Save>> = {
  'in place': (file, text) => fs.writeFileSync(file, text),
  'truncate, 3 ms, write': async (file, text) => {
    fs.truncateSync(file);
    await pause(3);
    fs.writeFileSync(file, text);
  },
  'truncate, write, fsync (VS Code)': (file, text) => writeInParts(file, 'w', [text]),
  'write x.vsctmp, rename it over (VS Code, atomic)': async (file, text) => {
    await writeInParts(`${file}.vsctmp`, 'w', [text]);
    fs.renameSync(`${file}.vsctmp`, file);
  },
  'write x___jb_tmp___, rename to x___jb_old___, rename over, delete (JetBrains)': async (file, text) => {
    await writeInParts(`${file}___jb_tmp___`, 'wx', [text]);
    fs.renameSync(file, `${file}___jb_old___`);
    fs.renameSync(`${file}___jb_tmp___`, file);
    fs.unlinkSync(`${file}___jb_old___`);
  },
  'lock, rename to a backup, write anew, unlock (Emacs)': async (file, text) => {
    const lock = join(dirname(file), `.#${basename(file)}`);
    fs.symlinkSync('somebody@somewhere.1234:1', lock);
    fs.renameSync(file, `${file}~`);
    await writeInParts(file, 'w', [text]);
    fs.unlinkSync(lock);
  },
  'copy to a backup, write in place (Emacs, by copying)': async (file, text) => {
    fs.copyFileSync(file, `${file}~`);
    await writeInParts(file, 'w', [text]);
  },
  'write a temporary file, rename it over (Kate, gedit, sed -i)': (file, text) => {
    fs.writeFileSync(`${file}.Xy12ab`, text);
    fs.renameSync(`${file}.Xy12ab`, file);
  },
  'rename to a backup, write anew': (file, text) => {
    fs.renameSync(file, `${file}~`);
    fs.writeFileSync(file, text);
  },
  'rename to a backup, 30 ms, write anew': async (file, text) => {
    fs.renameSync(file, `${file}~`);
    await pause(30);
    fs.writeFileSync(file, text);
  },
  'delete, create': (file, text) => {
    fs.rmSync(file);
    fs.writeFileSync(file, text);
  },
  'a symbolic link, swapped': (file, text) => {
    const version = `${file}.${process.hrtime.bigint()}`;
    fs.writeFileSync(version, text);
    fs.symlinkSync(basename(version), `${file}.next`);
    fs.renameSync(`${file}.next`, file);
  },
  'the directory, renamed away, and another in its place': (file, text) => {
    const directory = dirname(file);
    fs.cpSync(directory, `${directory}.new`, { recursive: true });
    fs.writeFileSync(join(`${directory}.new`, basename(file)), text);
    fs.renameSync(directory, `${directory}.old`);
    fs.renameSync(`${directory}.new`, directory);
    fs.rmSync(`${directory}.old`, { recursive: true });
  },
  'through another hard link beside it': (file, text) => {
    fs.linkSync(file, `${file}.link`);
    fs.writeFileSync(`${file}.link`, text);
    fs.rmSync(`${file}.link`);
  },
  'as a new hard link (link, rename over)': (file, text) => {
    fs.writeFileSync(`${file}.object`, text);
    fs.linkSync(`${file}.object`, `${file}.tmp`);
    fs.renameSync(`${file}.tmp`, file);
    fs.rmSync(`${file}.object`);
  },
  'a line every 5 ms': (file, text) => writeInParts(file, 'w', lines(text), 5),
};

/** Half of the text, a pause, and the rest. `cut`: what the second half begins with. */
export const inHalves =
  (cut: string, milliseconds: number): Save =>
  async (file, text) => {
    const at = text.indexOf(cut);
    if (at < 0) throw new Error(`no ${JSON.stringify(cut)} in the text`);
    await writeInParts(file, 'w', [text.slice(0, at), text.slice(at)], milliseconds);
  };
