import { defineConfig } from 'vitest/config'

/** Builds an application with each framework, which are installed for it: minutes, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/frameworks/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
