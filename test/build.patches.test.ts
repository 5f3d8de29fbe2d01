import { type Plugin, rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { patches } from '../build.patches.ts';

const build = async (input: string, ...before: Plugin[]) => {
  const plugins = [...before, patches('program')];
  const bundle = await rolldown({ input, plugins, platform: 'node', external: ['react-devtools-core'] });
  await bundle.generate();
};

test('a build ends where a patch does not fit the text of its module', async () => {
  const otherVersion: Plugin = {
    name: 'other-version',
    transform: (code, id) =>
      id.endsWith('ink/build/output.js') ? code.replace('get() {', 'take() {') : null,
  };
  await expect(build('test/helpers/patched-ink.ts', otherVersion)).rejects.toThrow(
    'the patch of node_modules/ink/build/output.js does not fit its text',
  );
});

test('a build ends where it has not come across a patched module', async () => {
  await expect(build('cli/version.ts')).rejects.toThrow(/patched, but not in the build: .*output\.js/);
});
