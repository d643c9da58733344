import { defineConfig } from 'vitest/config'

/** Random changes for as long as is wished, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/soak/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 2 ** 31 - 1,
  },
})
