import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import { outputSize } from '../../src/image/geometry.ts'
import { createLoader } from '../../src/loaders/loader.ts'
import { measureIn } from '../../src/loaders/original.ts'
import type { Variants } from '../../src/loaders/variants.ts'

const widths = [320, 640, 960, 1280] as const
const boxes = createLoader({ baseUrl: '' })
const laddered = createLoader({ baseUrl: '', widths })

/** `medium 354w`, without the key. */
const read = (srcset: string) => srcset.replaceAll(/\/([^/]+)\/\S+ /g, '$1 ')

describe('a width that a page writes is that of the file', () => {
  const side = fc.integer({ min: 1, max: 6000 })
  const fit = fc.constantFrom('inside' as const, 'cover' as const)

  it('of every size, where both sides of the original are known', () => {
    fc.assert(
      fc.property(side, side, side, side, fit, (width, height, boxWidth, boxHeight, fit) => {
        const box = { width: boxWidth, height: boxHeight, fit }
        expect(measureIn({ name: 'a', ...box, prewarm: true, shrink: false }, { width, height })).toEqual(
          outputSize(box, { width, height }),
        )
      }),
    )
  })

  it('of a size by its width alone, where the width is known, and up to that where it is not', () => {
    fc.assert(
      fc.property(side, side, fc.constantFrom(...widths), (width, height, rung) => {
        const real = outputSize({ width: rung, height: Infinity, fit: 'inside' }, { width, height }).width
        const loader = createLoader({ baseUrl: '', variants: { a: { width: rung } } })
        expect(read(loader.srcset('k', { width }))).toBe(`a ${real}w`)
        expect(read(loader.srcset('k'))).toBe(`a ${rung}w`)
        expect(real).toBeLessThanOrEqual(rung)
      }),
    )
  })
})

describe('a srcset', () => {
  test.for([
    ['ends at the original, with its width', { width: 712 }, 'w320 320w, w640 640w, w960 712w'],
    ['has one entry, where the original is smaller than all', { width: 300 }, 'w320 300w'],
    ['ends at the last, where the original is larger', { width: 9000 }, 'w320 320w, w640 640w, w960 960w, w1280 1280w'],
    ['is up to what there may be, where nothing is known', {}, 'w320 320w, w640 640w, w960 960w, w1280 1280w'],
    [
      'has the boxes, too, where both sides are known',
      { width: 712, height: 1208 },
      'w320 320w, medium 354w, w640 640w, large 707w, w960 712w',
    ],
    [
      'names what is stored in advance, of two of one width',
      { width: 900, height: 600 },
      'w320 320w, medium 600w, w640 640w, large 900w',
    ],
  ] as const)('%s', ([, known, srcset]) => expect(read(laddered.srcset('k', known))).toBe(srcset))

  it('has what was measured, and computes what nobody measured', () => {
    const info = { width: 712, height: 1208, renditions: [{ name: 'medium', width: 353, height: 600 }] }
    expect(read(laddered.srcset('k', { info }))).toBe('w320 320w, medium 353w, w640 640w, large 707w, w960 712w')
  })

  it('ends at no width of a drawing, which is drawn as large as it is wanted', () => {
    const info = { width: 100, height: 200, format: 'svg', renditions: [] }
    expect(read(laddered.srcset('k', { info, variants: ['medium', 'w960'] }))).toBe('medium 300w, w960 960w')
  })

  it('has crops, as wide as the smaller original allows, and padded sizes as they are', () => {
    const variants = {
      card: { width: 400, height: 200, fit: 'cover' },
      'card-2x': { width: 800, height: 400, fit: 'cover' },
      padded: { width: 500, height: 500, fit: 'contain' },
    } as const
    const loader = createLoader({ baseUrl: '', variants })
    const crops = { variants: ['card', 'card-2x'] } as const
    expect(read(loader.srcset('k', crops))).toBe('card 400w, card-2x 800w')
    expect(read(loader.srcset('k', { ...crops, width: 600 }))).toBe('card 400w, card-2x 600w')
    expect(read(loader.srcset('k', { ...crops, width: 600, height: 250 }))).toBe('card 400w, card-2x 500w')
    expect(read(loader.srcset('k', { variants: ['padded'], width: 9, height: 9 }))).toBe('padded 500w')
  })

  it('has no size that may come out smaller for its bytes, unless it was measured', () => {
    const loader = createLoader({ baseUrl: '', variants: { mail: { width: 600, shrink: true }, page: { width: 800 } } })
    expect(read(loader.srcset('k', { width: 9000, height: 9000 }))).toBe('page 800w')
    const info = { width: 9000, height: 9000, renditions: [{ name: 'mail', width: 512, height: 512 }] }
    expect(read(loader.srcset('k', { info }))).toBe('mail 512w, page 800w')
    expect(loader.covering('k', { width: 10 })).toBe('/page/k')
  })

  it('has neither what is padded nor what is always JPEG or PNG, unless it is named', () => {
    const variants = {
      og: { width: 1200, format: 'jpeg' },
      logo: { width: 64, format: 'png' },
      padded: { width: 500, height: 500, fit: 'contain' },
      page: { width: 800 },
    } as const
    const loader = createLoader({ baseUrl: '', variants })
    expect(read(loader.srcset('k'))).toBe('page 800w')
    expect(loader.covering('k', { width: 1000 })).toBe('/page/k')
    expect(read(loader.srcset('k', { variants: ['og'] }))).toBe('og 1200w')
    const crops: Variants = { og: { width: 12, height: 6, fit: 'cover', format: 'jpeg' }, page: { width: 8 } }
    expect(createLoader({ baseUrl: '', variants: crops }).covering('k', { width: 12, height: 6, fit: 'cover' })).toBe(
      '/page/k',
    )
  })
})

describe('of boxes, and an original of which nothing is known,', () => {
  const warned = vi.spyOn(console, 'warn')
  beforeEach(() => void warned.mockReset().mockReturnValue())
  afterEach(() => vi.unstubAllEnvs())

  it('there is a src alone, and in development it is said once why', async () => {
    vi.resetModules()
    const { createLoader } = await import('../../src/loaders/loader.ts')
    const boxes = createLoader({ baseUrl: '' })
    expect(boxes.srcset('k')).toBe('')
    expect(boxes.attributes('k')).toEqual({ loading: 'lazy', decoding: 'async', src: '/large/k' })
    expect(boxes.attributes('k', { variants: ['thumbnail', 'medium'] })).toMatchObject({ srcset: '/thumbnail/k 150w' })
    expect(boxes.covering('k', { width: 100 })).toBe('/large/k')
    expect(warned).toHaveBeenCalledTimes(1)
    expect(warned).toHaveBeenCalledWith(expect.stringMatching(/^sizewright: .*`widths: .*`info`/))
  })

  it('nothing is said in production', async () => {
    vi.resetModules()
    vi.stubEnv('NODE_ENV', 'production')
    const { createLoader } = await import('../../src/loaders/loader.ts')
    expect(createLoader({ baseUrl: '' }).srcset('k')).toBe('')
    expect(warned).not.toHaveBeenCalled()
  })

  it('nor where all is known', () => {
    expect(read(boxes.srcset('k', { width: 712, height: 1208 }))).toBe('medium 354w, large 707w')
    expect(warned).not.toHaveBeenCalled()
  })
})

describe('a version', () => {
  test.for([
    ['2', '?v=2'],
    [1764309600, '?v=1764309600'],
    ['a&b #é', '?v=a%26b%20%23%C3%A9'],
    ['', ''],
    [undefined, ''],
    [(key: string) => (key === 'k' ? 7 : undefined), '?v=7'],
  ] as const)('of %s is written as %j', ([version, query]) => {
    const loader = createLoader({ baseUrl: '', widths, version })
    expect(loader.url('k', 'medium')).toBe(`/medium/k${query}`)
    expect(loader.srcset('k', { width: 320 })).toBe(`/w320/k${query} 320w`)
  })
})
