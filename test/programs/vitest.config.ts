import { defineConfig } from 'vitest/config'

/** What holds us against programs that npm does not bring; `npm test` needs none. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    // Those of the edge run once more, in njs.
    include: ['test/programs/*.test.ts', 'test/edge/{accept,any,negotiate}.test.ts', 'test/edge/legacy/*.test.ts'],
    env: { EDGE_ENGINE: 'njs' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
