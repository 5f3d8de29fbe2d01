/** Makes a test program that Node runs, as the build makes ours: Node strips types but does not compile JSX. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'rolldown';
import { inject, vi } from 'vitest';
import { patches } from '../../build.patches.ts';
import { DEADLINE_MS } from './deadline.ts';
import { bundlesOf } from './temporary-root.ts';

/**
 * The path of the bundled program: whoever asks for it first in a run of the tests makes it, and the others wait for that.
 * `shared`: left out, as the caller has it.
 */
export async function bundle(entry: string, shared: readonly string[] = []): Promise<string> {
  const made = join(bundlesOf(inject('temporaryRoot')), basename(entry));
  const program = join(made, 'program.js');
  if (isFirst(`${made}.asked`)) {
    await build({
      input: { program: entry },
      platform: 'node',
      // Written for sloppy scripts (octal escapes, computed requires), which a module cannot hold.
      external: [/^blessed/, 'react-devtools-core', ...shared],
      plugins: [patches('part')],
      logLevel: 'warn',
      output: { dir: `${made}.making`, format: 'esm' },
    });
    renameSync(`${made}.making`, made);
  }
  await vi.waitUntil(() => existsSync(program), { timeout: DEADLINE_MS, interval: 20 });
  return program;
}

/** Of all processes that ask one gets to make the directory. */
function isFirst(directory: string): boolean {
  mkdirSync(dirname(directory), { recursive: true });
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
