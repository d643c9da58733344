import { expect, it } from 'vitest'
import { countEntries } from '../../../src/local/gallery/live/entry-count.ts'
import { INDEX } from '../../../src/local/settled/index-object.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { altered, remove, upload } from '../../world.ts'

const bytes = Buffer.from('broken')

it('counts what is there, and along with the writes', async () => {
  const there = memoryStore()
  await upload(there, 'a.jpg', bytes)
  await upload(there, INDEX, bytes)
  let listings = 0
  let changes = 0
  const list = () => ((listings += 1), there.list())
  const { store, count } = countEntries(altered(there, { list }), () => (changes += 1))
  expect(await count()).toBe(1)
  await upload(store, 'b.jpg', bytes)
  await upload(store, 'b.jpg', Buffer.from('replaced'))
  expect(await store.put('b.jpg', { body: bytes, contentType: '', metadata: {} }, 'absent')).toBe(null)
  await remove(store, INDEX)
  expect(await count()).toBe(2)
  await remove(store, 'a.jpg')
  expect(await store.delete('a.jpg', 'gone')).toBe(false)
  expect([await count(), listings, changes]).toEqual([1, 1, 3])
})

it('counts what is written while it lists, once', async () => {
  const there = memoryStore()
  for (const key of ['b.jpg', 'd.jpg']) await upload(there, key, bytes)
  const { store, count } = countEntries(
    altered(there, {
      async *list() {
        for await (const object of there.list()) {
          yield object
          if (object.key !== 'b.jpg') continue
          for (const key of ['a.jpg', 'c.jpg', 'e.jpg']) await upload(store, key, bytes) // behind and before what is listed
          for (const key of ['b.jpg', 'd.jpg', 'e.jpg']) await remove(store, key)
        }
      },
    }),
    () => {},
  )
  expect(await Promise.all([count(), count()])).toEqual([2, 2])
  await upload(store, 'f.jpg', bytes)
  expect(await count()).toBe(3)
})

it('lists again after a while, and after a listing that failed', async () => {
  const there = memoryStore()
  let fault: Error | null = new Error('away')
  const list = () => {
    if (fault !== null) throw fault
    return there.list()
  }
  const { count } = countEntries(altered(there, { list }), () => {}, 0)
  await expect(count()).rejects.toThrow('away')
  fault = null
  expect(await count()).toBe(0)
  await upload(there, 'a.jpg', bytes) // by another process
  expect(await count()).toBe(1)
})
