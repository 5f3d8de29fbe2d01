/**
 * A rolldown plugin that builds with tui/patches/: each is a mend for a module of a package, as its authors would get
 * it, and says at its head what for. The packages in node_modules stay as they came.
 */
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { applyPatch, parsePatch, type StructuredPatch } from 'diff';
import type { Plugin } from 'rolldown';

const PATCHES = new URL('tui/patches/', import.meta.url);

/**
 * Ends the build where a patch does not fit its module to the letter; of the whole program also where nothing has
 * loaded a patched module.
 */
export function patches(of: 'program' | 'part'): Plugin {
  const waiting = Map.groupBy(readPatches(), moduleOf);
  return {
    name: 'patches',
    transform(code, id) {
      const module = relative(import.meta.dirname, id).replaceAll('\\', '/');
      const mends = waiting.get(module);
      if (mends === undefined) return null;
      waiting.delete(module);
      return { code: mends.reduce(mended, code), map: null };
    },
    buildEnd(error) {
      if (!error && of === 'program' && waiting.size > 0)
        throw new Error(`patched, but not in the build: ${[...waiting.keys()]}`);
    },
  };
}

function mended(code: string, patch: StructuredPatch): string {
  const patched = applyPatch(code, patch);
  if (patched === false) throw new Error(`the patch of ${moduleOf(patch)} does not fit its text`);
  return patched;
}

function readPatches(): StructuredPatch[] {
  const files = globSync('*.patch', { cwd: PATCHES });
  return files.flatMap(file => parsePatch(readFileSync(new URL(file, PATCHES), 'utf8')));
}

/** `node_modules/ink/build/output.js`, as git writes it after `b/`. */
function moduleOf({ newFileName }: StructuredPatch): string {
  return newFileName!.replace(/^b\//, '');
}
