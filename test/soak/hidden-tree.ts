import { chmod, lstat, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Chance } from '../crash/random.ts'
import type { Truth } from '../crash/truth.ts'
import { answersOf, findWrong } from './answers.ts'
import type { Ground } from './changes.ts'
import type { Guard } from './guard.ts'
import type { History } from './history.ts'
import { settle } from './settle.ts'
import { ENDS } from './soak.ts'

export interface Hiding {
  readonly ground: Ground
  readonly truth: Truth
  readonly names: readonly string[]
  readonly guard: Guard
  readonly chance: Chance
  readonly history: History
  readonly totals: { checks: number }
  readonly restart: (signal: (typeof ENDS)[number], meanwhile: () => Promise<void>) => Promise<void>
  /** What in the data folder does not agree with the originals. */
  readonly findFaults: () => Promise<string[]>
}

/**
 * At a quiet time one folder becomes unreadable, over a restart at times, and loses a file meanwhile. What is stored of it
 * stays, and all else goes on: what changes beside it is seen. Then it can be read again, or is gone before anybody could
 * list it, and everything is as it is.
 */
export async function hideTree(hiding: Hiding): Promise<void> {
  const { ground, chance, history, guard, findFaults } = hiding
  const tree = chance.pick(ground.trees)
  const path = join(ground.folder, tree)
  if ((await lstat(path).catch(() => null))?.isDirectory() !== true) return
  const isTaken = chance.below(2) === 0
  history.note(`hidden: ${tree}`)
  await ground.disturbance.during(async () => {
    const before = await storedOf(hiding, tree)
    await chmod(path, 0o000)
    try {
      await changeBeside(hiding, tree)
      await compare(hiding, tree, before)
    } finally {
      if (isTaken) await takeAway(path, join(ground.draft, 'hidden'))
      else await chmod(path, 0o755)
      history.note(`${isTaken ? 'taken' : 'shown'}: ${tree}`)
    }
  })
  await settle(`after ${tree} was unreadable, the data folder`, findFaults, guard.death)
}

async function takeAway(path: string, away: string): Promise<void> {
  await chmod(path, 0o300) // so that its owner may move it, and nobody may list it
  await rename(path, away)
  await chmod(away, 0o755)
  await rm(away, { recursive: true })
}

/** What is served of a tree, by key. */
async function storedOf({ ground, truth }: Hiding, tree: string) {
  const keys = ground.keys.filter((key) => key.startsWith(`${tree}/`))
  const answers = keys.map(async (key) => [key, await answersOf(truth, ground.folder, key)] as const)
  return (await Promise.all(answers)).filter(([, right]) => typeof right !== 'number')
}

async function changeBeside({ ground, chance, restart }: Hiding, tree: string): Promise<void> {
  const { folder, draft, files } = ground
  const change = async () => {
    await writeFile(join(draft, 'beside'), chance.pick(files))
    await rename(join(draft, 'beside'), join(folder, 'beside.jpg'))
    await rm(join(folder, 'a.jpg'), { force: true, recursive: true })
  }
  const end = chance.pick([null, ...ENDS])
  if (end === null) await change()
  else {
    await restart(end, async () => {
      await change()
      await loseOne(ground, tree)
    })
  }
}

/** While the service is off, so that nobody tells of it. */
async function loseOne({ folder, keys }: Ground, tree: string): Promise<void> {
  const key = keys.find((key) => key.startsWith(`${tree}/`))!
  await chmod(join(folder, tree), 0o755)
  await rm(join(folder, key), { force: true, recursive: true })
  await chmod(join(folder, tree), 0o000)
}

async function compare(
  { ground, truth, names, guard, totals }: Hiding,
  tree: string,
  before: Awaited<ReturnType<typeof storedOf>>,
) {
  const checked = () => void (totals.checks += 1)
  const wrongOf = async (key: string, names: readonly string[], right: Parameters<typeof findWrong>[3]) =>
    findWrong(guard.url() ?? '', names, key, right, checked)
  await settle(
    `while ${tree} was unreadable, what lies beside it`,
    async () => {
      const keys = ['beside.jpg', 'a.jpg']
      const wrong = keys.map(async (key) => wrongOf(key, names, await answersOf(truth, ground.folder, key)))
      return (await Promise.all(wrong)).flat()
    },
    guard.death,
  )
  const prewarmed = names.filter((name) => !name.startsWith('lazy'))
  for (const [key, right] of before) {
    const wrong = await wrongOf(key, prewarmed, right)
    if (wrong.length > 0) throw new Error(`while ${tree} was unreadable, of what is stored:\n  ${wrong.join('\n  ')}`)
  }
}
