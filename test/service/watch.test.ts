import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { appendFile, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { watchFolder } from '../../src/local/locations/watch.ts'
import { createChance } from '../crash/random.ts'
import { eventually, folders } from '../local/running.ts'

async function watching(skips?: (name: string) => boolean) {
  const { originals } = await folders()
  const told: { key: string; size: number | null }[] = []
  const size = async (key: string) => (await stat(join(originals, key)).catch(() => null))?.size ?? null
  const watcher = await watchFolder({
    folder: originals,
    ignored: [],
    ...(skips !== undefined && { skips }),
    changed: (key) => void size(key).then((size) => told.push({ key, size })),
    changedBelow: () => {},
    report: (fault) => expect.fail(String(fault)),
  })
  onTestFinished(() => watcher.close())
  return { originals, told }
}

/** `WATCH_ROUNDS=500 npm run test:service -- watch` tries more. */
const ROUNDS = Number(process.env['WATCH_ROUNDS'] ?? 12)

/** A folder with files, and what somebody knows of it who reads a key when he is told of it, and at no other time. */
async function following(files: Record<string, string> = {}) {
  const { root, originals } = await folders()
  for (const [key, text] of Object.entries(files)) {
    mkdirSync(join(originals, key, '..'), { recursive: true })
    writeFileSync(join(originals, key), text)
  }
  const known = truthOf(originals)
  const watcher = await watchFolder({
    folder: originals,
    ignored: [],
    changed: (key) => {
      const text = textAt(join(originals, key))
      if (text === null) known.delete(key)
      else known.set(key, text)
    },
    changedBelow: () => {}, // what was read was told of
    report: (fault) => expect.fail(String(fault)),
  })
  onTestFinished(() => watcher.close())
  return { root, originals, seen: async () => known }
}

/** The files below a folder, without those behind links. */
function truthOf(folder: string, below = ''): Map<string, string> {
  const truth = new Map<string, string>()
  for (const entry of attempt(() => readdirSync(join(folder, below), { withFileTypes: true })) ?? []) {
    const key = join(below, entry.name)
    if (entry.isFile()) truth.set(key, readFileSync(join(folder, key), 'utf8'))
    if (entry.isDirectory()) for (const [inner, text] of truthOf(folder, key)) truth.set(inner, text)
  }
  return truth
}

/** `null` where no file is. */
function textAt(path: string): string | null {
  const isFile = attempt(() => lstatSync(path))?.isFile() === true && realpathSync(dirname(path)) === dirname(path)
  return isFile ? readFileSync(path, 'utf8') : null
}

function agreesWith(folder: string) {
  return (known: ReadonlyMap<string, string>) => isDeepStrictEqual(known, truthOf(folder))
}

/** What cannot be done just now is left. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

it('a file is told of when it is whole, not at each of its parts', async () => {
  const { originals, told } = await watching()
  const path = join(originals, 'boat.jpg')
  for (let part = 0; part < 20; part += 1) {
    await appendFile(path, Buffer.alloc(1000))
    await sleep(40)
  }
  await eventually(
    async () => told,
    (told) => told.at(-1)?.size === 20_000,
  )
  expect(told.length).toBeLessThan(10)
})

it('a file that is replaced again and again is told of meanwhile, and is whole each time', async () => {
  const { originals, told } = await watching()
  const next = join(originals, '../next')
  const going = new AbortController()
  const replacing = (async () => {
    for (let picture = 1; !going.signal.aborted; picture += 1) {
      await writeFile(next, Buffer.alloc(1000 + picture))
      renameSync(next, join(originals, 'now.jpg'))
      await sleep(120)
    }
  })()
  await eventually(
    async () => told.length,
    (count) => count >= 2,
  )
  going.abort()
  await replacing
  expect(told.every(({ size }) => size !== null && size > 1000)).toBe(true)
})

it('what is skipped by its name is not told of, nor what is in it, whatever becomes of it', async () => {
  const { originals, told } = await watching((name) => name.startsWith('.'))
  await mkdir(join(originals, '.trash/a'), { recursive: true })
  for (const path of ['.trash/boat.jpg', '.trash/a/boat.jpg', '.boat.jpg', '.gone.jpg']) {
    await writeFile(join(originals, path), 'x')
  }
  await rm(join(originals, '.gone.jpg'))
  await sleep(1500) // until the names are listed once more
  await writeFile(join(originals, 'last.jpg'), 'x')
  await eventually(
    async () => told,
    (told) => told.some(({ key }) => key === 'last.jpg'),
  )
  expect(new Set(told.map(({ key }) => key))).toEqual(new Set(['last.jpg']))
})

it('a file that was deleted before it was whole is told of, and so is the metadata beside it', async () => {
  const { originals, told } = await watching()
  await writeFile(join(originals, 'boat.jpg.meta.json'), '{}')
  await sleep(100)
  await rm(join(originals, 'boat.jpg.meta.json'))
  await eventually(
    async () => told,
    (told) => told.length > 1,
  )
  expect(told.slice(0, 2)).toEqual([
    { key: 'boat.jpg.meta.json', size: null },
    { key: 'boat.jpg', size: null },
  ])
})

describe('what takes the place of something else', () => {
  const cases: Record<string, (at: string) => void> = {
    'a folder of a file'(at) {
      rmSync(join(at, 'b'))
      mkdirSync(join(at, 'b'))
      writeFileSync(join(at, 'b/in.jpg'), 'in')
    },
    'a file of a folder'(at) {
      rmSync(join(at, 'd'), { recursive: true })
      writeFileSync(join(at, 'd'), 'file')
    },
    'another folder of a folder'(at) {
      renameSync(join(at, 'd'), join(at, 'x'))
      renameSync(join(at, 'e'), join(at, 'd'))
      renameSync(join(at, 'x'), join(at, 'e'))
    },
    'a link of a folder'(at) {
      renameSync(join(at, 'd'), join(at, '../gone'))
      symlinkSync('e', join(at, 'd'))
    },
    'other bytes of the same size and time'(at) {
      const { atime, mtime } = statSync(join(at, 'b'))
      writeFileSync(join(at, 'b'), 'B')
      utimesSync(join(at, 'b'), atime, mtime)
    },
  }

  it.each(Object.entries(cases))('is told of: %s', async (_, change) => {
    const { originals, seen } = await following({ b: 'b', 'd/a.jpg': 'd', 'd/s/x.jpg': 'x', 'e/a.jpg': 'e' })
    change(originals)
    expect(await eventually(seen, agreesWith(originals))).toEqual(truthOf(originals))
  })
})

it('a folder that vanishes as it is made is watched again when it is back', async () => {
  const { originals, seen } = await following()
  for (let round = 0; round < 20; round += 1) {
    const [at, away] = [join(originals, `d${round}`), join(originals, `m${round}`)]
    mkdirSync(join(at, 's'), { recursive: true })
    writeFileSync(join(at, 'text'), 'x')
    await sleep(round % 5)
    renameSync(at, away)
    await sleep(round % 7)
    mkdirSync(at)
  }
  for (const text of ['first', 'second']) {
    for (let round = 0; round < 20; round += 1) writeFileSync(join(originals, `d${round}/a.jpg`), text)
    expect(await eventually(seen, agreesWith(originals))).toEqual(truthOf(originals))
  }
})

it('another folder in the place of the whole one is watched', async () => {
  const { root, originals, seen } = await following({ 'a.jpg': 'a' })
  renameSync(originals, join(root, 'away'))
  mkdirSync(originals)
  writeFileSync(join(originals, 'a.jpg'), 'b')
  await eventually(seen, agreesWith(originals))
  writeFileSync(join(originals, 'a.jpg'), 'c')
  expect(await eventually(seen, agreesWith(originals))).toEqual(truthOf(originals))
})

it(
  'whatever is done to files and folders, in the end all is known as it is',
  { timeout: 60_000 + ROUNDS * 1000 },
  async () => {
    const seed = Number(process.env['WATCH_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
    const chance = createChance(seed)
    const { root, originals, seen } = await following()
    const folder = () => join(originals, chance.pick(['d', 'e', 'd/s', 'd/s/t', 'e/s']))
    const anywhere = () => join(chance.pick([originals, folder()]), chance.pick(['a.jpg', 'b.jpg', 's', 't']))
    const acts: [() => void, ...(() => void)[]] = [
      () => void mkdirSync(folder(), { recursive: true }),
      () => writeFileSync(anywhere(), String(chance.below(1000))),
      () => writeFileSync(anywhere(), String(chance.below(1000))),
      () => renameSync(anywhere(), anywhere()),
      () => renameSync(folder(), join(root, 'away')),
      () => renameSync(join(root, 'away'), folder()),
      () => rmSync(anywhere(), { recursive: true }),
      () => rmSync(join(root, 'away'), { recursive: true }),
      () => symlinkSync(folder(), anywhere()),
    ]
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let turn = 0; turn < 40; turn += 1) {
        attempt(chance.pick<() => void>(acts))
        if (chance.below(3) === 0) await sleep(chance.below(8))
      }
      const last = await eventually(seen, agreesWith(originals)).catch(seen)
      expect(last, `WATCH_SEED=${seed} repeats this, but for its timing`).toEqual(truthOf(originals))
    }
  },
)
