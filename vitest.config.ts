import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Ink goes non-interactive under CI=true, so the terminal tests clear it for their children themselves.
    maxWorkers: 2,
  },
});
