import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it, test } from 'vitest'
import { defineConfig } from '../../src/config/define-config.ts'
import type { Info } from '../../src/core/info.ts'
import { createLoader, type PictureInfo, widthsOf } from '../../src/loaders/loader.ts'
import type { Variants } from '../../src/loaders/variants.ts'
import { isAddressable, viewerPath } from '../../src/path.ts'
import { addressableKey, anyString } from '../edge/keys.ts'

const baseUrl = 'https://images.example.com'
const images = createLoader({ baseUrl })
const widths = [640, 1280] as const
const laddered = createLoader({ baseUrl, widths })

const KEY = 'été 1+1 (2)%.jpg'
const ENCODED = '%C3%A9t%C3%A9%201%2B1%20(2)%25.jpg'
const key = addressableKey('thumbnail'.length)
const name = fc.constantFrom('thumbnail', 'medium', 'large', 'webp')

const measured = (sizes: Record<string, readonly [width: number, height: number]>): PictureInfo => ({
  renditions: Object.entries(sizes).map(([name, [width, height]]) => ({ name, width, height })),
})

describe('a URL', () => {
  test.for([
    ['https://images.example.com', `https://images.example.com/medium/${ENCODED}`],
    ['https://images.example.com/', `https://images.example.com/medium/${ENCODED}`],
    ['http://127.0.0.1:3000/a/b/', `http://127.0.0.1:3000/a/b/medium/${ENCODED}`],
    ['//images.example.com', `//images.example.com/medium/${ENCODED}`],
    ['/images', `/images/medium/${ENCODED}`],
    ['/', `/medium/${ENCODED}`],
    ['', `/medium/${ENCODED}`],
  ] as const)('below %j', ([baseUrl, url]) => expect(createLoader({ baseUrl }).url(KEY, 'medium')).toBe(url))

  it('is the path that the service tells, whatever the key, and leads back to it', () => {
    fc.assert(
      fc.property(name, key, (name, key) => {
        const url = images.url(key, name)
        expect(url).toBe(baseUrl + viewerPath(name, key))
        const { pathname, search, hash, host } = new URL(url)
        expect({ pathname, search, hash, host }).toEqual({
          pathname: viewerPath(name, key),
          search: '',
          hash: '',
          host: 'images.example.com',
        })
        expect(decodeURIComponent(pathname)).toBe(`/${name}/${key}`)
      }),
    )
  })

  it('is written of no key that cannot be asked for, and the error says so', () => {
    fc.assert(
      fc.property(anyString, (key) => {
        if (isAddressable(key, 'medium'.length)) expect(images.url(key, 'medium')).toMatch(/^https:/)
        else expect(() => images.url(key, 'medium')).toThrow(RangeError)
      }),
    )
    expect(() => images.url('/boat.jpg', 'medium')).toThrow(
      `"/boat.jpg" cannot be the key of a picture, which is like 'holiday/boat.jpg'`,
    )
  })

  it('is written in no variant that there is not', () => {
    const any: { url: (key: string, variant: string) => string } = createLoader<Variants>({ baseUrl })
    for (const variant of ['huge', 'toString', '__proto__', ''])
      expect(() => any.url('boat.jpg', variant)).toThrow(
        `there is no variant '${variant}': there are thumbnail, medium, large, webp`,
      )
  })

  test.for([
    undefined,
    null,
    'images.example.com',
    'ftp://a',
    'https://',
    'https://a?b',
    'https://a#b',
    '/a b',
    '/a//b',
  ])('is not written below %j', (baseUrl) => {
    const options: { baseUrl: string } = JSON.parse(JSON.stringify({ baseUrl }))
    expect(() => createLoader(options)).toThrow(/^baseUrl must be where Sizewright answers, like .*, but is /)
  })

  it('needs variants', () => expect(() => createLoader({ baseUrl, variants: {} })).toThrow('at least one variant'))
})

describe('the types', () => {
  it('know the default variants', () => {
    // @ts-expect-error -- a test of the types: there is no such variant
    expect(() => images.url('a.jpg', 'huge')).toThrow(RangeError)
    expectTypeOf(images.url).parameter(1).toEqualTypeOf<'thumbnail' | 'medium' | 'large' | 'webp'>()
  })

  it('know those of a configuration, which can be given as it is', () => {
    const config = defineConfig({
      variants: { hero: { width: 1920, height: 800, fit: 'cover', quality: { avif: 60 } }, small: { width: 320 } },
      formats: ['avif', 'webp'],
    })
    const mine = createLoader({ baseUrl, variants: config.variants })
    expectTypeOf(mine.url).parameter(1).toEqualTypeOf<'hero' | 'small'>()
    expect(mine.url('a.jpg', 'hero')).toBe(`${baseUrl}/hero/a.jpg`)
    // @ts-expect-error -- a test of the types: it is a default one
    expect(() => mine.url('a.jpg', 'medium')).toThrow(RangeError)
    // @ts-expect-error -- a test of the types: no such variant to choose among
    expect(() => mine.srcset('a.jpg', { variants: ['huge'] })).toThrow(RangeError)
  })

  it('know those written in place', () => {
    const mine = createLoader({ baseUrl, variants: { a: { width: 1 }, b: { height: 2 } } })
    expectTypeOf(mine.url).parameter(1).toEqualTypeOf<'a' | 'b'>()
    // @ts-expect-error -- a test of the types: no such fit
    createLoader({ baseUrl, variants: { a: { width: 1, fit: 'fill' } } })
  })

  it('know those that widths make, beside the others', () => {
    const config = defineConfig({ widths: [320, 960], variants: { hero: { width: 1920, height: 800, fit: 'cover' } } })
    const mine = createLoader({ baseUrl, ...config })
    expectTypeOf(mine.url).parameter(1).toEqualTypeOf<'hero' | 'w320' | 'w960'>()
    expect(mine.url('a.jpg', 'w320')).toBe(`${baseUrl}/w320/a.jpg`)
    // @ts-expect-error -- a test of the types: no such width
    expect(() => mine.url('a.jpg', 'w640')).toThrow('there are hero, w320, w960')
    expectTypeOf(laddered.url)
      .parameter(1)
      .toEqualTypeOf<'thumbnail' | 'medium' | 'large' | 'webp' | 'w640' | 'w1280'>()
  })

  it('take what the service tells of a picture', () => {
    expectTypeOf<Info>().toExtend<PictureInfo>()
  })
})

describe('a srcset', () => {
  it('has the widths of the variants that show the whole picture, as the browser likes it', () =>
    expect(laddered.srcset(KEY)).toBe(`${baseUrl}/w640/${ENCODED} 640w, ${baseUrl}/w1280/${ENCODED} 1280w`))

  it('has the real widths, where they are known', () => {
    const info = measured({ thumbnail: [150, 150], medium: [450, 600], large: [900, 1200], webp: [900, 1200] })
    expect(images.srcset('a.jpg', { info })).toBe(`${baseUrl}/medium/a.jpg 450w, ${baseUrl}/large/a.jpg 900w`)
  })

  it('has no width twice', () => {
    const info = measured({ thumbnail: [150, 150], medium: [500, 400], large: [500, 400], webp: [500, 400] })
    expect(images.srcset('a.jpg', { info })).toBe(`${baseUrl}/medium/a.jpg 500w`)
    const twins = createLoader({ baseUrl, variants: { b: { width: 9 }, a: { width: 9 } } })
    expect(twins.srcset('a.jpg')).toBe(`${baseUrl}/b/a.jpg 9w`)
  })

  it('begins with the narrowest, which a wide variant may be in a high picture', () => {
    const loader = createLoader({ baseUrl, variants: { page: { width: 500 }, strip: { width: 600, height: 100 } } })
    const info = measured({ page: [500, 1000], strip: [50, 100] })
    expect(loader.srcset('a.jpg', { info })).toBe(`${baseUrl}/strip/a.jpg 50w, ${baseUrl}/page/a.jpg 500w`)
  })

  it('leaves out what nobody has measured', () => {
    expect(images.srcset('a.jpg', { info: measured({ large: [1200, 800] }) })).toBe(`${baseUrl}/large/a.jpg 1200w`)
    expect(images.srcset('a.jpg', { info: measured({}) })).toBe('')
    expect(createLoader({ baseUrl, variants: { tall: { height: 800 } } }).srcset('a.jpg')).toBe('')
  })

  it('can be of a height alone, where the width is known', () => {
    const tall = createLoader({ baseUrl, variants: { tall: { height: 800 }, taller: { height: 1600 } } })
    const info = measured({ taller: [1066, 1600], tall: [533, 800] })
    expect(tall.srcset('a.jpg', { info })).toBe(`${baseUrl}/tall/a.jpg 533w, ${baseUrl}/taller/a.jpg 1066w`)
  })

  it('has what it is told to choose among', () => {
    const crops = createLoader({
      baseUrl,
      variants: {
        big: { width: 800, height: 800, fit: 'cover' },
        square: { width: 400, height: 400, fit: 'cover' },
        hero: { width: 1920, height: 800, fit: 'cover' },
        whole: { width: 600 },
      },
    })
    expect(crops.srcset('a.jpg', { variants: ['big', 'square'] })).toBe(
      `${baseUrl}/square/a.jpg 400w, ${baseUrl}/big/a.jpg 800w`,
    )
  })

  it('takes a variant of a fixed format only where there is no other', () => {
    expect(
      createLoader({
        baseUrl,
        variants: { a: { width: 9, format: 'webp' }, b: { width: 5, height: 5, fit: 'cover' } },
      }).srcset('a.jpg'),
    ).toBe(`${baseUrl}/a/a.jpg 9w`)
  })

  it('is read as it was written, whatever the key', () => {
    fc.assert(
      fc.property(key, (key) => {
        // As in https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
        const parsed = [...laddered.srcset(key).matchAll(/[\s,]*(\S*[^\s,])\s+(\d+)w(?:,|$)/g)].map(
          ([, url, width]) => [url, width],
        )
        expect(parsed).toEqual([
          [laddered.url(key, 'w640'), '640'],
          [laddered.url(key, 'w1280'), '1280'],
        ])
      }),
    )
  })
})

describe('what covers a width', () => {
  const variants = {
    tall: { height: 700 },
    l: { width: 1200, height: 900 },
    m: { width: 600 },
    s: { width: 300, height: 300 },
    w: { width: 700, format: 'webp' },
    square: { width: 400, height: 400, fit: 'cover' },
    squareBig: { width: 800, height: 800, fit: 'cover' },
    hero: { width: 1920, height: 800, fit: 'cover' },
  } as const
  const loader = createLoader({ baseUrl, variants })

  test.for([
    [{ width: 1 }, 'm'], // a box says nothing of a width
    [{ width: 601 }, 'm'],
    [{ width: 300, height: 300 }, 's'],
    [{ width: 601, height: 1 }, 'l'],
    [{ width: 300, height: 301 }, 'm'],
    [{ width: 100, height: 5000 }, 'm'],
    [{}, 'm'],
    [{ width: 399, fit: 'cover' }, 'square'],
    [{ width: 401, fit: 'cover' }, 'squareBig'],
    [{ width: 801, fit: 'cover' }, 'hero'],
    [{ width: 401, height: 401, fit: 'cover' }, 'squareBig'],
    [{ width: 2000, height: 2000, fit: 'cover' }, 'squareBig'],
    [{ width: 480, height: 200, fit: 'cover' }, 'hero'],
    [{ width: 300, fit: 'contain' }, 'm'],
  ] as const)('%j is %s', ([wanted, name]) => expect(loader.covering('a.jpg', wanted)).toBe(`${baseUrl}/${name}/a.jpg`))

  it('is the whole picture, where nothing crops, and a crop, where nothing else is to be had', () => {
    const whole = createLoader({ baseUrl, variants: { m: { width: 600 } } })
    expect(whole.covering('a.jpg', { width: 100, height: 20, fit: 'cover' })).toBe(`${baseUrl}/m/a.jpg`)
    const crops = createLoader({ baseUrl, variants: { c: { width: 60, height: 60, fit: 'cover' } } })
    expect(crops.covering('a.jpg', { width: 100 })).toBe(`${baseUrl}/c/a.jpg`)
  })

  it('is the smallest that does, of any variants', () => {
    const widths = fc.uniqueArray(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(widths, fc.integer({ min: 1, max: 5000 }), (widths, width) => {
        const variants = Object.fromEntries(widths.map((width) => [`w${width}`, { width }]))
        const best = Math.min(...widths.filter((some) => some >= width), Infinity)
        const expected = best === Infinity ? Math.max(...widths) : best
        expect(createLoader({ baseUrl, variants }).covering('a', { width })).toBe(`${baseUrl}/w${expected}/a`)
        expect(widthsOf({ variants })).toEqual(widths.toSorted((a, b) => a - b))
      }),
    )
  })
})

test('the widths are those that a browser can choose among', () => {
  const variants = {
    a: { width: 9 },
    b: { width: 8, height: 3 },
    c: { height: 4 },
    d: { width: 4, height: 4, fit: 'cover' },
    e: { width: 5 },
  } as const
  expect(widthsOf({ variants })).toEqual([5, 9])
  expect(widthsOf({ variants, widths: [7, 9] })).toEqual([5, 7, 9])
  expect(widthsOf({ widths: [640, 320] })).toEqual([320, 640])
  expect(widthsOf({})).toEqual([1200])
  expect(widthsOf({ variants: { tall: { height: 3 } } })).toEqual([])
})
