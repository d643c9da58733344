import { defineConfig } from 'vitest/config'

/** The package as npm packs it, installed elsewhere. It takes a minute or so, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/package/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
