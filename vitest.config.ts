import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Nothing here keeps anything between tests: their files need no process, and no modules, of their own each.
    isolate: false,
    globalSetup: 'test/helpers/temporary-root.ts',
    // Ink goes non-interactive under CI=true, so the terminal tests clear it for their children themselves.
    maxWorkers: 4,
  },
});
