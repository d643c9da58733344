import { chmod, cp, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { change } from '../crash/load.ts'
import type { Chance } from '../crash/random.ts'
import type { Disturbance } from './disturbance.ts'

export interface Ground {
  /** The originals. */
  readonly folder: string
  /** On the same file system, and not served. */
  readonly draft: string
  /** A folder with a picture in it, not served. */
  readonly outside: string
  readonly keys: readonly [string, ...string[]]
  /** Folders of the keys, relative to `folder`. */
  readonly trees: readonly [string, ...string[]]
  readonly files: readonly [Buffer, ...Buffer[]]
  /** When some of the originals cannot be read. */
  readonly disturbance: Disturbance
}

/** Does one thing, and says what. */
type Change = (ground: Ground, chance: Chance) => Promise<string>

/** What can happen, each by the name with which it can be left out. */
type Changes = Readonly<Record<string, { readonly weight: number; readonly happen: Change }>>

/** What can happen to a file. Only one at a time writes: two who write one file would make a third picture of theirs. */
const writes: Changes = { write: { weight: 1, happen: writeFile } }

/** What can happen to a tree of them meanwhile. */
const moves: Changes = {
  move: { weight: 2, happen: readableAfter(moveTree) },
  swap: { weight: 2, happen: readableAfter(swapTrees) },
  copy: { weight: 2, happen: readableAfter(copyTree) },
  remove: { weight: 1, happen: removeTree },
  link: { weight: 1, happen: linkFile },
  'link-tree': { weight: 1, happen: linkTree },
  replace: { weight: 1, happen: replaceByFolder },
  unreadable: { weight: 1, happen: makeUnreadable },
}

/** Two who change things may be in each other's way: a folder is gone, a name is a link or a folder by now. */
const IN_THE_WAY = /^(?:ENOENT|EEXIST|ENOTDIR|EISDIR|ENOTEMPTY|EACCES|ELOOP|EINVAL|ERR_FS_EISDIR|ERR_FS_CP_.*)$/

function isInTheWay(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && IN_THE_WAY.test(String(error.code))
}

/** Those who change something: each chooses what happens next, lets it happen, and says what it was. */
export function createChangers(ground: Ground, without: ReadonlySet<string>): ((chance: Chance) => Promise<string>)[] {
  return [writes, moves].flatMap((changes) => {
    const [first, ...rest] = Object.entries(changes).flatMap(([name, { weight, happen }]) =>
      without.has(name) ? [] : Array.from({ length: weight }, () => ({ name, happen })),
    )
    if (first === undefined) return []
    return async (chance: Chance) => {
      const { name, happen } = chance.pick([first, ...rest])
      try {
        return `${name}: ${await happen(ground, chance)}`
      } catch (error) {
        if (!isInTheWay(error)) throw error
        return `in the way: ${name}, ${error.message}`
      }
    }
  })
}

async function writeFile(ground: Ground, chance: Chance): Promise<string> {
  const key = chance.pick(ground.keys)
  return `${key} ${await change({ ...ground, keys: [key] }, chance)}`
}

/** What is unreadable when it is moved or copied is so in its new place, too. */
function readableAfter(happen: Change): Change {
  return async (ground, chance) =>
    ground.disturbance.during(async () => {
      try {
        return await happen(ground, chance)
      } finally {
        await makeReadable(ground.folder)
      }
    })
}

async function moveTree({ folder, draft, trees }: Ground, chance: Chance): Promise<string> {
  const [from, to] = [chance.pick(trees), chance.pick(trees)]
  const away = join(draft, String(chance.below(2 ** 32)))
  await rename(join(folder, from), away)
  await sleep(chance.pick([0, 0, 50, 700]))
  await mkdir(dirname(join(folder, to)), { recursive: true })
  try {
    await rename(away, join(folder, to))
    return `${from} to ${to}`
  } catch (error) {
    await rm(away, { recursive: true, force: true })
    throw error
  }
}

async function swapTrees({ folder, trees }: Ground, chance: Chance): Promise<string> {
  const [one, two] = [chance.pick(trees), chance.pick(trees)]
  if (`${one}/`.startsWith(`${two}/`) || `${two}/`.startsWith(`${one}/`)) return 'one lies in the other'
  const between = join(folder, `between-${chance.below(2 ** 32)}`)
  await rename(join(folder, one), between)
  await sleep(chance.pick([0, 0, 30]))
  await rename(join(folder, two), join(folder, one)).catch(() => {}) // it may not be there
  await sleep(chance.pick([0, 0, 30]))
  await mkdir(dirname(join(folder, two)), { recursive: true })
  try {
    await rename(between, join(folder, two))
  } catch (error) {
    await rm(between, { recursive: true, force: true })
    throw error
  }
  return `${one} and ${two}`
}

async function copyTree({ folder, trees }: Ground, chance: Chance): Promise<string> {
  const [from, to] = [chance.pick(trees), chance.pick(trees)]
  await cp(join(folder, from), join(folder, to), { recursive: true, force: true })
  return `${from} to ${to}`
}

async function removeTree({ folder, trees }: Ground, chance: Chance): Promise<string> {
  const tree = chance.pick(trees)
  await rm(join(folder, tree), { recursive: true, force: true })
  return tree
}

/** Links are not followed: what is one is no original. */
async function linkFile({ folder, outside, keys }: Ground, chance: Chance): Promise<string> {
  const [key, other] = [chance.pick(keys), chance.pick(keys)]
  const target = chance.pick([join(outside, 'a.jpg'), join(folder, other), join(outside, 'nothing')])
  await rm(join(folder, key), { recursive: true, force: true })
  await symlink(target, join(folder, key))
  return `${key} to ${target}`
}

async function linkTree({ folder, outside, trees }: Ground, chance: Chance): Promise<string> {
  const [tree, other] = [chance.pick(trees), chance.pick(trees)]
  const target = chance.pick([outside, join(folder, other)])
  await rm(join(folder, tree), { recursive: true, force: true })
  await symlink(target, join(folder, tree))
  return `${tree} to ${target}`
}

/** For a while a key is a folder with a picture in it. */
async function replaceByFolder({ folder, keys, draft, files }: Ground, chance: Chance): Promise<string> {
  const key = chance.pick(keys)
  const [from, to] = [join(draft, String(chance.below(2 ** 32))), join(folder, key)]
  await mkdir(from)
  await change({ folder: from, draft, keys: ['in.jpg'], files }, chance)
  await rm(to, { recursive: true, force: true })
  await rename(from, to)
  await sleep(chance.pick([0, 100, 1500]))
  await rm(to, { recursive: true, force: true })
  return key
}

async function makeUnreadable({ folder, outside, trees, disturbance }: Ground, chance: Chance): Promise<string> {
  const tree = chance.pick(trees)
  return disturbance.during(async () => {
    await chmod(join(folder, tree), 0o000)
    await sleep(chance.pick([20, 500, 3000]))
    await makeReadable(folder) // it may be elsewhere by now
    await makeReadable(outside) // it may have been a link
    return tree
  })
}

/** Takes back what would keep the originals from being read; what is gone meanwhile does not. */
export async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755).catch(() => {})
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) await makeReadable(join(folder, entry.name))
  }
}
