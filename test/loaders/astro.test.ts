import { describe, expect, it, test } from 'vitest'
import sizewright from '../../src/loaders/astro.ts'
import type { AstroImage } from '../../src/loaders/astro-srcset.ts'

const baseUrl = 'https://images.example.com'
const settings = { service: { config: { baseUrl } } }
const imported = { src: '/_astro/boat.1a2b3c.jpg', width: 40, height: 30, format: 'jpg' }

const urlOf = (image: AstroImage) => sizewright.getURL(image, settings)
/** As Astro writes it. */
const srcsetOf = (image: AstroImage) =>
  sizewright.getSrcSet(image, settings).map(({ transform, descriptor }) => `${urlOf(transform)} ${descriptor}`)

describe('the src', () => {
  test.for([
    [{ src: '/boat.jpg', width: 300, height: 200 }, '/medium/boat.jpg'],
    [{ src: '/boat.jpg', width: 600, height: 800 }, '/large/boat.jpg'],
    [{ src: 'boat.jpg' }, '/large/boat.jpg'],
    [{ src: '/boat.jpg', width: 100, height: 100, fit: 'cover' }, '/thumbnail/boat.jpg'],
    [{ src: '/boat.jpg', width: 100, height: 100, fit: 'cover', layout: 'none' }, '/thumbnail/boat.jpg'],
    [{ src: '/boat.jpg', width: 100, height: 100, fit: 'cover', layout: 'constrained' }, '/medium/boat.jpg'],
    [{ src: '/boat.jpg', width: 900, height: 600, variant: 'thumbnail' }, '/thumbnail/boat.jpg'],
    [{ src: '/été 1+1 (2)%.jpg', width: 9, height: 9 }, '/medium/%C3%A9t%C3%A9%201%2B1%20(2)%25.jpg'],
  ] as const)('of %j is %s', ([image, path]) => expect(urlOf(image)).toBe(baseUrl + path))

  it('of what lies elsewhere stays as it is', () => {
    expect(urlOf({ src: 'https://elsewhere.example.com/a.jpg', width: 9, height: 9 })).toBe(
      'https://elsewhere.example.com/a.jpg',
    )
    expect(urlOf({ src: imported })).toBe(imported.src)
    expect(srcsetOf({ src: imported, widths: [600] })).toEqual([])
  })

  it('is in no variant that there is not', () =>
    expect(() => urlOf({ src: '/boat.jpg', variant: 'huge' })).toThrow("there is no variant 'huge'"))
})

describe('the srcset', () => {
  const image = { src: '/boat.jpg', width: 900, height: 600 }
  const upright = { src: '/boat.jpg', width: 600, height: 800 }
  const [medium, large] = [`${baseUrl}/medium/boat.jpg`, `${baseUrl}/large/boat.jpg`]

  test.for<[AstroImage, string[]]>([
    [image, []],
    [{ ...image, widths: [] }, []],
    [{ ...image, widths: [640, 3840] }, [`${medium} 600w`, `${large} 1200w`]],
    [{ ...image, widths: [300] }, [`${medium} 600w`]],
    [{ ...upright, widths: [450] }, [`${medium} 450w`]],
    [{ ...upright, widths: [320, 451] }, [`${medium} 450w`, `${large} 900w`]],
    [{ src: '/boat.jpg', widths: [1000] }, []], // boxes, and nobody knows the proportions
    [{ ...image, info: { width: 500, height: 300, renditions: [] }, widths: [640] }, [`${medium} 500w`]],
    [{ ...image, width: 300, height: 200, densities: ['3x', 1, 2] }, [`${medium} 1x`, `${large} 3x`]],
    [{ ...image, variant: 'thumbnail', widths: [640] }, []],
  ])('of %j is %j', ([image, srcset]) => expect(srcsetOf(image)).toEqual(srcset))

  it('is never taken for the src, whose URL Astro gives to all that have its sides', () => {
    const sides = { width: 600, height: 400 }
    const entries = sizewright.getSrcSet({ src: '/boat.jpg', ...sides, widths: [600, 1200] }, settings)
    expect(entries.map(({ transform }) => transform.width)).toEqual([600, 1200])
    for (const { transform } of entries) expect(transform).not.toMatchObject(sides)
  })
})

describe('the attributes', () => {
  const attributesOf = (image: AstroImage & Record<string, unknown>) => sizewright.getHTMLAttributes(image)
  const forService = { src: '/a.jpg', widths: [9], densities: [1], fit: 'cover', layout: 'none', variant: 'hero' }

  it('are what is not meant for the service', () =>
    expect(
      attributesOf({
        ...forService,
        position: 'top',
        format: 'webp',
        quality: 80,
        background: 'red',
        fetchpriority: undefined,
        width: 9,
        height: 6,
        sizes: '50vw',
        alt: '',
      }),
    ).toEqual({ width: 9, height: 6, sizes: '50vw', alt: '', loading: 'lazy', decoding: 'async' }))

  it('leave the loading to the page', () =>
    expect(attributesOf({ ...forService, loading: 'eager' })).toEqual({ loading: 'eager', decoding: 'async' }))

  it('of an import have its sides', () =>
    expect(attributesOf({ src: imported, width: undefined })).toMatchObject({ width: 40, height: 30 }))
})
