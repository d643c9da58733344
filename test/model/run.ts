import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

// npm run test:model -- --runs 100000 [--seed N --path P]
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '60000' }, seed: { type: 'string' }, path: { type: 'string' } },
})
const { status } = spawnSync('vitest', ['run', 'test/model/model.test.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    MODEL_RUNS: values.runs,
    ...(values.seed !== undefined && { MODEL_SEED: values.seed }),
    ...(values.path !== undefined && { MODEL_PATH: values.path }),
  },
})
process.exitCode = status ?? 1
