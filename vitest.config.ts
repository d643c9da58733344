import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These have configurations and scripts of their own.
    exclude: ['cloud/**', 'crash/**', 'frameworks/**', 'package/**', 'readme/**', 'soak/**', 'local/gallery*'].map(
      (suite) => `test/${suite}`,
    ),
    maxWorkers: '100%', // Vitest leaves a core to itself, which of two is half
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
