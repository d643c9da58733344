import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

const ROOT = new URL('../..', import.meta.url).pathname
const run = promisify(execFile)

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the package that `npm pack` gives, without anything that it depends on. */
    readonly packed: string
  }
}

export default async function pack(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-packed-'))
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT })
  const [tarball = ''] = await readdir(folder)
  await run('tar', ['-xzf', tarball], { cwd: folder })
  project.provide('packed', join(folder, 'package'))
  return () => rm(folder, { recursive: true, force: true })
}
