import { copyFile, mkdir, open, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import type { Chance } from './random.ts'

export interface Load {
  /** Stops and returns when the last file is written and the last answer is read. */
  stop(): Promise<void>
  /** What was done, and what was answered, by kind. */
  readonly counts: Readonly<Record<string, number>>
}

export interface LoadOptions {
  readonly chance: Chance
  readonly folder: string
  /** A folder on the file system of `folder`. */
  readonly draft: string
  readonly keys: readonly [string, ...string[]]
  readonly files: readonly [Buffer, ...Buffer[]]
  readonly names: readonly [string, ...string[]]
  /** Where the service is just now; `null` while it is down. */
  readonly url: () => string | null
}

/** Changes and requests pictures as fast as it can, until it is stopped. */
export function startLoad(options: LoadOptions): Load {
  const counts: Record<string, number> = {}
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1)
  const stopping = new AbortController()
  const repeat = async (act: (chance: Chance) => Promise<string>) => {
    const chance = options.chance.fork()
    while (!stopping.signal.aborted) {
      count(await act(chance))
      await sleep(chance.below(30))
    }
  }
  const work = [
    repeat((chance) => change(options, chance)),
    repeat((chance) => change(options, chance)),
    repeat((chance) => ask(options, chance)),
    repeat((chance) => ask(options, chance)),
    repeat((chance) => ask(options, chance)),
  ]
  return {
    counts,
    async stop() {
      stopping.abort()
      await Promise.all(work)
    },
  }
}

/** Deletes a file or puts another one in its place, in one of the ways in which that is done. Returns which. */
export async function change(
  { folder, draft, keys, files }: Pick<LoadOptions, 'folder' | 'draft' | 'keys' | 'files'>,
  chance: Chance,
): Promise<string> {
  const path = join(folder, chance.pick(keys))
  const bytes = chance.pick(files)
  await mkdir(dirname(path), { recursive: true })
  switch (chance.below(5)) {
    case 0:
      await rm(path, { force: true })
      return 'deleted'
    case 1: {
      const copy = join(draft, String(chance.below(2 ** 32)))
      await writeFile(copy, bytes)
      // Most of what is moved was written long ago, so that what is wrong with it is no longer put off.
      await utimes(copy, chance.below(1_000_000), chance.below(1_000_000))
      await rename(copy, path)
      return 'moved in'
    }
    case 2: {
      const copy = join(draft, String(chance.below(2 ** 32)))
      await writeFile(copy, bytes)
      await copyFile(copy, path)
      await rm(copy)
      return 'copied'
    }
    default:
      await writeInPlace(path, bytes, chance)
      return 'written in place'
  }
}

/** Writes as a slow copy does: for a while the file is half the new picture, and maybe long enough to be taken for whole. */
async function writeInPlace(path: string, bytes: Buffer, chance: Chance): Promise<void> {
  const file = await open(path, 'w')
  const half = chance.below(bytes.length)
  try {
    await file.write(bytes.subarray(0, half))
    await sleep(chance.pick([0, 5, 20, 600]))
    await file.write(bytes.subarray(half))
  } finally {
    await file.close()
  }
}

async function ask({ keys, names, url }: LoadOptions, chance: Chance): Promise<string> {
  const at = url()
  const key = chance.pick(keys)
  if (at === null) return 'not asked'
  const accept = chance.pick(['image/webp,*/*', '*/*'])
  const answer = await fetch(`${at}/${chance.pick(names)}/${encodeURI(key)}`, { headers: { accept } })
    .then(async (response) => ({ status: response.status, body: Buffer.from(await response.arrayBuffer()) }))
    .catch(() => null) // it was killed meanwhile
  if (answer === null) return 'unanswered'
  if (answer.status === 200) await sharp(answer.body, { failOn: 'warning' }).stats() // throws where it does not decode
  return String(answer.status)
}
