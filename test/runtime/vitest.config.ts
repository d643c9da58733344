import { defineConfig } from 'vitest/config'

/** What Lambda runs, run by Lambda's own runtime interface client, which is compiled for it. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    // Those of the cloud run once more, with this client in place of ours.
    include: ['test/runtime/*.test.ts', 'test/cloud/{crash,faults,flow,telemetry}.test.ts'],
    globalSetup: ['test/runtime/client.ts', 'test/cloud/synthesize.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
})
