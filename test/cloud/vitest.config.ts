import { defineConfig } from 'vitest/config'

/** The stack as it is synthesized, run on this machine. It takes minutes, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/cloud/**/*.test.ts'],
    globalSetup: ['test/cloud/synthesize.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
