import { expect, it } from 'vitest'
import { reconcile } from '../../src/core/reconcile.ts'
import { listWork } from '../../src/core/rollout.ts'
import { jpegOf } from '../image/pictures.ts'
import { altered, createWorld, remove, upload } from '../world.ts'

it('what is unknown is neither work nor an orphan, unless it was seen all the same', async () => {
  const world = createWorld()
  const keys = ['gone.jpg', 'lost/a.jpg', 'lost/deep/b.jpg', 'lost.jpg', 'lost/seen.jpg', 'odd.jpg', 'there.jpg']
  for (const key of keys) {
    await upload(world.originals, key, await jpegOf(20, 20))
    await reconcile(world, { key })
  }
  await upload(world.originals, 'lost/broken.jpg', Buffer.from('no picture'))
  await reconcile(world, { key: 'lost/broken.jpg' })
  for (const key of ['gone.jpg', 'lost/a.jpg', 'lost/deep/b.jpg', 'lost/broken.jpg', 'lost.jpg', 'odd.jpg']) {
    await remove(world.originals, key)
  }
  const fault = new Error('may not be read')
  const originals = altered(world.originals, {
    async *list(options = {}) {
      for (const prefix of ['lost/', 'lost/deep/', 'odd.jpg']) options.unknown?.(prefix, fault)
      yield* world.originals.list(options)
    },
  })
  const work = await listWork({ ...world, originals })
  expect([...work.unknown.keys()]).toEqual(['lost/', 'odd.jpg'])
  expect([...work.orphans].toSorted()).toEqual(['gone.jpg', 'lost.jpg'])
  expect([...work.keys].toSorted()).toEqual(['gone.jpg', 'lost.jpg', 'lost/seen.jpg', 'there.jpg'])
})
