import { defineConfig } from 'vitest/config'

/** The gallery in a browser: nine minutes of clicking, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/gallery/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
