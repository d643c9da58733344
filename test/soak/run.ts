import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

// npm run test:soak -- --minutes 60 [--seed N] [--without term,unreadable]
const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, without: { type: 'string' } },
})
const { status } = spawnSync('vitest', ['run', '--config', 'test/soak/vitest.config.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(values.minutes !== undefined && { SOAK_MINUTES: values.minutes }),
    SOAK_SEED: values.seed ?? String(Math.floor(Math.random() * 2 ** 32)), // one for all suites
    ...(values.without !== undefined && { SOAK_WITHOUT: values.without }),
  },
})
process.exitCode = status ?? 1
