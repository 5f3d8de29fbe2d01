import { defineConfig } from 'vitest/config';

/** The engine keeps nothing between tests: its files need no process of their own each. */
const pure = [
  'test/engine/{cost,doorbell,memory,pci,route,run,scenario,session,sim,virtio}/**/*.test.ts',
  'test/tui/**/*.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Ink goes non-interactive under CI=true, so the terminal tests clear it for their children themselves.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      { extends: true, test: { name: 'world', include: ['test/**/*.test.{ts,tsx}'], exclude: pure } },
    ],
  },
});
