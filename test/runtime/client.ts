import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { arch } from 'node:process'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { isOnPath } from '../on-path.ts'

/** What it is compiled with (its own curl and C++ client among it, so no headers but Node's), and the Debian packages that bring it. */
const PACKAGES = { cmake: 'cmake', 'g++': 'g++', make: 'make', python3: 'python3', xz: 'xz-utils' } as const

/** Its name, version and integrity, and those of all that it needs. */
const LOCKED = new URL('client', import.meta.url).pathname
const CACHE = new URL('../../node_modules/.cache/runtime-client', import.meta.url).pathname

/**
 * Installs Lambda's runtime interface client in a folder of its own, unless the one that is locked is there already, and
 * provides its script. It is what Lambda's images for Node.js run (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client).
 */
export default async function setup(project: TestProject): Promise<void> {
  const lock = await readFile(join(LOCKED, 'package-lock.json'))
  const installed = join(CACHE, `${createHash('sha256').update(lock).digest('hex').slice(0, 16)}-${arch}`)
  if (!existsSync(installed)) await install(installed)
  project.provide('runtimeClient', join(installed, 'node_modules/aws-lambda-ric/index.mjs'))
}

/** It gets its name when all of it is there, so that one that was broken off is not taken for it. */
async function install(to: string): Promise<void> {
  requireTools()
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'unfinished-'))
  try {
    await cp(LOCKED, folder, { recursive: true })
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, maxBuffer: 64 * 2 ** 20 })
    await rename(folder, to)
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).slice(-2000) : ''
    throw new Error(`Lambda's runtime interface client could not be installed:\n${said}`, { cause: error })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @throws Error that names all that is missing, and what to install */
function requireTools(): void {
  const missing = Object.entries(PACKAGES).filter(([tool]) => !isOnPath(tool))
  if (missing.length === 0) return
  const [tools, packages] = [missing.map(([tool]) => tool), missing.map(([, name]) => name)]
  throw new Error(
    `there is no ${tools.join(', no ')}, with which Lambda's runtime interface client is compiled: ` +
      `apt-get install ${packages.join(' ')}`,
  )
}
