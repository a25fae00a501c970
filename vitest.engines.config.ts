import { defineConfig } from 'vitest/config';

/** Tests that ask the real engines; `VCL_PORT_REQUIRE_ENGINES=1` makes a missing engine a failure. */
export default defineConfig({
  test: { include: ['test/**/*.engine.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
