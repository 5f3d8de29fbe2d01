/** Makes a test program that Node runs, as the build makes ours: Node strips types but does not compile JSX. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'rolldown';
import { patches } from '../../build.patches.ts';

/** Under node_modules, so that what stays outside of the bundle is found from there. */
const cache = join('node_modules', '.cache');

/** The path of the bundled program; every call has a directory of its own. `shared`: left out, as the caller has it. */
export async function bundle(entry: string, shared: readonly string[] = []): Promise<string> {
  await mkdir(cache, { recursive: true });
  const dir = await mkdtemp(join(cache, 'trapline-test-'));
  await build({
    input: { program: entry },
    platform: 'node',
    // Written for sloppy scripts (octal escapes, computed requires), which a module cannot hold.
    external: [/^blessed/, /^drawille/, 'react-devtools-core', ...shared],
    plugins: [patches('part')],
    logLevel: 'warn',
    output: { dir, format: 'esm' },
  });
  return join(dir, 'program.js');
}
