import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What takes a second takes ten on a busy machine.
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.engine.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
