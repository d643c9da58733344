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
    const cache = createMemoryCache(store)
    await cache.put('a', object('boat'), 'absent')
    expect(cache.peek('a')).toBeNull()
    const first = await cache.get('a')
    expect(text(await readAll(first!.body))).toBe('boat')
    const kept = cache.peek('a')!
    expect([text(kept.bytes), kept.etag, kept.contentType, kept.metadata]).toEqual([
      'boat',
      first!.etag,
      'image/webp',
      { a: 'b' },
    ])
    expect(text(await bytesOf(cache, 'a'))).toBe('boat')
    expect(gets()).toBe(1)
  })

  it('goes when it is replaced or deleted, whether or not that succeeds', async () => {
    const cache = createMemoryCache(memoryStore())
    const etag = await upload(cache, 'a', Buffer.from('old'))
    await cache.get('a')
    await upload(cache, 'a', Buffer.from('new'))
    expect(cache.peek('a')).toBeNull()
    expect(text(await bytesOf(cache, 'a'))).toBe('new')
    expect(await cache.delete('a', etag)).toBe(false)
    expect(cache.peek('a')).toBeNull()
    expect(text(await bytesOf(cache, 'a'))).toBe('new')
    expect(await cache.delete('a', (await cache.head('a'))!.etag)).toBe(true)
    expect([cache.peek('a'), await cache.get('a')]).toEqual([null, null])
  })

  it('is not what was read while another was being written', async () => {
    const memory = memoryStore()
    await memory.put('a', object('old'), 'absent')
    const gate = Promise.withResolvers<void>()
    const cache = createMemoryCache(
      altered(memory, {
        async get(key) {
          const found = await memory.get(key)
          await gate.promise
          return found
        },
      }),
    )
    const reading = cache.get('a')
    await upload(cache, 'a', Buffer.from('new'))
    gate.resolve()
    await reading
    expect(cache.peek('a')).toBeNull()
  })

  it('is held against the store again after a second, and dropped where that has another', async () => {
    vi.useFakeTimers()
    try {
      const { store, gets, heads } = counted()
      const cache = createMemoryCache(store)
      await upload(store, 'a', Buffer.from('old'))
      const before = heads()
      await cache.get('a')
      vi.advanceTimersByTime(900)
      expect(text(cache.peek('a')?.bytes)).toBe('old')
      vi.advanceTimersByTime(200)
      expect(cache.peek('a')).toBeNull()
      expect(text(await bytesOf(cache, 'a'))).toBe('old')
      expect([gets(), heads() - before]).toEqual([1, 1])
      expect(text(cache.peek('a')?.bytes)).toBe('old')
      await upload(store, 'a', Buffer.from('behind its back'))
      vi.advanceTimersByTime(1100)
      expect(text(await bytesOf(cache, 'a'))).toBe('behind its back')
    } finally {
      vi.useRealTimers()
    }
  })

  it('is 64 MiB of small objects at most, those that were asked for last', async () => {
    const cache = createMemoryCache(memoryStore())
    const half = Buffer.alloc(512 * 1024)
    await upload(cache, 'large', Buffer.alloc(512 * 1024 + 1))
    await cache.get('large')
    expect(cache.peek('large')).toBeNull()
    for (let index = 0; index < 128; index += 1) {
      await upload(cache, String(index), half)
      await cache.get(String(index))
    }
    expect(cache.peek('0')?.size).toBe(half.length)
    await upload(cache, 'one more', half)
    await cache.get('one more')
    expect([cache.peek('0')?.size, cache.peek('1'), cache.peek('2')?.size]).toEqual([half.length, null, half.length])
  })
})
