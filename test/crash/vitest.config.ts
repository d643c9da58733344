import { defineConfig } from 'vitest/config'

/** Real processes that are killed, starved, flooded, asked to stop, and run over buckets. It takes minutes, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/crash/**/*.test.ts'],
    fileParallelism: false, // each of them wants the whole machine
    testTimeout: 900_000,
    hookTimeout: 60_000,
  },
})
