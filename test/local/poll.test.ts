import { expect, it, onTestFinished } from 'vitest'
import { lookAgain } from '../../src/local/look-again.ts'
import { pollListing } from '../../src/local/places/poll.ts'
import { createLocalQueue } from '../../src/local/queue.ts'
import { reconcile } from '../../src/reconcile.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { jpegOf } from '../image/pictures.ts'
import { altered, createWorld, keysOf, upload } from '../world.ts'
import { eventually } from './running.ts'

async function polling() {
  const store = memoryStore()
  const told: string[] = []
  const read = new Set<string>()
  let looks = 0
  const listed = altered(store, {
    async *list(options) {
      looks += 1
      yield* store.list(options)
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

it('what has lost its original without anybody being told is found, in buckets too', async () => {
  const world = createWorld()
  const original = await jpegOf(40, 30)
  for (const key of ['boat.jpg', 'gone.jpg']) {
    const etag = await upload(world.originals, key, original)
    await reconcile(world, { key })
    if (key === 'gone.jpg') await world.originals.delete(key, etag)
  }
  const ran: string[] = []
  const queue = createLocalQueue({
    atOnce: 1,
    report: (fault) => expect.fail(String(fault)),
    run: async (message) => {
      ran.push(message.key)
      await reconcile(world, message)
    },
  })
  const stop = new AbortController()
  const looking = lookAgain(world, queue, {
    blindSpots: { looked() {} },
    everyMs: 10,
    isTelling: false,
    report: (fault) => expect.fail(String(fault)),
    signal: stop.signal,
  })
  await eventually(
    () => keysOf(world.processed),
    (keys) => keys.every((key) => key.endsWith('/boat.jpg')),
  )
  stop.abort()
  await looking
  await queue.close()
  expect(new Set(ran)).toEqual(new Set(['gone.jpg']))
})
