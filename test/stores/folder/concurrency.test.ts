import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Changed } from '../../../src/errors.ts'
import { writeAtomically } from '../../../src/stores/folder/atomic-write.ts'
import { readAll, type Store } from '../../../src/stores/store.ts'
import { keysOf, md5, object, put } from '../objects.ts'
import { everythingIn, makeFolder, openFolders } from './folders.ts'

describe.each(['owned', 'shared'] as const)('a folder that is %s', (ownership) => {
  test('is never seen without an object, or with half of one, while that is replaced 200 times', async () => {
    const { store } = await openFolders(ownership)
    const body = (round: number) => Buffer.alloc(100_000, `round ${round}.`)
    let etag = await put(store, 'a/boat.jpg', body(0))
    const known = new Set(Array.from({ length: 201 }, (_, round) => md5(body(round))))
    const writing = new AbortController()
    const readers = Array.from({ length: 4 }, async () => {
      let reads = 0
      while (!writing.signal.aborted) {
        reads += await readOnce(store, known)
      }
      return reads
    })
    for (let round = 1; round <= 200; round++) {
      etag = (await store.put('a/boat.jpg', object(body(round)), { etag }))!
    }
    writing.abort()
    const reads = await Promise.all(readers)
    expect(Math.min(...reads)).toBeGreaterThan(3)
  })

  test('takes an object into a folder that is just being removed because it is empty', async () => {
    const at = await openFolders(ownership)
    const keys = Array.from({ length: 8 }, (_, number) => `a/b/c/${number}`)
    await Promise.all(
      keys.map(async (key) => {
        for (let round = 0; round < 60; round++) {
          const etag = await put(at.store, key, key)
          expect(await at.store.delete(key, etag)).toBe(true)
        }
      }),
    )
    for (const folder of [at.root, at.metadata, at.temporary]) expect(await everythingIn(folder)).toEqual([])
  })

  test('is listed while objects come and go', async () => {
    const { store } = await openFolders(ownership)
    const kept = Array.from({ length: 100 }, (_, number) => `a/${number}/kept`)
    for (const key of kept) await put(store, key, key)
    const listing = new AbortController()
    const coming = (async () => {
      for (let round = 0; !listing.signal.aborted; round++) {
        const key = `a/${round % 100}${round % 3 ? '/passing' : 'x/passing'}`
        await store.delete(key, await put(store, key, key))
      }
    })()
    for (let round = 0; round < 10; round++) {
      const listed = await keysOf(store)
      expect(listed.filter((key) => key.endsWith('kept'))).toEqual(kept.toSorted())
    }
    listing.abort()
    await coming
  })
})

test('a file gets another time than the one that it replaces, however soon', async () => {
  const root = await makeFolder()
  const times: bigint[] = []
  const write = (unlike?: bigint) =>
    writeAtomically({
      root,
      path: join(root, 'file'),
      bytes: Buffer.from('x'),
      temporary: join(root, 'temporary'),
      unlike,
      before: async ({ mtimeNs }) => void times.push(mtimeNs),
    })
  for (let round = 0; round < 100; round++) await write(times.at(-1))
  for (const [at, time] of times.entries()) expect(time).not.toBe(times[at + 1])
})

/** Looks at the object in every way; returns how often that was a success. */
async function readOnce(store: Store, known: ReadonlySet<string>): Promise<number> {
  expect(known).toContain((await store.head('a/boat.jpg'))?.etag)
  expect(await keysOf(store)).toEqual(['a/boat.jpg'])
  const found = await store.get('a/boat.jpg')
  expect(known).toContain(found?.etag)
  try {
    expect(md5(await readAll(found!.body))).toBe(found!.etag)
    return 1
  } catch (error) {
    expect(error).toBeInstanceOf(Changed) // it was replaced under the reader, which must read again
    return 0
  }
}
