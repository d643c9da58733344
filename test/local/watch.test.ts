import { appendFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { pollListing } from '../../src/local/places/poll.ts'
import { watchFolder } from '../../src/local/places/watch.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { eventually, folders } from './running.ts'

async function watching() {
  const { originals } = await folders()
  const told: { key: string; size: number | null }[] = []
  const size = async (key: string) => (await stat(join(originals, key)).catch(() => null))?.size ?? null
  const watcher = await watchFolder({
    folder: originals,
    ignored: [],
    changed: (key) => void size(key).then((size) => told.push({ key, size })),
    report: (fault) => expect.fail(String(fault)),
  })
  onTestFinished(() => watcher.close())
  return { originals, told }
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

it('an object that comes and goes between two listings is told of when it was read', async () => {
  const store = memoryStore()
  const told: string[] = []
  const read = new Set<string>()
  const watcher = await pollListing({
    store,
    prefixes: [''],
    everyMs: 10,
    read,
    changed: (key) => told.push(key),
    report: (fault) => expect.fail(String(fault)),
  })
  onTestFinished(() => watcher.close())
  read.add('boat.jpg')
  await eventually(
    async () => told,
    (told) => told.includes('boat.jpg'),
  )
  await sleep(100)
  expect(told).toEqual(['boat.jpg'])
})
