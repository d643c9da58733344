import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryCache } from '../../../src/local/http/memory-cache.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { type NewObject, readAll, type Store } from '../../../src/stores/store.ts'
import { altered, bytesOf, upload } from '../../world.ts'

const text = (bytes: Uint8Array | null | undefined) => (bytes == null ? null : Buffer.from(bytes).toString())
const object = (body: string): NewObject => ({
  body: Buffer.from(body),
  contentType: 'image/webp',
  metadata: { a: 'b' },
})

/** Counts how often the store itself is read. */
function counted(): { store: Store; gets: () => number; heads: () => number } {
  const memory = memoryStore()
  const get = vi.fn((key: string) => memory.get(key))
  const head = vi.fn((key: string) => memory.head(key))
  return {
    store: altered(memory, { get, head }),
    gets: () => get.mock.calls.length,
    heads: () => head.mock.calls.length,
  }
}

// What is kept is trusted for a second: a busy machine must not make one of it.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('what is kept in memory', () => {
  it('is the object with all that is known of it, read once', async () => {
    const { store, gets } = counted()
    const shelf = createMemoryCache(store)
    await shelf.put('a', object('boat'), 'absent')
    expect(shelf.peek('a')).toBeNull()
    const first = await shelf.get('a')
    expect(text(await readAll(first!.body))).toBe('boat')
    const kept = shelf.peek('a')!
    expect([text(kept.bytes), kept.etag, kept.contentType, kept.metadata]).toEqual([
      'boat',
      first!.etag,
      'image/webp',
      { a: 'b' },
    ])
    expect(text(await bytesOf(shelf, 'a'))).toBe('boat')
    expect(gets()).toBe(1)
  })

  it('goes when it is replaced or deleted, whether or not that succeeds', async () => {
    const shelf = createMemoryCache(memoryStore())
    const etag = await upload(shelf, 'a', Buffer.from('old'))
    await shelf.get('a')
    await upload(shelf, 'a', Buffer.from('new'))
    expect(shelf.peek('a')).toBeNull()
    expect(text(await bytesOf(shelf, 'a'))).toBe('new')
    expect(await shelf.delete('a', etag)).toBe(false)
    expect(shelf.peek('a')).toBeNull()
    expect(text(await bytesOf(shelf, 'a'))).toBe('new')
    expect(await shelf.delete('a', (await shelf.head('a'))!.etag)).toBe(true)
    expect([shelf.peek('a'), await shelf.get('a')]).toEqual([null, null])
  })

  it('is not what was read while another was being written', async () => {
    const memory = memoryStore()
    await memory.put('a', object('old'), 'absent')
    const gate = Promise.withResolvers<void>()
    const shelf = createMemoryCache(
      altered(memory, {
        async get(key) {
          const found = await memory.get(key)
          await gate.promise
          return found
        },
      }),
    )
    const reading = shelf.get('a')
    await upload(shelf, 'a', Buffer.from('new'))
    gate.resolve()
    await reading
    expect(shelf.peek('a')).toBeNull()
  })

  it('is held against the store again after a second, and dropped where that has another', async () => {
    vi.useFakeTimers()
    try {
      const { store, gets, heads } = counted()
      const shelf = createMemoryCache(store)
      await upload(store, 'a', Buffer.from('old'))
      const before = heads()
      await shelf.get('a')
      vi.advanceTimersByTime(900)
      expect(text(shelf.peek('a')?.bytes)).toBe('old')
      vi.advanceTimersByTime(200)
      expect(shelf.peek('a')).toBeNull()
      expect(text(await bytesOf(shelf, 'a'))).toBe('old')
      expect([gets(), heads() - before]).toEqual([1, 1])
      expect(text(shelf.peek('a')?.bytes)).toBe('old')
      await upload(store, 'a', Buffer.from('behind its back'))
      vi.advanceTimersByTime(1100)
      expect(text(await bytesOf(shelf, 'a'))).toBe('behind its back')
    } finally {
      vi.useRealTimers()
    }
  })

  it('is 64 MiB of small objects at most, those that were asked for last', async () => {
    const shelf = createMemoryCache(memoryStore())
    const half = Buffer.alloc(512 * 1024)
    await upload(shelf, 'large', Buffer.alloc(512 * 1024 + 1))
    await shelf.get('large')
    expect(shelf.peek('large')).toBeNull()
    for (let index = 0; index < 128; index += 1) {
      await upload(shelf, String(index), half)
      await shelf.get(String(index))
    }
    expect(shelf.peek('0')?.size).toBe(half.length)
    await upload(shelf, 'one more', half)
    await shelf.get('one more')
    expect([shelf.peek('0')?.size, shelf.peek('1'), shelf.peek('2')?.size]).toEqual([half.length, null, half.length])
  })
})
