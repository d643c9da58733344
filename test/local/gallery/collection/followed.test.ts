import { expect, it } from 'vitest'
import { type FollowedCollection, followCollection } from '../../../../src/local/gallery/collection/followed.ts'
import { everything } from '../../../../src/local/gallery/list-query.ts'
import { createWorld, remove, upload, type World } from '../../../world.ts'
import { BYTES, pretend } from './world.ts'

async function following(
  keys: readonly string[],
): Promise<FollowedCollection & { world: World; states: () => Promise<object> }> {
  const world = createWorld()
  for (const key of keys) await upload(world.originals, key, BYTES)
  const followed = followCollection({
    opened: { ...world, isAlone: true },
    stores: world,
    catalogue: world.catalogue,
    settings: world.settings,
    changed() {},
    report(fault) {
      throw fault
    },
  })
  const list = () => followed.collection.list(everything)
  await list()
  const states = async () => Object.fromEntries((await list()).items.map(({ key, state }) => [key, state]))
  return { ...followed, world, states }
}

it('sees what is written and deleted by its stores', async () => {
  const { stores, states } = await following(['été 1.jpg'])
  await upload(stores.originals, 'b.jpg', BYTES)
  await pretend(stores.processed, 'medium/_xC3_xA9t_xC3_xA9_x201.jpg', 3)
  expect(await states()).toEqual({ 'été 1.jpg': 'ready', 'b.jpg': 'waiting' })
  const entry = { body: BYTES, contentType: 'image/jpeg', metadata: { reason: 'damaged' } }
  await stores.errors.put('b.jpg', entry, 'absent')
  await remove(stores.processed, 'medium/_xC3_xA9t_xC3_xA9_x201.jpg')
  expect(await states()).toEqual({ 'été 1.jpg': 'waiting', 'b.jpg': 'failed' })
  await remove(stores.errors, 'b.jpg')
  await remove(stores.originals, 'été 1.jpg')
  expect(await states()).toEqual({ 'b.jpg': 'waiting' })
})

it('sees what its watcher tells of, who tells it to the other listener, too', async () => {
  const { world, also, states } = await following(['a.jpg', 'x/1.jpg', 'x/y/2.jpg'])
  const told: string[] = []
  const listener = also({
    report() {},
    changed: (key) => void told.push(key),
    changedBelow: (path) => void told.push(`${path}/`),
  })
  await upload(world.originals, 'b.jpg', BYTES)
  for (const key of ['a.jpg', 'x/1.jpg', 'x/y/2.jpg']) await remove(world.originals, key)
  listener.changed('a.jpg')
  listener.changed('b.jpg')
  expect(await states()).toEqual({ 'b.jpg': 'waiting', 'x/1.jpg': 'waiting', 'x/y/2.jpg': 'waiting' })
  listener.changedBelow('x')
  expect(await states()).toEqual({ 'b.jpg': 'waiting' })
  expect(told).toEqual(['a.jpg', 'b.jpg', 'x/'])
})
