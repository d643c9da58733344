import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { escapeKey, isAddressable, isHidden, isStorable, parsePath, printPath, unescapeKey } from '../src/path.ts'
import { HIDDEN, NEARLY_HIDDEN } from './edge/hidden-names.ts'
import { addressableKey, anyString } from './edge/keys.ts'

const LONGEST = 'medium.webp'.length
const key = addressableKey(LONGEST)
const name = fc.constantFrom('medium', 'medium.webp', 'webp')
const alphabet = fc.string({ unit: fc.constantFrom(...'ab/._-x0159ACDEFf%+é'.split('')) })

describe('the spelling', () => {
  test.for<[key: string, escaped: string]>([
    ['holiday/boat.jpg', 'holiday/boat.jpg'],
    ['IMG_1234.jpg', 'IMG_1234.jpg'],
    ['my_photo.jpg', 'my_photo.jpg'],
    ['été 1+1.jpg', '_xC3_xA9t_xC3_xA9_x201_x2B1.jpg'],
    ['_xC3', '_x5FxC3'],
    ['_xc3', '_xc3'],
    ['__x41', '__x5Fx41'],
    ['_x4', '_x4'],
    ['_x é', '_x_x20_xC3_xA9'],
    ['100%41.jpg', '100_x2541.jpg'],
    ["a~!'()*.jpg", 'a_x7E_x21_x27_x28_x29_x2A.jpg'],
    ['😀', '_xF0_x9F_x98_x80'],
  ])('of %j is %s', ([key, escaped]) => {
    expect(escapeKey(key)).toBe(escaped)
    expect(unescapeKey(escaped)).toBe(key)
  })

  it('belongs to one key only', () => {
    // A key's escaped spelling, taken for a key, is as near to it as any other key can be.
    const near = fc.oneof(key, key.map(escapeKey))
    fc.assert(
      fc.property(key, near, (a, b) => {
        expect(escapeKey(a) === escapeKey(b)).toBe(a === b)
        expect(escapeKey(a) === escapeKey(escapeKey(a))).toBe(a === escapeKey(a))
      }),
    )
  })

  it('takes a byte for a plain character, and four for every byte of another', () => {
    fc.assert(
      fc.property(key, (key) => {
        const plain = key.replace(/_(?=x[0-9A-F]{2})/g, '').match(/[A-Za-z0-9./_-]/g)?.length ?? 0
        expect(escapeKey(key)).toHaveLength(plain + 4 * (Buffer.byteLength(key) - plain))
        expect(escapeKey(key)).toMatch(/^[A-Za-z0-9./_-]+$/)
      }),
    )
  })

  it('of half a surrogate pair does not exist', () => {
    expect(() => escapeKey('\ud83d')).toThrow(URIError)
    expect(unescapeKey('_xED_xA0_xBD')).toBeNull()
  })
})

describe('a path', () => {
  it('is parsed to what it was printed from', () => {
    fc.assert(
      fc.property(name, key, (name, key) => {
        expect(parsePath(printPath(name, key), LONGEST)).toEqual({ name, key })
      }),
    )
  })

  it('has one spelling', () => {
    fc.assert(
      fc.property(fc.oneof(alphabet, anyString), (text) => {
        const path = `medium/${text}`
        const parsed = parsePath(path, LONGEST)
        expect(parsed === null ? path : printPath(parsed.name, parsed.key)).toBe(path)
      }),
      { numRuns: 5000 },
    )
  })

  it('cannot be spelled with lower-case hex', () => {
    const lower = (path: string) => path.replace(/_x[0-9A-F]{2}/g, (escape) => escape.toLowerCase())
    fc.assert(
      fc.property(key, (key) => {
        const path = printPath('medium', key)
        fc.pre(lower(path) !== path)
        expect(parsePath(lower(path), LONGEST)?.key).not.toBe(key)
      }),
    )
    expect(parsePath('medium/_xc3_xa9', LONGEST)?.key, 'no escape, but a key of its own').toBe('_xc3_xa9')
  })

  it('cannot be spelled with a needless escape', () => {
    fc.assert(
      fc.property(key, fc.nat(), (key, at) => {
        const plain = [...printPath('', key).matchAll(/(?<!_x[0-9A-F]?)[A-Za-z0-9.-]/g)]
        fc.pre(plain.length > 0)
        const { index, 0: char } = plain[at % plain.length]!
        const escape = `_x${char.charCodeAt(0).toString(16).toUpperCase()}`
        const path = printPath('', key)
        expect(parsePath(`medium${path.slice(0, index)}${escape}${path.slice(index + 1)}`, LONGEST)).toBeNull()
      }),
    )
  })

  test.for([
    '',
    'medium',
    'medium/',
    '/boat.jpg',
    'medium//boat.jpg',
    'medium/a/',
    'medium/../a',
    'medium/a/.',
    'medium/a b',
    'medium/é',
    'medium/a%20b',
    'medium/_x41',
    'medium/_xFF',
    'medium/_xC0_xAF',
    'medium/_x2F',
    'medium/_x5C',
    'medium/_x0A',
    'medium/_x7F',
    'medium/_x5Fx4',
  ])('is not %j', (path) => expect(parsePath(path, LONGEST)).toBeNull())
})

describe('an addressable key', () => {
  test.for(['a', '.a', 'a.', '...', 'a/..b', '_', '+', ' ', '%2F', '😀/é', '\u0080', '\ufffd'])('is %j', (key) =>
    expect(isAddressable(key, LONGEST)).toBe(true),
  )
  test.for([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    './a',
    'a/..',
    'a/../b',
    'a\\b',
    'a\0',
    'a\nb',
    'a\u007f',
    '\ud800',
    'a\udc00',
  ])('is not %j', (key) => expect(isAddressable(key, LONGEST)).toBe(false))

  it('has 1,024 bytes at most as its longest path', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 45 }), fc.constantFrom('', 'é', '+', '_x41', '😀'), (longest, start) => {
        const fill = 'a'.repeat(1024 - longest - 1 - escapeKey(start).length)
        expect(printPath('n'.repeat(longest), start + fill)).toHaveLength(1024)
        expect(isAddressable(start + fill, longest)).toBe(true)
        expect(isAddressable(`${start}${fill}a`, longest)).toBe(false)
        expect(parsePath(printPath('n', start + fill), longest)).not.toBeNull()
        expect(parsePath(printPath('n', `${start}${fill}a`), longest)).toBeNull()
      }),
    )
  })
})

describe('what is hidden', () => {
  test.for(HIDDEN)('is a key with a segment %j', (name) => {
    for (const key of [name, `a/${name}`, `${name}/b.jpg`, `a/${name}/b.jpg`]) expect(isHidden(key), key).toBe(true)
  })
  test.for(NEARLY_HIDDEN)('is none with %j', (name) => {
    for (const key of [name, `a/${name}`, `${name}/b.jpg`, `a/${name}/b.jpg`]) expect(isHidden(key), key).toBe(false)
  })
})

describe('something can be stored', () => {
  it('of every key that can be asked for, and of some more', () => {
    fc.assert(fc.property(key, (key) => isStorable(key, LONGEST)))
    for (const key of ['a\\b', 'a\0', '\u007f/a', 'x'.repeat(1022)]) {
      expect([key, isStorable(key), isAddressable(key, LONGEST)]).toEqual([key, true, false])
    }
  })
  test.for(['', '/a', 'a/', 'a//b', '.', 'a/../b', './a', '\ud800', 'x'.repeat(1023)])('not of %j', (key) =>
    expect(isStorable(key)).toBe(false),
  )
})
