// One build: rolldown makes dist/ from cli/ and, beside it, the engine's thread. `npm run build`.
import { chmod, rm, symlink } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'rolldown';
import { patches } from './build.patches.ts';

/** A directory above the checkout may have any name. */
const isOwn = (id: string): boolean => /^(cli|tui|engine)\//.test(relative(import.meta.dirname, id));

await rm('dist', { recursive: true, force: true });
await build({
  input: { trapline: 'cli/trapline.ts', main: 'cli/main.ts', thread: 'engine/worker/thread.ts' },
  platform: 'node',
  // These load parts of themselves by computed names: Node takes them as they are.
  external: [/^blessed/, /^hdr-histogram/, 'react-devtools-core'],
  plugins: [patches('program')],
  // React's development build checks what the tests check already, at a third more of a core.
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  // Whoever asks the engine's door for a little is not to load all that stands behind it.
  treeshake: { moduleSideEffects: id => (isOwn(id) ? false : undefined) },
  optimization: { inlineConst: true },
  output: { dir: 'dist', format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
});
await chmod('dist/trapline.js', 0o755);
// As npm links a package's own program where it is a dependency: without it npx would first install the checkout.
await rm('node_modules/.bin/trapline', { force: true });
await symlink('../../dist/trapline.js', 'node_modules/.bin/trapline');
