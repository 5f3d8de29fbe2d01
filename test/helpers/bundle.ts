/** Makes a test program that Node runs, as the build makes ours: Node strips types but does not compile JSX. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'rolldown';
import { inject } from 'vitest';
import { patches } from '../../build.patches.ts';
import { bundlesOf } from './temporary-root.ts';

/**
 * The path of the bundled program: whoever asks for it first in a run of the tests has it made, the others take what is
 * there. `shared`: left out, as the caller has it.
 */
export async function bundle(entry: string, shared: readonly string[] = []): Promise<string> {
  const bundles = bundlesOf(inject('temporaryRoot'));
  const program = join(bundles, basename(entry), 'program.js');
  if (existsSync(program)) return program;
  await mkdir(bundles, { recursive: true });
  const dir = await mkdtemp(join(bundles, 'making-'));
  await build({
    input: { program: entry },
    platform: 'node',
    // Written for sloppy scripts (octal escapes, computed requires), which a module cannot hold.
    external: [/^blessed/, /^drawille/, 'react-devtools-core', ...shared],
    plugins: [patches('part')],
    logLevel: 'warn',
    output: { dir, format: 'esm' },
  });
  try {
    await rename(dir, join(bundles, basename(entry)));
  } catch (error) {
    // Another process has been making it, and was faster.
    if (!existsSync(program)) throw error;
    await rm(dir, { recursive: true });
  }
  return program;
}
