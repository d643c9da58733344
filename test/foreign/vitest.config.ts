import { defineConfig } from 'vitest/config'

/** The store and the service over a server that speaks S3's language, which whoever runs this has started: docs/s3-compatible.md. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/foreign/*.test.ts'],
    fileParallelism: false, // some of these servers are small
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
})
