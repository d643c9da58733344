import { beforeEach, describe, expect, test } from 'vitest'
import { Changed } from '../../src/errors.ts'
import { type ObjectHead, readAll, type Store } from '../../src/stores/store.ts'
import { modelContract } from './model.ts'
import { compareBytes, keysOf, md5, object, put, read } from './objects.ts'

/** Every kind of key that can be asked for; no two of them differ in letter case alone. */
const KEYS = [
  'boat.jpg',
  'holiday/2024/boat.jpg',
  'a b.jpg',
  ' leading and trailing ',
  '1+1=2.jpg',
  '100%.jpg',
  '%2e%2e/%2F.jpg',
  'what?.jpg',
  'a#b.jpg',
  `quotes'and"more&<>.jpg`,
  '!*();:@=$,[]{}|^`.jpg',
  '~tilde~.jpg',
  'été/ñandú.jpg',
  '日本語/写真.jpg',
  '\u{1F6A4} boat.jpg',
  'e\u0301.jpg',
  '.hidden/..a/...',
  '-rf',
  '__proto__',
  'constructor/toString',
  Array.from({ length: 5 }, () => 'long'.repeat(49)).join('/'),
]

/**
 * What every store must do, told by the port alone.
 *
 * @param open gives a store with nothing in it
 */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps the contract of a store`, () => {
    let store: Store

    beforeEach(async () => {
      store = await open()
    })

    test('knows nothing of what is not there', async () => {
      expect(await store.head('boat.jpg')).toBeNull()
      expect(await store.get('boat.jpg')).toBeNull()
      expect(await store.delete('boat.jpg', md5(''))).toBe(false)
      expect(await keysOf(store)).toEqual([])
    })

    test('gives back everything that was put', async () => {
      const etag = await store.put(
        'boat.jpg',
        {
          body: Buffer.from('a boat'),
          contentType: 'image/jpeg',
          cacheControl: 'public, max-age=3600, s-maxage=31536000',
          contentDisposition: `inline; filename="_t_.jpg"; filename*=UTF-8''%C3%A9t%C3%A9.jpg`,
          metadata: { source: '0123 focus=0.5,0.25', 'cache-tag': 'o-1' },
        },
        'absent',
      )
      const expected = {
        etag: md5('a boat'),
        size: 6,
        contentType: 'image/jpeg',
        cacheControl: 'public, max-age=3600, s-maxage=31536000',
        contentDisposition: `inline; filename="_t_.jpg"; filename*=UTF-8''%C3%A9t%C3%A9.jpg`,
        metadata: { source: '0123 focus=0.5,0.25', 'cache-tag': 'o-1' },
      }
      expect(etag).toBe(md5('a boat'))
      expect(timeless(await store.head('boat.jpg'))).toEqual(expected)
      const { body, ...head } = (await store.get('boat.jpg'))!
      expect(timeless(head)).toEqual(expected)
      expect(Buffer.from(await readAll(body)).toString()).toBe('a boat')
    })

    test('says that there is no cache control where none was given', async () => {
      await put(store, 'boat.jpg', 'a boat')
      expect((await store.head('boat.jpg'))!.cacheControl).toBeUndefined()
    })

    test('takes any key that can be asked for', async () => {
      for (const key of KEYS) expect(await store.put(key, object(key), 'absent'), key).toBe(md5(key))
      for (const key of KEYS) {
        expect((await store.head(key))?.etag, key).toBe(md5(key))
        expect(await read(store, key), key).toBe(key)
      }
      expect((await keysOf(store)).sort()).toEqual(KEYS.toSorted())
      for (const key of KEYS) expect(await store.delete(key, md5(key)), key).toBe(true)
      expect(await keysOf(store)).toEqual([])
    })

    test('does not take a key for another that resembles it', async () => {
      await put(store, 'a b/100%25.jpg', 'one')
      for (const other of ['a+b/100%25.jpg', 'a%20b/100%25.jpg', 'a b/100%.jpg', 'a b', 'A B/100%25.jpg']) {
        expect(await store.head(other), other).toBeNull()
        expect(await store.get(other), other).toBeNull()
      }
    })

    test('stores an empty body', async () => {
      expect(await put(store, 'empty', '')).toBe('d41d8cd98f00b204e9800998ecf8427e')
      expect((await store.head('empty'))!.size).toBe(0)
      expect(await read(store, 'empty')).toBe('')
    })

    test('stores 5 MB', async () => {
      const body = Buffer.alloc(5_000_000)
      for (let at = 0; at < body.length; at += 4) body.writeUInt32LE(at, at)
      expect(await store.put('large', object(body), 'absent')).toBe(md5(body))
      expect((await store.head('large'))!.size).toBe(body.length)
      const found = await store.get('large')
      expect(body.equals(await readAll(found!.body))).toBe(true)
    })

    test('lets a reader give up, before and after it began', async () => {
      await store.put('large', object(Buffer.alloc(2_000_000)), 'absent')
      await (await store.get('large'))!.body.cancel()
      const reader = (await store.get('large'))!.body.getReader()
      expect((await reader.read()).done).toBe(false)
      await reader.cancel()
      expect(await store.head('large')).not.toBeNull()
    })

    test('keeps what was put, whatever becomes of the bytes that were given and taken', async () => {
      const body = Buffer.from('a boat')
      await store.put('boat.jpg', { ...object(''), body }, 'absent')
      body.fill(0)
      const taken = await readAll((await store.get('boat.jpg'))!.body)
      taken.fill(0)
      expect(await read(store, 'boat.jpg')).toBe('a boat')
    })

    test('replaces the object that was looked at, at once and whole', async () => {
      const old = await store.put(
        'boat.jpg',
        object('old', { metadata: { old: 'yes' }, cacheControl: 'no-store' }),
        'absent',
      )
      expect(await store.put('boat.jpg', object('new one'), { etag: old! })).toBe(md5('new one'))
      expect(timeless(await store.head('boat.jpg'))).toEqual({
        etag: md5('new one'),
        size: 7,
        contentType: 'text/plain',
        cacheControl: undefined,
        metadata: {},
      })
      expect(await read(store, 'boat.jpg')).toBe('new one')
    })

    test('writes only what the condition allows', async () => {
      expect(await store.put('boat.jpg', object('new'), { etag: md5('old') })).toBeNull()
      expect(await store.head('boat.jpg')).toBeNull()
      await put(store, 'boat.jpg', 'old')
      expect(await store.put('boat.jpg', object('new'), 'absent')).toBeNull()
      expect(await store.put('boat.jpg', object('new'), { etag: md5('other') })).toBeNull()
      expect(await read(store, 'boat.jpg')).toBe('old')
      expect(await store.put('boat.jpg', object('old'), { etag: md5('old') })).toBe(md5('old'))
    })

    test('deletes only the object that was looked at', async () => {
      await put(store, 'boat.jpg', 'old')
      expect(await store.delete('boat.jpg', md5('other'))).toBe(false)
      expect(await read(store, 'boat.jpg')).toBe('old')
      expect(await store.delete('boat.jpg', md5('old'))).toBe(true)
      expect(await store.delete('boat.jpg', md5('old'))).toBe(false)
      expect(await read(store, 'boat.jpg')).toBeNull()
      expect(await store.put('boat.jpg', object('new'), { etag: md5('old') })).toBeNull()
      expect(await put(store, 'boat.jpg', 'new')).toBe(md5('new'))
    })

    test('leaves other objects alone', async () => {
      await put(store, 'holiday/boat.jpg', 'boat')
      await put(store, 'holiday/beach.jpg', 'beach')
      await store.delete('holiday/boat.jpg', md5('boat'))
      expect(await read(store, 'holiday/beach.jpg')).toBe('beach')
    })

    test('lets exactly one of many win who find nothing there', async () => {
      const texts = Array.from({ length: 10 }, (_, number) => `writer ${number}`)
      const etags = await Promise.all(texts.map((text) => store.put('boat.jpg', object(text), 'absent')))
      const winners = etags.filter((etag) => etag !== null)
      expect(winners).toHaveLength(1)
      expect(winners[0]).toBe(md5((await read(store, 'boat.jpg'))!))
    })

    test('lets exactly one of many win who replace or delete the same object', async () => {
      const etag = await put(store, 'boat.jpg', 'old')
      const texts = Array.from({ length: 10 }, (_, number) => `writer ${number}`)
      const won = await Promise.all([
        ...texts.map((text) => store.put('boat.jpg', object(text), { etag })),
        ...texts.map(async () => ((await store.delete('boat.jpg', etag)) ? 'deleted' : null)),
      ])
      const winners = won.filter((outcome) => outcome !== null)
      expect(winners).toHaveLength(1)
      const now = await read(store, 'boat.jpg')
      expect(winners[0]).toBe(now === null ? 'deleted' : md5(now))
    })

    test('gives a slow reader the bytes that the ETag names, or an error, when the object is replaced meanwhile', async () => {
      const old = Buffer.alloc(3_000_000, 'old')
      const etag = await store.put('boat.jpg', object(old), 'absent')
      const found = (await store.get('boat.jpg'))!
      const reader = found.body.getReader()
      const chunks = [(await reader.read()).value!]
      await store.put('boat.jpg', object(Buffer.alloc(3_000_000, 'new')), { etag: etag! })
      const outcome = await drain(reader, chunks).catch((error: unknown) => error)
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Changed)
      else expect(outcome).toBe(md5(old))
    })

    test('lists keys with their ETags and sizes in the order of their UTF-8 bytes', async () => {
      // A folder sorts as if its name ended in a slash; U+1F6A4 comes after U+FFFD in UTF-8, and before it in UTF-16.
      const ordered = [
        'B',
        'a b/x',
        'a-b',
        'a.b/x',
        'a/b/c',
        'a/c',
        'a0',
        'ab',
        'z',
        'é',
        '\uFB01',
        '\uFFFD',
        '\u{1F6A4}',
      ]
      for (const key of ordered.toReversed()) await put(store, key, key)
      const listed = await Array.fromAsync(store.list(), ({ key, etag, size }) => ({ key, etag, size }))
      expect(listed).toEqual(ordered.map((key) => ({ key, etag: md5(key), size: Buffer.byteLength(key) })))
    })

    test('lists what is under a prefix and after a key', async () => {
      const keys = ['a-', 'a/b/1', 'a/b/2', 'a/b2', 'a/c/1', 'ab', 'b/1', 'é']
      for (const key of keys) await put(store, key, key)
      const prefixes = ['', 'a', 'a/', 'a/b', 'a/b/', 'a/b/1', 'a/b/12', 'a-/', 'ab/', 'b', 'c', 'é', '../', '/', './']
      const afters = [
        '',
        'A',
        'a',
        'a-',
        'a/',
        'a/b',
        'a/b/',
        'a/b/1',
        'a/b/1/x',
        'a/b0',
        'a/z',
        'ab',
        'b/',
        'z',
        '\u{1F6A4}',
      ]
      for (const prefix of prefixes) {
        for (const after of afters) {
          const expected = keys.filter((key) => key.startsWith(prefix) && compareBytes(key, after) > 0)
          expect(await keysOf(store, { prefix, after }), `prefix ${prefix}, after ${after}`).toEqual(expected)
        }
      }
      expect(await keysOf(store, { after: 'a/c/1' })).toEqual(['ab', 'b/1', 'é'])
      expect(await keysOf(store, { prefix: 'a/b/' })).toEqual(['a/b/1', 'a/b/2'])
    })

    test('lists more than a page, and lets the reader stop', async () => {
      const keys = Array.from({ length: 1203 }, (_, number) => `many/${String(number).padStart(4, '0')}`)
      for (let at = 0; at < keys.length; at += 50) {
        await Promise.all(keys.slice(at, at + 50).map((key) => put(store, key, '')))
      }
      expect(await keysOf(store)).toEqual(keys)
      expect(await keysOf(store, { after: keys[1000]! })).toEqual(keys.slice(1001))
      for await (const { key } of store.list({ prefix: 'many/' })) {
        expect(key).toBe(keys[0])
        break
      }
    })

    test('answers', async () => {
      await expect(store.answers()).resolves.toBeUndefined()
    })
  })

  modelContract(name, open)
}

/** Leaves out the time: the machine's speed decides whether it is told of what was written just now. */
function timeless(head: ObjectHead | null): Omit<ObjectHead, 'written' | 'modified'> {
  const { written: _, modified: __, ...rest } = head!
  return rest
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>, chunks: Uint8Array[]): Promise<string> {
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return md5(Buffer.concat(chunks))
    chunks.push(value)
  }
}
