import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cloud/**', 'test/crash/**', 'test/package/**'], // these have configurations and scripts of their own
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
