/** Where all files of a run of the tests lie: made before the first test, gone after the last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly temporaryRoot: string;
  }
}

/** Bundled test programs: under node_modules, so that what stays outside of a bundle is found from there. */
export const bundlesOf = (root: string): string => join('node_modules', '.cache', basename(root));

/** Vitest's own hook: what it returns is called at the end. */
export function setup({ provide }: TestProject): () => void {
  const root = mkdtempSync(join(tmpdir(), 'trapline-'));
  provide('temporaryRoot', root);
  return () => {
    rmSync(root, { recursive: true });
    rmSync(bundlesOf(root), { recursive: true, force: true });
  };
}
