import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/catalogue.ts'
import { defineConfig, resolveConfig } from '../../src/config.ts'
import astro from '../../src/loaders/astro.ts'
import { createLoader } from '../../src/loaders/loader.ts'
import { nextLoader } from '../../src/loaders/next.ts'
import nuxt, { getImage } from '../../src/loaders/nuxt.ts'
import { covering, defaultSizes } from '../../src/loaders/sizes.ts'
import { isAddressable } from '../../src/path.ts'
import { createEdge } from '../../src/local/edge.ts'

const baseUrl = 'https://images.example.com'
const { url, srcset, urlFor } = createLoader({ baseUrl })

describe('an address', () => {
  it('is that of the variant and the key, as the edge understands it', () => {
    expect(url('holiday/boat.jpg', 'medium')).toBe('https://images.example.com/medium/holiday/boat.jpg')
    const catalogue = createCatalogue(resolveConfig({}), [])
    const edge = createEdge(catalogue.table)
    const keys = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((key) => isAddressable(key, catalogue.longestName))
    fc.assert(
      fc.property(fc.oneof(keys, fc.constant('été 1+1 (2)%.jpg')), (key) => {
        const path = url(key, 'large').slice(baseUrl.length)
        expect(edge('GET', path, undefined)).toBe(
          edge('GET', `/large/${key.split('/').map(encodeURIComponent).join('/')}`, ''),
        )
        expect(decodeURIComponent(path)).toBe(`/large/${key}`)
      }),
    )
  })

  it('may be that of one format, or of the info', () => {
    expect([url('a.jpg', 'medium.webp'), url('a.jpg', 'info')]).toEqual([
      `${baseUrl}/medium.webp/a.jpg`,
      `${baseUrl}/info/a.jpg`,
    ])
  })

  it('is the same with a slash too many on either side', () => {
    const slashed = createLoader({ baseUrl: `${baseUrl}//` })
    expect(slashed.url('/a.jpg', 'large')).toBe(`${baseUrl}/large/a.jpg`)
  })

  it('knows only the variants of the configuration', () => {
    const config = defineConfig({
      variants: { hero: { width: 1920, height: 800, fit: 'cover' }, page: { width: 800 } },
    })
    const own = createLoader({ baseUrl, variants: config.variants })
    expect(own.url('a.jpg', 'hero')).toBe(`${baseUrl}/hero/a.jpg`)
    // @ts-expect-error -- a test of the types: there is no such variant
    expect(own.url('a.jpg', 'huge')).toBe(`${baseUrl}/huge/a.jpg`)
    // @ts-expect-error -- nor is this one of the default ones
    expect(url('a.jpg', 'hero')).toBe(`${baseUrl}/hero/a.jpg`)
  })
})

describe('the smallest size that covers a width', () => {
  it.each([
    [{ width: 1 }, 'medium'],
    [{ width: 600 }, 'medium'],
    [{ width: 601 }, 'large'],
    [{ width: 5000 }, 'large'],
    [{}, 'large'],
    [{ width: 100, height: 100, isCropped: true }, 'thumbnail'],
    [{ width: 151, height: 100, isCropped: true }, 'medium'],
  ])('%o: %s', (wanted, name) => {
    expect(covering(defaultSizes, wanted)).toBe(name)
    expect(urlFor('a.jpg', wanted)).toBe(`${baseUrl}/${name}/a.jpg`)
  })

  it('may have a format of its own where no other has a width, and must have one', () => {
    expect(covering({ small: { width: 100, format: 'webp' }, high: { height: 100 } }, { width: 10 })).toBe('small')
    expect(() => covering({ high: { height: 100 } }, { width: 10 })).toThrow('name one')
  })
})

describe('a srcset', () => {
  it('has the sizes that show all of it', () => {
    expect(srcset('a b.jpg')).toBe(`${baseUrl}/medium/a%20b.jpg 600w, ${baseUrl}/large/a%20b.jpg 1200w`)
  })

  it('has the widths of the picture where they are known, and none twice', () => {
    const renditions = (medium: number, large: number) => ({
      renditions: [
        { name: 'thumbnail', width: 150 },
        { name: 'medium', width: medium },
        { name: 'medium.webp', width: medium },
        { name: 'large', width: large },
      ],
    })
    expect(srcset('a.jpg', renditions(400, 800))).toBe(`${baseUrl}/medium/a.jpg 400w, ${baseUrl}/large/a.jpg 800w`)
    expect(srcset('a.jpg', renditions(300, 300))).toBe(`${baseUrl}/medium/a.jpg 300w`)
  })
})

describe('in a framework', () => {
  it('Next.js gets the size that covers', () => {
    const loader = nextLoader({ baseUrl })
    expect([640, 256].map((width) => loader({ src: '/été.jpg', width }))).toEqual([
      `${baseUrl}/large/%C3%A9t%C3%A9.jpg`,
      `${baseUrl}/medium/%C3%A9t%C3%A9.jpg`,
    ])
  })

  it('Nuxt gets it in either version, a crop, or the variant that is named', () => {
    expect(nuxt().getImage).toBe(getImage)
    const ask = (modifiers: object) => getImage('/a.jpg', { modifiers, baseURL: baseUrl }).url
    expect(ask({ width: '320px' })).toBe(`${baseUrl}/medium/a.jpg`)
    expect(ask({ width: 900, quality: 80 })).toBe(`${baseUrl}/large/a.jpg`)
    expect(ask({ width: 120, height: 120, fit: 'cover' })).toBe(`${baseUrl}/thumbnail/a.jpg`)
    expect(ask({ variant: 'webp' })).toBe(`${baseUrl}/webp/a.jpg`)
    expect(getImage('a.jpg').url).toBe('/large/a.jpg')
  })

  it('Astro gets it with all sizes, and its own pictures as they are', () => {
    const config = { service: { config: { baseUrl } } }
    const asked = { src: 'a.jpg', width: 500, alt: 'a boat', quality: 'low' }
    expect(astro.getURL(astro.validateOptions(asked), config)).toBe(`${baseUrl}/medium/a.jpg`)
    expect(
      astro.getSrcSet(asked, config).map(({ transform, descriptor }) => [astro.getURL(transform, config), descriptor]),
    ).toEqual([
      [`${baseUrl}/medium/a.jpg`, '600w'],
      [`${baseUrl}/large/a.jpg`, '1200w'],
    ])
    expect(astro.getHTMLAttributes(asked)).toEqual({ loading: 'lazy', decoding: 'async', width: 500, alt: 'a boat' })
    expect(astro.getURL({ src: { src: '/_astro/logo.svg' } }, config)).toBe('/_astro/logo.svg')
    expect(astro.getURL({ src: 'a.jpg', variant: 'thumbnail' }, config)).toBe(`${baseUrl}/thumbnail/a.jpg`)
  })
})
