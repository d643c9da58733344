import { expect, it } from 'vitest'
import { requireConditions } from '../../../src/local/locations/conditions.ts'
import { S3Fault } from '../../../src/stores/s3/fault.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import type { Store } from '../../../src/stores/store.ts'
import { altered, keysOf } from '../../world.ts'

/** Servers that do not keep conditions, each made of one that does. */
const servers: Record<string, (good: Store) => Partial<Store>> = {
  'replaces an object where it must not (If-None-Match: *)': (good) => ({
    put: async (key, object, only) => {
      const head = await good.head(key)
      return good.put(key, object, only === 'absent' && head !== null ? { etag: head.etag } : only)
    },
  }),
  'replaces an object whose ETag is not the one that is named (If-Match)': (good) => ({
    put: async (key, object, only) => {
      const head = await good.head(key)
      return good.put(key, object, only !== 'absent' && head !== null ? { etag: head.etag } : only)
    },
  }),
  'refuses to replace an object whose ETag is named (If-Match)': (good) => ({
    put: async (key, object, only) => (only === 'absent' ? good.put(key, object, only) : null),
  }),
  'deletes an object whose ETag is not the one that is named (If-Match)': (good) => ({
    delete: async (key) => good.delete(key, (await good.head(key))?.etag ?? ''),
  }),
  'refuses to delete an object whose ETag is named (If-Match)': () => ({ delete: async () => false }),
  'writes an object that is not there (If-Match)': (good) => ({
    put: async (key, object, only) => good.put(key, object, (await good.head(key)) === null ? 'absent' : only),
  }),
}

const said = (...faults: string[]) =>
  `s3://made: this server cannot be used, for pictures would go stale: ${faults.map((fault) => `it ${fault}`).join('; ')}. ` +
  'A newer version of it may do as S3 itself does'

it('a server that keeps all conditions may be used, and nothing is left in it', async () => {
  const store = memoryStore()
  await requireConditions(store, 's3://made')
  expect(await keysOf(store)).toEqual([])
})

it.each(Object.entries(servers))('a server that %s may not', async (fault, change) => {
  const good = memoryStore()
  await expect(requireConditions(altered(good, change(good)), 's3://made')).rejects.toThrow(said(fault))
  if (fault.startsWith('refuses to delete')) return
  expect(await keysOf(good)).toEqual([])
})

it('all that it does otherwise is told at once', async () => {
  const good = memoryStore()
  const faulty = altered(good, {
    put: (key, object, only) => (only === 'absent' ? good.put(key, object, only) : Promise.resolve(null)),
    delete: async (key) => good.delete(key, (await good.head(key))?.etag ?? ''),
  })
  await expect(requireConditions(faulty, 's3://made')).rejects.toThrow(
    said(
      'refuses to replace an object whose ETag is named (If-Match)',
      'deletes an object whose ETag is not the one that is named (If-Match)',
    ),
  )
})

it('a header that the server does not know is one that it refuses; other faults are no verdict', async () => {
  const good = memoryStore()
  const fails = (status: number) =>
    altered(good, {
      put: async (key, object, only) => {
        if (only === 'absent') return good.put(key, object, only)
        throw Object.assign(new S3Fault('PutObject', new Error('no')), { status })
      },
    })
  await expect(requireConditions(fails(501), 's3://made')).rejects.toThrow(
    said('refuses to replace an object whose ETag is named (If-Match)'),
  )
  await expect(requireConditions(fails(403), 's3://made')).rejects.toThrow(S3Fault)
})
