import { defineConfig } from 'vitest/config'

/** The loaders in real frameworks, which are installed and built. It takes minutes, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/frameworks/*.test.ts'],
    globalSetup: ['test/frameworks/pack.ts'],
    fileParallelism: false, // each build wants the whole machine
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
