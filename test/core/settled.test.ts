import { beforeAll, beforeEach, expect, it } from 'vitest'
import { reconcile } from '../../src/core/reconcile.ts'
import { listWork } from '../../src/core/rollout.ts'
import type { Store } from '../../src/stores/store.ts'
import { jpegOf } from '../image/pictures.ts'
import { altered, createWorld, keysOf, remove, upload, type World } from '../world.ts'

let picture: Uint8Array
let other: Uint8Array
let world: World

/** A store whose listing tells the metadata, as that of folders does. */
function telling(store: Store): Store {
  return altered(store, {
    async *list(options) {
      for await (const listed of store.list(options)) {
        yield { ...listed, metadata: (await store.head(listed.key))!.metadata }
      }
    },
  })
}

async function settled(config: Parameters<typeof createWorld>[0] = {}): Promise<string[]> {
  const { originals, processed, errors } = world
  const stores = { originals: telling(originals), processed: telling(processed), errors: telling(errors) }
  return [...(await listWork(createWorld(config, stores))).settled]
}

beforeAll(async () => {
  picture = await jpegOf(40, 40)
  other = await jpegOf(50, 40)
})

beforeEach(async () => {
  world = createWorld()
  for (const key of ['boat.jpg', 'sail.jpg']) {
    await upload(world.originals, key, picture)
    await reconcile(world, { key })
  }
})

it('finds settled what a run would not touch', async () => {
  expect(await settled()).toEqual(['boat.jpg', 'sail.jpg'])
})

it('does not believe a listing that tells no metadata', async () => {
  expect([...(await listWork(world)).settled]).toEqual([])
})

it('finds unsettled what has another original, or none', async () => {
  await upload(world.originals, 'boat.jpg', other)
  await remove(world.originals, 'sail.jpg')
  expect(await settled()).toEqual([])
})

it('finds unsettled what has another focus', async () => {
  const { etag } = (await world.originals.head('boat.jpg'))!
  const object = { body: picture, contentType: 'image/jpeg', metadata: { focus: '0.1,0.1' } }
  await world.originals.put('boat.jpg', object, { etag })
  expect(await settled()).toEqual(['sail.jpg'])
})

it('finds unsettled what lacks any one rendition', async () => {
  for (const path of (await keysOf(world.processed)).filter((path) => path.endsWith('/boat.jpg'))) {
    const { body: _, ...head } = (await world.processed.get(path))!
    await remove(world.processed, path)
    expect(await settled()).toEqual(['sail.jpg'])
    const { metadata } = head
    await world.processed.put(path, { body: new Uint8Array(), contentType: 'image/jpeg', metadata }, 'absent')
    expect(await settled()).toEqual(['boat.jpg', 'sail.jpg'])
  }
})

it('finds unsettled what has an error entry', async () => {
  await upload(world.errors, 'boat.jpg', new Uint8Array())
  expect(await settled()).toEqual(['sail.jpg'])
})

it('finds unsettled what another configuration makes otherwise', async () => {
  expect(await settled({ quality: { jpeg: 60 } })).toEqual([])
})

it('finds settled what bears a rendition that is made on demand, unless that is stale', async () => {
  const lazy = { variants: { medium: { width: 600, height: 600 }, tiny: { width: 9, height: 9, prewarm: false } } }
  world = createWorld(lazy)
  await upload(world.originals, 'boat.jpg', picture)
  await reconcile(world, { key: 'boat.jpg' })
  expect(await settled(lazy)).toEqual(['boat.jpg'])
  await upload(world.processed, 'tiny/boat.jpg', new Uint8Array())
  expect(await settled(lazy)).toEqual([])
})
