import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cloud/**', 'test/crash/**', 'test/frameworks/**', 'test/package/**'], // these have configurations and scripts of their own
    maxWorkers: '100%', // Vitest leaves a core to itself, which of two is half
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
