/** Files that tests write: in a directory of their process's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Short, because screens are narrow. */
const directory = join(inject('temporaryRoot'), String(process.pid));
mkdirSync(directory);

let files = 0;

/** A path at which there is nothing yet. */
export function freshPath(ending = ''): string {
  return join(directory, `${++files}${ending}`);
}

/** The file's path; with `path`, what is there is overwritten, as an editor saves. */
export function fileWith(content: string | Uint8Array, path = freshPath('.yaml')): string {
  writeFileSync(path, content);
  return path;
}
