import { describe, expect, expectTypeOf, it, test } from 'vitest'
import { type Config, ConfigFault, resolveConfig } from '../../src/config/config.ts'
import { defineConfig } from '../../src/config/define-config.ts'
import shipped from '../../sizewright.config.ts'

const NAME = 'a variant is named by 1 to 40 of a-z, 0-9 and -, beginning with a letter'
const PREFIX =
  "must be '' or end with '/', like 'photos/', with no empty, '.' or '..' segment, control character or backslash"

/** The lines that a faulty configuration is answered with. */
function faultsOf(config: unknown): readonly string[] {
  try {
    resolveConfig(config)
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
  return []
}

describe('the defaults', () => {
  const variant = { fit: 'inside', quality: {}, prewarm: true }
  const defaults = {
    variants: {
      thumbnail: { ...variant, width: 150, height: 150, fit: 'cover', quality: { avif: 65 } },
      medium: { ...variant, width: 600, height: 600 },
      large: { ...variant, width: 1200, height: 1200 },
      webp: { ...variant, width: 1200, height: 1200, format: 'webp' },
    },
    widths: [],
    formats: ['webp'],
    quality: { jpeg: 85, webp: 80, avif: 58 },
    effort: { webp: 2, avif: 0 },
    keepGainMap: false,
    limits: { bytes: 64 * 2 ** 20, pixels: 128_000_000, frames: 500, animationPixels: 100_000_000 },
    prefixes: [''],
    hidden: false,
    cacheControl: { browserSeconds: 3600, edgeSeconds: 31_536_000 },
  }

  it('are all there is to say', () => expect(resolveConfig({})).toEqual(defaults))

  it('are what the shipped configuration spells out', () => expect(resolveConfig(shipped)).toEqual(defaults))

  it('fill in whatever is left out', () => {
    const config = {
      variants: { hero: { width: 1920 }, icon: { height: 16, quality: { webp: 100 }, prewarm: false } },
      formats: [],
      quality: { avif: 1 },
      limits: { frames: 1 },
      prefixes: undefined,
    }
    expect(resolveConfig(config)).toEqual({
      ...defaults,
      variants: {
        hero: { ...variant, width: 1920 },
        icon: { ...variant, height: 16, quality: { webp: 100 }, prewarm: false },
      },
      formats: [],
      quality: { ...defaults.quality, avif: 1 },
      limits: { ...defaults.limits, frames: 1 },
    })
  })
})

describe('faults', () => {
  it('are named all at once, each with its path and what is allowed there', () => {
    const config = {
      variants: {
        Hero: { width: 1.5, heigth: 3, depth: 1 },
        small: { width: 0, height: -0.5 },
        banner: { width: 16_384, fit: 'fill', format: 'gif', prewarm: 'yes' },
        square: { width: 5, fit: 'cover' },
        nothing: {},
        little: { prewarm: 1 },
        number: 7,
        sharp: { width: 1, quality: { png: 3, webp: 101 } },
      },
      formats: ['webp', 'gif'],
      quality: { jpeg: Number.NaN },
      effort: { webp: 7, avif: '0' },
      limits: 3,
      prefixes: ['photos'],
      cacheControl: { browserSeconds: -1 },
      format: 'webp',
      formts: [],
    }
    expect(faultsOf(config)).toEqual([
      `variants.Hero: ${NAME}, but is 'Hero'`,
      'variants.Hero.width: must be a whole number of pixels from 1 to 16383, but is 1.5',
      'variants.Hero.heigth: is not a setting; check the spelling',
      'variants.Hero.depth: is not a setting; check the spelling',
      'variants.small.width: must be a whole number of pixels from 1 to 16383, but is 0',
      'variants.small.height: must be a whole number of pixels from 1 to 16383, but is -0.5',
      'variants.banner.width: must be a whole number of pixels from 1 to 16383, but is 16384',
      "variants.banner.fit: must be one of 'inside', 'cover', 'contain', but is 'fill'",
      "variants.banner.format: must be one of 'jpeg', 'png', 'webp', 'avif', but is 'gif'",
      "variants.banner.prewarm: must be true or false, but is 'yes'",
      "variants.square: with fit 'cover' needs a width and a height",
      'variants.nothing: needs a width, a height or both',
      'variants.little.prewarm: must be true or false, but is 1',
      'variants.little: needs a width, a height or both',
      'variants.number: must be an object',
      'variants.sharp.quality.webp: must be a whole number from 1 to 100, but is 101',
      'variants.sharp.quality.png: is not a setting; check the spelling',
      "formats.1: must be one of 'avif', 'webp', but is 'gif'",
      'quality.jpeg: must be a whole number from 1 to 100, but is NaN',
      'effort.webp: must be a whole number from 0 to 6, but is 7',
      "effort.avif: must be a whole number from 0 to 9, but is '0'",
      'limits: must be an object',
      `prefixes.0: ${PREFIX}, but is 'photos'`,
      'cacheControl.browserSeconds: must be a whole number of seconds from 0 to 31536000, but is -1',
      'format: is not a setting; check the spelling',
      'formts: is not a setting; check the spelling',
    ])
  })

  test.for<[fault: string, config: unknown]>([
    ['the configuration: must be an object', null],
    ['the configuration: must be an object', '{}'],
    ['variants: must be an object of variants, but is null', { variants: null }],
    ['variants: needs at least one variant', { variants: {} }],
    ["variants: no variant can be named 'constructor', 'prototype'", { variants: { constructor: { width: 1 } } }],
    ["formats: must be a list, but is 'webp'", { formats: 'webp' }],
    [
      "variants.a: has a position, which only fit 'cover' has a use for",
      { variants: { a: { width: 9, position: 'entropy' } } },
    ],
    [
      "variants.a.position: must be one of 'centre', 'attention', 'entropy', but is 'top'",
      { variants: { a: { width: 9, height: 9, fit: 'cover', position: 'top' } } },
    ],
    [
      "variants.a.background: must be a colour such as '#fff', '#1a2b3c' or, with how opaque it is, '#1a2b3c80', but is '#12'",
      { variants: { a: { width: 9, background: '#12', format: 'jpeg' } } },
    ],
    [
      "variants.a: has a background, which only fit 'contain' and format 'jpeg' have a use for",
      { variants: { a: { width: 9, background: '#fff', format: 'webp' } } },
    ],
    [
      "variants.a: has a background that lets something through, and format 'jpeg' nothing behind it: leave out how opaque it is",
      { variants: { a: { width: 9, background: '#fff8', format: 'jpeg' } } },
    ],
    ["variants.a: with fit 'contain' needs a width and a height", { variants: { a: { width: 9, fit: 'contain' } } }],
    [
      "variants.a: with fit 'contain' may have at most 50,000,000 pixels, for they are all filled",
      { variants: { a: { width: 10_000, height: 5001, fit: 'contain' } } },
    ],
    [
      "variants.a: has maxBytes, and a format without a quality that could be lowered: add shrink: true, or take format 'jpeg' or 'webp'",
      { variants: { a: { width: 9, format: 'png', maxBytes: 1000 } } },
    ],
    ['variants.a: has shrink, which only maxBytes has a use for', { variants: { a: { width: 9, shrink: true } } }],
    [
      'variants.a.maxBytes: must be a whole number of bytes from 1000 to 1073741824, but is 300',
      { variants: { a: { width: 9, maxBytes: 300 } } },
    ],
    ['watermark.image: is missing', { watermark: {} }],
    [
      "watermark.width: must be a whole number of pixels or a share such as '20%', but is 'x'",
      { watermark: { image: 'a.png', width: 'x' } },
    ],
    ['watermark.opacity: must be a number from 0 to 1, but is 2', { watermark: { image: 'a.png', opacity: 2 } }],
    ['keepGainMap: must be true or false, but is 1', { keepGainMap: 1 }],
    ['formats: must not name anything twice', { formats: ['webp', 'webp'] }],
    ['widths: must be a list, but is 640', { widths: 640 }],
    ['widths: must not name anything twice', { widths: [640, 320, 640] }],
    ["widths.1: must be a whole number of pixels from 1 to 16383, but is '640'", { widths: [320, '640'] }],
    ['widths: may have at most 20 widths', { widths: Array.from({ length: 21 }, (_, i) => 100 + i) }],
    [
      "widths: variants has 'w320', 'w640' already: name it otherwise there, or leave out its width here",
      { variants: { w320: { width: 320 }, w640: { width: 9 }, w9: { width: 9 } }, widths: [320, 480, 640] },
    ],
    ["prefixes: must not be empty: [''] makes every key public", { prefixes: [] }],
    ['prefixes: must not name anything twice', { prefixes: ['a/', 'a/'] }],
    ['limits.bytes: must be a whole number of bytes from 1 to 1073741824, but is 10n', { limits: { bytes: 10n } }],
    [
      'limits.pixels: must be a whole number of pixels from 1 to 1073741824, but is Infinity',
      { limits: { pixels: Infinity } },
    ],
    [
      'quality.jpeg: must be a whole number from 1 to 100, but is { a: 1, b: [Object] }',
      { quality: { jpeg: { a: 1, b: { c: 2 } } } },
    ],
  ])('may be %s', ([fault, config]) => expect(faultsOf(config)).toEqual([fault]))

  it('are named beside each other, though one is in what the other is about', () => {
    expect(faultsOf({ variants: { info: { width: 1 }, b: { width: -1 } }, formats: ['webp', 'webp', 'gif'] })).toEqual([
      "variants.info: no variant can be named 'info', for that is what is told about an original",
      'variants.b.width: must be a whole number of pixels from 1 to 16383, but is -1',
      "formats.2: must be one of 'avif', 'webp', but is 'gif'",
      'formats: must not name anything twice',
    ])
  })

  it('are a message that can be read', () => {
    expect(() => resolveConfig({ a: 1 })).toThrow(new ConfigFault(['a: is not a setting; check the spelling']))
    expect(new ConfigFault(['a: no', 'b: no']).message).toBe('the configuration has 2 faults:\n  a: no\n  b: no')
    expect(new ConfigFault(['a: no']).message).toBe('the configuration has a fault:\n  a: no')
    expect(new ConfigFault(['a: no'], '/a.ts').message).toBe('the configuration has a fault (/a.ts):\n  a: no')
  })
})

describe('a variant', () => {
  const named = (name: string) => faultsOf({ variants: { [name]: { width: 1 } } })

  test.for(['a', 'hero', 'hero-2', 'x'.repeat(40), 'valueof'])('may be named %s', (name) =>
    expect(named(name)).toEqual([]),
  )
  test.for(['', 'Hero', '2x', '-a', 'a.b', 'a_b', 'a/b', 'é', ' a', 'a\n', 'x'.repeat(41)])(
    'may not be named %j',
    (name) => {
      expect(named(name)).toEqual([expect.stringContaining(NAME)])
    },
  )

  it('is one of 100 at most', () => {
    const variants = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, { width: 1 }]))
    expect(faultsOf({ variants: variants(100) })).toEqual([])
    expect(faultsOf({ variants: variants(101) })).toEqual(['variants: may have at most 100 variants'])
  })
})

describe('a prefix', () => {
  test.for(['', 'photos/', 'a/b/', 'été 😀/', 'a./', '+/'])('may be %j', (prefix) =>
    expect(faultsOf({ prefixes: [prefix] })).toEqual([]),
  )
  test.for([
    'photos',
    '/',
    '/a/',
    'a//',
    './',
    '../',
    'a/./',
    'a/../',
    '\u2028/../',
    'a\\/',
    'a\0/',
    'a\n/',
    'a/\n',
    'a\u007f/',
    '\ud800/',
  ])('may not be %j', (prefix) =>
    expect(faultsOf({ prefixes: [prefix] })).toEqual([expect.stringContaining(`prefixes.0: ${PREFIX}`)]),
  )

  it('has no hidden name in it, unless they are allowed', () => {
    const prefixes = ['photos/', '.a/', 'b/@EADIR/c/']
    expect(faultsOf({ prefixes, formats: ['gif'] })).toEqual([
      "formats.0: must be one of 'avif', 'webp', but is 'gif'",
      "prefixes: nothing is served under '.a/', 'b/@EADIR/c/', a hidden name, unless hidden is true",
    ])
    expect(faultsOf({ prefixes, hidden: true })).toEqual([])
    expect(faultsOf({ hidden: 'yes' })).toEqual(["hidden: must be true or false, but is 'yes'"])
  })
})

test('defineConfig keeps the literal types of what is written', () => {
  const config = defineConfig({
    variants: { hero: { width: 1920, height: 800, fit: 'cover' } },
    formats: ['avif', 'webp'],
  })
  expectTypeOf<keyof typeof config.variants>().toEqualTypeOf<'hero'>()
  expectTypeOf(config.variants.hero.width).toEqualTypeOf<1920>()
  expectTypeOf(config.variants.hero.fit).toEqualTypeOf<'cover'>()
  expectTypeOf(config.formats[0]).toEqualTypeOf<'avif'>()
  expectTypeOf(config).toExtend<Config>()
  // @ts-expect-error -- what is not allowed is red in the editor
  defineConfig({ formats: ['gif'] })
  expect(config.variants.hero.width).toBe(1920)
})

describe('another service whose addresses go on working', () => {
  it('is named, alone or with what its sources become', () => {
    expect(resolveConfig({ legacy: 'next' }).legacy).toEqual({ dialect: 'next', sources: { '/': '' } })
    const sources = { 'https://old.example.com/': '', 's3://photos/2024/': 'archive/', '/images/': '' }
    expect(resolveConfig({ legacy: { dialect: 'imgproxy', sources } }).legacy).toEqual({
      dialect: 'imgproxy',
      sources: { '/': '', ...sources },
    })
  })

  it('is one that is known, of sources that end with a slash', () => {
    expect(faultsOf({ legacy: 'cloudinary' })[0]).toMatch(
      /^legacy: must be one of 'dit', .*, or \{ dialect, sources \}/,
    )
    expect(faultsOf({ legacy: { dialect: 'nxt' } })[0]).toMatch(/^legacy\.dialect: must be one of 'dit'/)
    const sources = { 'old.example.com/': '', 'https://old.example.com': '', 's3://photos/': '/a/', 'http://b/': 'c' }
    expect(faultsOf({ legacy: { dialect: 'dit', sources } })).toHaveLength(4)
    const becoming = (prefix: string) => faultsOf({ legacy: { dialect: 'dit', sources: { '/': prefix } } }).length
    expect(['', 'a/', 'a b/é/', '.old/'].map(becoming)).toEqual([0, 0, 0, 0])
    expect(['../', 'a/../', './', 'a//', '/', 'a\\/', 'a\n/'].map(becoming)).toEqual([1, 1, 1, 1, 1, 1, 1])
    expect(faultsOf({ legacy: { dialect: 'dit', sources } }).join('\n')).toContain(
      "like 'https://old.example.com/' or 's3://photos/'",
    )
  })

  it('needs a variant that it can become', () => {
    const variants = { only: { width: 9, format: 'webp' } }
    expect(faultsOf({ variants, legacy: 'next' })).toEqual([
      'legacy: needs a variant that comes in several formats, and all of variants name one',
    ])
    expect(faultsOf({ variants, widths: [320], legacy: 'next' })).toEqual([])
  })
})
