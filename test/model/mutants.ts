import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A step of the protocol taken away: the model must notice. */
interface Mutant {
  readonly name: string
  readonly file: string
  readonly text: string
  readonly becomes: string
  /** Goes, too. */
  readonly without?: string
}

const mutants: readonly Mutant[] = [
  {
    name: 'no second look',
    file: 'src/reconcile.ts',
    text: 'if (await isAsSeen(ports, key, seen)) return',
    becomes: 'if (isAsSeen !== undefined) return',
  },
  {
    name: 'no sweep',
    file: 'src/reconcile.ts',
    text: 'await intend(plan, isUrgent)',
    becomes: 'void intend',
  },
  {
    name: 'the sweep is asked for last',
    file: 'src/reconcile.ts',
    without: '    await intend(plan, isUrgent)\n',
    text: 'return outcome(run, run.owesPurge)\n  }',
    becomes: 'return intend(plan, isUrgent).then(() => outcome(run, run.owesPurge))\n  }',
  },
  {
    name: 'no purge',
    file: 'src/reconcile.ts',
    text: 'await ports.purge([cacheTag(key)])',
    becomes: 'cacheTag(key)',
  },
  {
    name: 'no purge on redelivery',
    file: 'src/reconcile.ts',
    text: 'message.purge === true || message.isRedelivered === true',
    becomes: 'message.purge === true',
  },
  {
    name: 'writes without conditions',
    file: 'src/stores/condition.ts',
    text: "return only === 'absent' ? stored === null : stored?.etag === only.etag",
    becomes: 'return only !== stored',
  },
  {
    name: 'the source is that of an earlier head',
    file: 'src/reconcile/prepare.ts',
    text: 'if (original.source !== sourceOf(seen.original)) {',
    becomes: 'if (original.source === "") {',
  },
  {
    name: 'answers made on the spot live a year',
    file: 'test/model/edge.ts',
    text: 'const MADE = MINUTE',
    becomes: 'const MADE = YEAR',
  },
]

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
  const source = await readFile(file, 'utf8')
  const parts = source.replace(mutant.without ?? '', '').split(mutant.text)
  if (parts.length !== 2) throw new Error(`${mutant.name}: its text stands ${parts.length - 1} times in ${mutant.file}`)
  await writeFile(file, parts.join(mutant.becomes))
  return copy
}

/** Whether the model finds fault with it; prints the first fault. */
async function isFound(mutant: Mutant | null): Promise<boolean> {
  const copy = await copyWith(mutant)
  const { status, stdout, stderr } = spawnSync('vitest', ['run', 'test/model'], {
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
