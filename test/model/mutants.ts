import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mutant, mutants, mutated } from './mutant.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const [RUNS = '60000', only = ''] = process.argv.slice(2)

/** A copy of the project in which the mutant is in place, or nothing is. */
async function copyWith(mutant: Mutant | null): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'sizewright-mutant-'))
  for (const part of ['src', 'test', 'package.json', 'vitest.config.ts']) {
    await cp(join(ROOT, part), join(copy, part), { recursive: true })
  }
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  if (mutant === null) return copy
  const file = join(copy, mutant.file)
  await writeFile(file, mutated(await readFile(file, 'utf8'), mutant))
  return copy
}

/** Whether the model finds fault with it; prints the first fault. */
async function isFound(mutant: Mutant | null): Promise<boolean> {
  const copy = await copyWith(mutant)
  const { status, stdout, stderr } = spawnSync('vitest', ['run', 'test/model/model.test.ts'], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, MODEL_RUNS: RUNS, NO_COLOR: '1' },
  })
  await rm(copy, { recursive: true })
  const fault = /^\+ {3}"(.*)",$/m.exec(stdout + stderr)?.[1] ?? ''
  const tests = /Property failed after (\d+) tests/.exec(stdout + stderr)?.[1]
  console.log(
    `${status === 0 ? 'unnoticed' : `noticed after ${tests ?? '?'} interleavings`}: ${mutant?.name ?? 'nothing taken away'} ${fault}`,
  )
  return status !== 0
}

let passed = 0
let failed = 0
for (const mutant of [null, ...mutants]) {
  if (mutant !== null && !mutant.name.includes(only)) continue
  if ((await isFound(mutant)) === (mutant !== null)) passed += 1
  else failed += 1
}
// As Vitest says it, for whoever adds up.
console.log(`      Tests  ${failed > 0 ? `${failed} failed | ` : ''}${passed} passed (${passed + failed})`)
process.exitCode = failed === 0 ? 0 : 1
