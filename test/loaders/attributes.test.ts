import { describe, expect, it, test } from 'vitest'
import { createLoader, type PictureInfo } from '../../src/loaders/loader.ts'

const images = createLoader({ baseUrl: '', widths: [320, 640, 960] })
const BLUR = 'data:image/webp;base64,UklGRg=='
const info: PictureInfo = {
  width: 800,
  height: 600,
  hasAlpha: false,
  dominantColour: '#a0b0c0',
  placeholder: BLUR,
  renditions: [],
}

describe('the attributes of an image', () => {
  it('are all that there is to know', () =>
    expect(images.attributes('k', { info })).toEqual({
      loading: 'lazy',
      decoding: 'async',
      width: 800,
      height: 600,
      sizes: 'auto, (min-width: 800px) 800px, 100vw',
      srcset: '/w320/k 320w, /medium/k 600w, /w640/k 640w, /large/k 800w',
      src: '/large/k',
    }))

  it('come in an order that a browser may be given them in: what is fetched is last', () =>
    expect(Object.keys(images.attributes('k', { info, priority: true })).slice(-3)).toEqual(['sizes', 'srcset', 'src']))

  it('have no sides where the original has none that are known, and then no auto, by which it would be 300 x 150', () => {
    const { sizes, width, height } = images.attributes('k', { width: 800 })
    expect({ sizes, width, height }).toEqual({ sizes: '(min-width: 800px) 800px, 100vw' })
    expect(images.attributes('k', { sizes: 'auto' }).sizes).toBe('auto, (min-width: 960px) 960px, 100vw')
  })

  test.for([
    [{}, { loading: 'lazy', decoding: 'async' }],
    [{ priority: true }, { loading: 'eager', decoding: 'async', fetchpriority: 'high' }],
    [
      { loading: 'eager', decoding: 'sync' },
      { loading: 'eager', decoding: 'sync' },
    ],
    [
      { priority: true, fetchpriority: 'auto' },
      { loading: 'eager', decoding: 'async', fetchpriority: 'auto' },
    ],
  ] as const)('with %j say how it is loaded', ([options, attributes]) =>
    expect(images.attributes('k', options)).toEqual({
      ...attributes,
      sizes: expect.any(String),
      srcset: expect.any(String),
      src: '/w960/k',
    }),
  )

  it('let nobody measure what is not lazy', () => {
    expect(images.attributes('k', { info, priority: true }).sizes).toBe('(min-width: 800px) 800px, 100vw')
    expect(images.attributes('k', { info, loading: 'eager', sizes: 'auto' }).sizes).not.toContain('auto')
    expect(images.attributes('k', { info, sizes: '50vw' }).sizes).toBe('50vw')
  })
})

describe('what is seen before the picture', () => {
  const styleOf = (info: PictureInfo, placeholder?: 'blur' | 'colour' | false) =>
    images.attributes('k', { info, placeholder }).style

  it('is nothing, unless it is asked for', () => expect(styleOf(info)).toBeUndefined())

  it('is the blurred picture over its dominant colour, or that alone', () => {
    expect(styleOf(info, 'blur')).toBe(`background: #a0b0c0 url(${BLUR}) center / cover no-repeat`)
    expect(styleOf(info, 'colour')).toBe('background: #a0b0c0')
  })

  it('is nothing behind what is transparent, and nothing that is no colour and no picture of ours', () => {
    expect(styleOf({ ...info, hasAlpha: true }, 'blur')).toBeUndefined()
    expect(styleOf({ renditions: [] }, 'blur')).toBeUndefined()
    expect(styleOf({ ...info, dominantColour: 'red; position: fixed' }, 'blur')).toBeUndefined()
    expect(styleOf({ ...info, placeholder: 'https://elsewhere.example.com/)' }, 'blur')).toBe('background: #a0b0c0')
  })
})

describe('a picture', () => {
  const variants = {
    square: { width: 400, height: 400, fit: 'cover' },
    'square-2x': { width: 800, height: 800, fit: 'cover' },
    box: { width: 900, height: 900 },
  } as const
  const directed = createLoader({ baseUrl: '', widths: [640, 1280], variants })
  const narrow = { media: '(max-width: 600px)', variants: ['square', 'square-2x'] } as const

  it('shows other variants where their medium holds', () =>
    expect(directed.picture('k', { info, sources: [{ ...narrow, sizes: '100vw' }], sizes: '50vw' })).toEqual({
      sources: [
        {
          media: '(max-width: 600px)',
          width: 600,
          height: 600,
          sizes: '100vw',
          srcset: '/square/k 400w, /square-2x/k 600w',
        },
      ],
      img: directed.attributes('k', { info, sizes: '50vw' }),
    }))

  it('has the shape of a crop even where nothing is known, and one address where its width is not', () => {
    const { sources } = directed.picture('k', { sources: [narrow, { media: 'print', variants: ['box'] }] })
    expect(sources).toEqual([
      expect.objectContaining({ width: 800, height: 800, srcset: '/square/k 400w, /square-2x/k 800w' }),
      { media: 'print', srcset: '/box/k' },
    ])
  })
})
