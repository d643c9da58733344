import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The service and `doctor` as they are used, over whole collections. It takes a minute, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/service/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { XDG_CACHE_HOME: fileURLToPath(new URL('../../node_modules/.cache', import.meta.url)) }, // what fontconfig has read
  },
})
