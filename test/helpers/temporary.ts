/** Files that a test writes: in a directory of their own, gone when the test's file is through. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'trapline-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

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
