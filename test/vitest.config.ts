import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    // Each test has a HOME of its own; what Node compiled of our sources, which takes most of a start, they may share.
    env: { XDG_CACHE_HOME: join(import.meta.dirname, '../node_modules/.cache/fanout-tests') },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests start real processes; two files at once keep two cores busy without starving each other.
    maxWorkers: 2,
    // Whole runs of real processes meet whatever else a shared machine does; what is broken fails twice.
    retry: process.env['CI'] ? 1 : 0,
  },
});
