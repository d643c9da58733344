import { execFile } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = new URL('../..', import.meta.url).pathname
/** The last commit whose list of pictures was one of cards below a box for uploads. */
const COMMIT = '4b26b71'

const run = promisify(execFile)

/** Checks out the service as it was before the grid. Returns its `main.ts`, or `null` where this copy has no history. */
export async function checkOutBefore(to: string): Promise<string | null> {
  try {
    await run('git', ['clone', '--quiet', '--shared', '--no-checkout', ROOT, to])
    await run('git', ['-C', to, 'checkout', '--quiet', COMMIT])
  } catch {
    return null
  }
  await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'))
  return join(to, 'src/main.ts')
}
