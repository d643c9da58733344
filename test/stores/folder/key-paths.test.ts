import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutNames, plainNames } from '../../../src/stores/folder/key-paths.ts'
import { compareBytes, keysOf, put, read } from '../objects.ts'
import { everythingIn, openFolders } from './folders.ts'

const IMPOSSIBLE = ['', '/', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/..', 'a/../b', './a', 'a/./b', 'a\0b', 'a\uD83D']

describe('names in a folder that others fill', () => {
  test.each(['boat.jpg', 'a/b c/été~/~', '.hidden', '...', 'x'.repeat(300)])('are the keys themselves: %s', (key) => {
    expect(plainNames.pathOf(key)).toBe(key)
    expect(plainNames.isCut('a~')).toBe(false)
  })

  test.each(IMPOSSIBLE)('are not found for %j', (key) => {
    expect(plainNames.pathOf(key)).toBeNull()
  })
})

describe('names in a folder of our own', () => {
  test.each(['medium.webp/holiday/boat.jpg', 'a/~b~c', '....', 'x'.repeat(200)])(
    'are the keys themselves: %s',
    (key) => {
      expect(cutNames.pathOf(key)).toBe(key)
    },
  )

  test.each([...IMPOSSIBLE, 'a~', 'a~/b', '~'])('are not found for %j', (key) => {
    expect(cutNames.pathOf(key)).toBeNull()
  })

  test('are cut where they are longer than a file system holds', () => {
    expect(cutNames.pathOf(`a/${'x'.repeat(450)}/b`)).toBe(
      `a/${'x'.repeat(50)}~/${'x'.repeat(200)}~/${'x'.repeat(200)}/b`,
    )
    expect(cutNames.pathOf('x'.repeat(201))).toBe(`x~/${'x'.repeat(200)}`)
    expect(cutNames.pathOf('日'.repeat(100))).toBe(`${'日'.repeat(34)}~/${'日'.repeat(66)}`)
  })

  /** Segments around the lengths at which something changes, of which many begin alike. */
  const segment = fc
    .tuple(
      fc.constantFrom(0, 1, 195, 199, 200, 201, 202, 398, 400, 401, 700),
      fc.string({ unit: fc.constantFrom('a', '-', '.', '0', '~', 'é', '日', '\u{1F6A4}'), minLength: 1, maxLength: 5 }),
    )
    .map(([length, end]) => 'a'.repeat(length) + end)
  const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))

  test('are short enough, lead nowhere else, and can be read again', () => {
    fc.assert(
      fc.property(key, (key) => {
        const path = cutNames.pathOf(key)
        if (path === null) {
          expect(key).toMatch(/(^|\/)(\.{1,2}|[^/]*~)(\/|$)/)
          return
        }
        expect(path.replaceAll('~/', '')).toBe(key)
        for (const name of path.split('/')) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(201)
          expect(name).not.toMatch(/^\.{0,2}$/)
        }
      }),
    )
  })

  test('are listed in order, found and deleted', async () => {
    const { store, root, metadata } = await openFolders('owned')
    const keys = fc.sample(key, { numRuns: 200, seed: 7 }).filter((key) => cutNames.pathOf(key) !== null)
    const distinct = [...new Set(keys)]
      .filter((key) => !keys.some((other) => other.startsWith(`${key}/`)))
      .sort(compareBytes)
    expect(distinct.length).toBeGreaterThan(50)
    for (const key of distinct) await put(store, key, key)
    expect(await keysOf(store)).toEqual(distinct)
    for (const after of distinct.filter((_, at) => at % 20 === 0)) {
      expect(await keysOf(store, { after })).toEqual(distinct.slice(distinct.indexOf(after) + 1))
      const prefix = after.slice(0, -1)
      expect(await keysOf(store, { prefix })).toEqual(distinct.filter((key) => key.startsWith(prefix)))
    }
    for await (const { key, etag } of store.list()) {
      expect(await read(store, key)).toBe(key)
      expect(await store.delete(key, etag)).toBe(true)
    }
    expect([...(await everythingIn(root)), ...(await everythingIn(metadata))]).toEqual([])
  })
})
