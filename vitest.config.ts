import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The engine's threads and the programs of the tests are hundreds, of the same few files each: Node compiles these once.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');

/** A directory above the checkout may have any name. */
const here = import.meta.dirname.replaceAll(/[^\w/]/g, '\\$&');

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Nothing here keeps anything between tests: their files need no process, and no modules, of their own each.
    isolate: false,
    // As Node runs it, which is faster than Vitest's own loading; what has JSX in it Node does not take.
    server: { deps: { external: [new RegExp(`^${here}/engine/`)] } },
    globalSetup: 'test/helpers/temporary-root.ts',
    // More than a small machine has processors, because some files wait most of their time: for clocks, editors, saves.
    // Ink goes non-interactive under CI=true, so the terminal tests clear it for their children themselves.
    maxWorkers: 4,
  },
});
