import { afterEach, describe, expect, it } from 'vitest'
import { SWEEP_MS } from '../../src/core/ports.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { listWork } from '../../src/core/rollout.ts'
import { cacheTag } from '../../src/core/stored.ts'
import { escapeKey } from '../../src/path.ts'
import { jpegOf } from '../image/pictures.ts'
import { allClosed, altered, createWorld, keysOf, remove, upload, type World } from '../world.ts'

afterEach(allClosed)

const TAG = cacheTag('boat.jpg')
const PLAIN = { message: { key: 'boat.jpg', sweep: true }, delayMs: SWEEP_MS }
const PURGING = { message: { key: 'boat.jpg', sweep: true, purge: true }, delayMs: SWEEP_MS }

/** A key that was made with the defaults, in a world that is configured otherwise by now. */
async function outgrown(config: Parameters<typeof createWorld>[0]): Promise<World> {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
  await reconcile(world, { key: 'boat.jpg' })
  return createWorld(config, world)
}

const rollOut = (world: World) => reconcile(world, { key: 'boat.jpg', rollout: true })

it('takes up a changed recipe without a purge by key, which the end of the rollout makes up for', async () => {
  const world = await outgrown({ quality: { jpeg: 60 } })
  expect((await rollOut(world)).rendered.toSorted()).toEqual(['info', 'large', 'medium', 'thumbnail'])
  expect(world.purged).toEqual([])
  expect(world.sent).toEqual([PLAIN])
})

it('purges by key what stems from another original than today’s', async () => {
  const world = await outgrown({ quality: { jpeg: 60 } })
  await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
  await rollOut(world)
  expect(world.purged).toEqual([TAG])
  expect(world.sent).toEqual([PURGING])
})

it('purges by key what has no original any more', async () => {
  const world = await outgrown({})
  await remove(world.originals, 'boat.jpg')
  await rollOut(world)
  expect(await keysOf(world.processed)).toEqual([])
  expect(world.purged).toEqual([TAG])
  expect(world.sent).toEqual([PURGING])
})

it('purges by key when the original changes under it, though it began with a changed recipe alone', async () => {
  const world = await outgrown({ quality: { jpeg: 60 } })
  const second = await jpegOf(50, 50)
  let isFirst = true
  const processed = altered(world.processed, {
    put: async (...args) => {
      if (isFirst) await upload(world.originals, 'boat.jpg', second)
      isFirst = false
      return world.processed.put(...args)
    },
  })
  await reconcile({ ...world, processed }, { key: 'boat.jpg', rollout: true })
  expect(world.purged).toEqual([TAG])
  expect(world.sent).toEqual([PLAIN, PURGING])
})

it('deletes what is no longer public, which the edge refuses already, without a purge by key', async () => {
  const world = await outgrown({ prefixes: ['photos/'] })
  await rollOut(world)
  expect(await keysOf(world.processed)).toEqual([])
  expect(world.purged).toEqual([])
  expect(world.sent).toEqual([PLAIN])
})

it('asks for nothing where there is nothing to do', async () => {
  const world = await outgrown({})
  await rollOut(world)
  expect(world.sent).toEqual([])
  expect(world.purged).toEqual([])
})

it('takes up an original that nobody had told of', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
  expect((await rollOut(world)).rendered).toHaveLength(7)
  expect(world.sent).toEqual([PLAIN])
})

describe('a rollout over names that are hidden by now', () => {
  const KEY = '@eaDir/boat.jpg/thumb.jpg'
  const ENTRY = { body: new Uint8Array(), contentType: 'a/b', metadata: {} }

  async function hidden(): Promise<World> {
    const world = createWorld({ hidden: true })
    for (const key of [KEY, 'boat.jpg']) {
      await upload(world.originals, key, await jpegOf(40, 40))
      await reconcile(world, { key })
    }
    await world.errors.put(escapeKey('.broken.jpg'), ENTRY, 'absent')
    return createWorld({}, world)
  }

  it('deletes what is stored of them, which the edge refuses already, without a purge by key', async () => {
    const world = await hidden()
    await reconcile(world, { key: KEY, rollout: true })
    expect((await keysOf(world.processed)).every((path) => path.endsWith('/boat.jpg'))).toBe(true)
    expect(world.purged).toEqual([])
    expect(world.sent).toEqual([{ message: { key: KEY, sweep: true }, delayMs: SWEEP_MS }])
  })

  it('looks at what is stored of them, and not at such originals', async () => {
    const world = await hidden()
    await upload(world.originals, '.DS_Store', Buffer.from('x'))
    const { keys, orphans } = await listWork(world)
    expect([...keys].toSorted()).toEqual(['.broken.jpg', KEY, 'boat.jpg'])
    expect([...orphans].toSorted()).toEqual(['.broken.jpg', KEY])
  })

  it('deletes an error entry that is of no key, as it does a stored path', async () => {
    const world = createWorld()
    for (const path of ['a//b.jpg', 'x'.repeat(1024)]) await world.errors.put(path, ENTRY, 'absent')
    await world.errors.put('not an escaped key', ENTRY, 'absent')
    await world.processed.put('medium/a//b.jpg', ENTRY, 'absent')
    const { keys, strays } = await listWork(world)
    expect([...keys]).toEqual([])
    expect(strays.map(({ location, path }) => `${location}: ${path.slice(0, 20)}`).toSorted()).toEqual([
      'errors: a//b.jpg',
      `errors: ${'x'.repeat(20)}`,
      'processed: medium/a//b.jpg',
    ])
  })
})
