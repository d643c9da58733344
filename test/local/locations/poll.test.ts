import { expect, it, onTestFinished } from 'vitest'
import { reconcile } from '../../../src/core/reconcile.ts'
import { lookAgain } from '../../../src/local/work/look-again.ts'
import { pollListing } from '../../../src/local/locations/poll.ts'
import { createLocalQueue } from '../../../src/local/work/queue.ts'
import { createSettledIndex } from '../../../src/local/settled/settled-index.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { jpegOf } from '../../image/pictures.ts'
import { altered, createWorld, keysOf, remove, upload } from '../../world.ts'
import { eventually } from '../running.ts'
import { dated } from '../settled/dated.ts'

async function polling(archived = new Set<string>()) {
  const store = memoryStore()
  const told: string[] = []
  const read = new Set<string>()
  let looks = 0
  const listed = altered(store, {
    async *list(options) {
      looks += 1
      for await (const listed of store.list(options)) {
        yield { ...listed, ...(archived.has(listed.key) && { isArchived: true }) }
      }
    },
  })
  const watcher = pollListing({
    store: listed,
    prefixes: [''],
    everyMs: 10,
    read,
    changed: (key) => told.push(key),
    report: (fault) => expect.fail(String(fault)),
  })
  onTestFinished(() => watcher.close())
  await watcher.begun
  /** Returns when it has looked so often since. */
  const looked = async (times: number) => {
    const until = looks + times
    await eventually(
      async () => looks,
      (looks) => looks >= until,
    )
  }
  return { store, told, read, looked }
}

it('an object that comes and goes between two listings is told of when it was read', async () => {
  const { told, read, looked } = await polling()
  read.add('boat.jpg')
  await looked(5)
  expect(told).toEqual(['boat.jpg', 'boat.jpg'])
})

it('what has changed is told of at the next look once more, for it may have changed again in the same second', async () => {
  const { store, told, looked } = await polling()
  await upload(store, 'boat.jpg', Buffer.from('boat'))
  await looked(5)
  expect(told).toEqual(['boat.jpg', 'boat.jpg'])
  await looked(5)
  expect(told).toHaveLength(2)
})

it('what is restored from an archive is told of, and nothing when a lifecycle archives it or its copy expires', async () => {
  const archived = new Set<string>()
  const { store, told, looked } = await polling(archived)
  await upload(store, 'boat.jpg', Buffer.from('boat'))
  await looked(5)
  told.length = 0
  archived.add('boat.jpg')
  await looked(5)
  expect(told).toEqual([])
  archived.delete('boat.jpg')
  await looked(5)
  expect(told).toEqual(['boat.jpg', 'boat.jpg'])
  archived.add('boat.jpg')
  await looked(5)
  expect(told).toHaveLength(2)
  await upload(store, 'boat.jpg', Buffer.from('another'))
  await looked(5)
  expect(told).toHaveLength(4)
})

it('in buckets it finds what has lost its original, and once, when older writers are dead, all that is not as it was', async () => {
  const clock = { now: 0 }
  const place = () => dated(memoryStore(), clock)
  const world = createWorld({}, { originals: place(), processed: place(), errors: place() })
  const index = createSettledIndex(world.errors, world.catalogue, (fault) => expect.fail(String(fault)))
  const original = await jpegOf(40, 30)
  for (const key of ['boat.jpg', 'gone.jpg', 'pier.jpg', 'sail.jpg']) {
    await upload(world.originals, key, original)
    await reconcile(world, { key })
  }
  clock.now = 10_000
  for (const key of ['boat.jpg', 'pier.jpg']) index.note(key, (await reconcile(world, { key })).settled!)
  await remove(world.originals, 'gone.jpg')
  const ran: string[] = []
  const queue = createLocalQueue({
    atOnce: 1,
    report: (fault) => expect.fail(String(fault)),
    run: async (message) => {
      ran.push(message.key)
      await reconcile(world, message)
    },
  })
  async function looking(sweepMs: number, until: () => Promise<unknown>): Promise<void> {
    const stop = new AbortController()
    const report = (fault: unknown) => expect.fail(String(fault))
    const ended = lookAgain(world, queue, {
      blindSpots: { looked() {} },
      everyMs: 10,
      index,
      sweepMs,
      report,
      signal: stop.signal,
    })
    await until()
    stop.abort()
    await ended
  }
  const stored = (holds: (keys: string[]) => boolean) => eventually(() => keysOf(world.processed), holds)

  await looking(1e9, () => stored((keys) => keys.every((key) => !key.endsWith('/gone.jpg'))))
  expect(new Set(ran)).toEqual(new Set(['gone.jpg']))

  await remove(world.processed, 'medium/pier.jpg')
  await looking(0, async () => {
    await stored((keys) => keys.includes('medium/pier.jpg'))
    await queue.idle()
    await remove(world.processed, 'medium/boat.jpg')
    await new Promise((resolve) => setTimeout(resolve, 200)) // for some looks
  })
  await queue.close()
  expect(new Set(ran)).toEqual(new Set(['gone.jpg', 'pier.jpg', 'sail.jpg']))
})
