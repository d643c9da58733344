import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createImage } from '../../src/loaders/react.ts'

/** React itself is in the applications of `npm run test:frameworks`. */
vi.mock('react', () => ({
  createElement: (type: string, props: object | null, ...children: unknown[]) => ({
    type,
    props: { ...props, ...(children.length > 0 && { children }) },
    key: null,
  }),
}))

const variants = { square: { width: 400, height: 400, fit: 'cover' } } as const
const Image = createImage({ baseUrl: '', variants, widths: [320, 640] })
const BLUR = 'data:image/webp;base64,UklGRg=='
const info = { width: 500, height: 400, hasAlpha: false, dominantColour: '#a0b0c0', placeholder: BLUR, renditions: [] }

beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue())

describe('<Image>', () => {
  it('is an <img> with all that is known of it, and what a page gives it beside that', () => {
    const onLoad = (): void => undefined
    expect(Image({ src: 'k', alt: 'A boat', info, className: 'wide', 'data-a': 1, onLoad, priority: true })).toEqual({
      type: 'img',
      key: null,
      props: {
        alt: 'A boat',
        className: 'wide',
        'data-a': 1,
        onLoad,
        style: { background: `#a0b0c0 url(${BLUR}) center / cover no-repeat` },
        loading: 'eager',
        decoding: 'async',
        fetchPriority: 'high',
        width: 500,
        height: 400,
        sizes: '(min-width: 500px) 500px, 100vw',
        srcSet: '/w320/k 320w, /w640/k 500w',
        src: '/w640/k',
      },
    })
  })

  it('keeps the style of the page, and has none of its own where it is told so', () => {
    const style = { width: '100%' }
    expect(Image({ src: 'k', alt: '', info, style, placeholder: 'colour' }).props).toMatchObject({
      style: { background: '#a0b0c0', width: '100%' },
    })
    expect(Image({ src: 'k', alt: '', info, placeholder: false }).props).not.toHaveProperty('style')
  })

  it('is a <picture> where other sizes are to be shown', () => {
    const sources = [{ media: '(max-width: 600px)', variants: ['square'] }] as const
    const { type, props } = Image({ src: 'k', alt: '', width: 500, height: 400, sources })
    expect({ type, props }).toMatchObject({
      type: 'picture',
      props: { children: [{ type: 'source', props: { srcSet: '/square/k 400w', width: 400 } }, { type: 'img' }] },
    })
  })

  it('has the types of the configuration', () => {
    // @ts-expect-error -- a test of the types: there is no such variant
    expect(() => Image({ src: 'k', alt: '', variants: ['medium'] })).toThrow('there is no variant')
    // @ts-expect-error -- a test of the types: every picture has an alt
    expect(Image({ src: 'k' }).type).toBe('img')
    // @ts-expect-error -- a test of the types: no such property
    expect(Image({ src: 'k', alt: '', priorty: true }).type).toBe('img')
  })
})
