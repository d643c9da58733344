import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { nextLoader } from '../../src/loaders/next.ts'

const baseUrl = 'https://images.example.com'
const loader = nextLoader({ baseUrl, widths: [320, 640, 1280] })

test.for([
  ['holiday/boat.jpg', 256, '/w320/holiday/boat.jpg'],
  ['/holiday/boat.jpg', 640, '/w640/holiday/boat.jpg'],
  ['/holiday/boat.jpg', 641, '/w1280/holiday/boat.jpg'],
  ['holiday/boat.jpg', 3840, '/w1280/holiday/boat.jpg'],
  ['/été 1+1 (2)%.jpg', 16, '/w320/%C3%A9t%C3%A9%201%2B1%20(2)%25.jpg'],
  ['a:b.jpg', 16, '/w320/a%3Ab.jpg'],
] as const)('%s for %d pixels is %s', ([src, width, path]) => {
  expect(loader({ src, width })).toBe(baseUrl + path)
  expect(loader({ src, width, quality: 20 })).toBe(baseUrl + path)
})

test.for([
  'https://elsewhere.example.com/a.jpg',
  'HTTP://elsewhere.example.com/a.jpg',
  '//elsewhere.example.com/a.jpg',
  'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
  'blob:https://example.com/1',
  '/_next/static/media/boat.1a2b3c.jpg',
  '/docs/_next/static/media/boat.1a2b3c.jpg',
])('%s lies elsewhere', (src) => expect(loader({ src, width: 640 })).toBe(src))

it('gives every width one picture where there are but boxes, for nobody knows how wide they come out', () => {
  const boxes = nextLoader({ baseUrl })
  for (const width of [16, 600, 3840]) expect(boxes({ src: 'boat.jpg', width })).toBe(`${baseUrl}/large/boat.jpg`)
})

it('chooses among boxes, too, where it is told what the original is', () => {
  const original = { width: 712, height: 1208 }
  const portrait = nextLoader({ baseUrl, original })
  expect(portrait({ src: 'a.jpg', width: 354 })).toBe(`${baseUrl}/medium/a.jpg`)
  expect(portrait({ src: 'a.jpg', width: 355 })).toBe(`${baseUrl}/large/a.jpg`)
})

it('crops where it is told to', () => {
  const crop = nextLoader({ baseUrl, fit: 'cover' })
  expect(crop({ src: 'boat.jpg', width: 640 })).toBe(`${baseUrl}/thumbnail/boat.jpg`)
})

it('takes the variants of a configuration', () => {
  const mine = nextLoader({ baseUrl, variants: { small: { width: 320 }, huge: { width: 4000 } } })
  expect(mine({ src: 'boat.jpg', width: 640 })).toBe(`${baseUrl}/huge/boat.jpg`)
})

describe('the one that the environment configures', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.resetModules()
  })

  it('is where the environment says', async () => {
    vi.stubEnv('NEXT_PUBLIC_SIZEWRIGHT_URL', 'http://127.0.0.1:3000/')
    const { default: fromEnvironment } = await import('../../src/loaders/next.ts')
    expect(fromEnvironment({ src: '/boat.jpg', width: 64 })).toBe('http://127.0.0.1:3000/large/boat.jpg')
  })

  test.for([undefined, ''])('says what is missing when it is %j', async (value) => {
    vi.stubEnv('NEXT_PUBLIC_SIZEWRIGHT_URL', value)
    const { default: fromEnvironment } = await import('../../src/loaders/next.ts')
    expect(() => fromEnvironment({ src: '/boat.jpg', width: 64 })).toThrow('NEXT_PUBLIC_SIZEWRIGHT_URL must be')
  })
})
