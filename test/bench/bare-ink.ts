/** The least that a program with Ink can be: a line of text, built as ours is. No start of ours can be shorter. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { patches } from '../../build.patches.ts';
import type { Program } from './subject.ts';

const text = 'a line';

const app = `import { render, Text } from 'ink';
import { createElement } from 'react';
render(createElement(Text, null, '${text}'), { alternateScreen: true, interactive: true });
process.on('SIGTERM', () => process.exit());
setInterval(() => {}, 1000);`;

/** Where Node finds Ink from. */
const cache = join('node_modules', '.cache');

export interface BareInk {
  readonly program: Program;
  remove(): void;
}

export async function buildBareInk(): Promise<BareInk> {
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, 'trapline-ink-'));
  writeFileSync(join(dir, 'app.js'), app);
  await build({
    input: { built: join(dir, 'app.js') },
    platform: 'node',
    external: ['react-devtools-core'],
    plugins: [patches('part')],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    output: { dir, format: 'esm' },
  });
  const main = join(dir, 'main.js');
  writeFileSync(
    main,
    "import module from 'node:module';\nmodule.enableCompileCache();\nawait import('./built.js');\n",
  );
  const program: Program = { name: 'Ink', command: [process.execPath, main], threads: 'main', data: text };
  return { program, remove: () => rmSync(dir, { recursive: true }) };
}
