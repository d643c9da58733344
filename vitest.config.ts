import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Suites with configurations and scripts of their own. */
const SUITES = [
  'cloud/**',
  'crash/**',
  'foreign/**',
  'frameworks/**',
  'package/**',
  'programs/**',
  'readme/**',
  'runtime/**',
  'service/**',
  'soak/**',
  'gallery/**',
]
/** What keeps much between its tests: decoders, processes, timers. Each file has a process of its own. */
const APART = ['decoders/**', 'image/**', 'local/**']

const inTest = (patterns: readonly string[]) => patterns.map((pattern) => `test/${pattern}`)

export default defineConfig({
  test: {
    maxWorkers: '100%', // Vitest leaves a core to itself, which of two is half
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The service is started hundreds of times, of which more than half is compiling it.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url)),
      XDG_CACHE_HOME: fileURLToPath(new URL('node_modules/.cache', import.meta.url)), // what fontconfig has read
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'apart',
          include: inTest(APART.map((pattern) => `${pattern}/*.test.ts`)),
          exclude: inTest(SUITES),
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: inTest([...SUITES, ...APART]),
          isolate: false, // so that the CDK is loaded once, which takes longer than most of these tests
        },
      },
    ],
  },
})
