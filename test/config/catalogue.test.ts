import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type Catalogue, createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { configurationHash } from '../../src/config/recipe-hashes.ts'
import type { AddedFonts, Box } from '../../src/recipe.ts'

const variants = {
  thumbnail: { width: 150, height: 150, fit: 'cover' },
  medium: { width: 600, height: 600 },
  large: { width: 1200, height: 1200 },
  webp: { width: 1200, height: 1200, format: 'webp' },
} as const

const catalogueOf = (config: Config = {}, decoders: string[] = ['jpeg', 'png']) =>
  createCatalogue(resolveConfig(config), decoders)
const namesOf = (config: Config) => [...catalogueOf(config).pictures.keys()].sort()
const recipesOf = (config: Config) =>
  Object.fromEntries([...catalogueOf(config).pictures].map(([name, { recipe }]) => [name, recipe]))
/** The renditions that both configurations have and that are made again when the second replaces the first. */
const changed = (before: Config, after: Config) => {
  const recipes = recipesOf(after)
  return Object.entries(recipesOf(before))
    .filter(([name, recipe]) => recipes[name] !== undefined && recipes[name] !== recipe)
    .map(([name]) => name)
    .sort()
}

describe('the renditions', () => {
  it('are six by default', () => {
    expect(namesOf({})).toEqual(['large', 'medium', 'medium.webp', 'thumbnail', 'thumbnail.webp', 'webp'])
    expect(catalogueOf().pictures.get('thumbnail')).toEqual({
      kind: 'picture',
      name: 'thumbnail',
      box: { width: 150, height: 150, fit: 'cover' },
      encoding: { format: 'fallback', quality: 85 },
      watermark: null,
      prewarm: true,
      boxes: expect.arrayContaining([{ width: 1200, height: 1200, fit: 'inside' }]),
      recipe: expect.stringMatching(/^[0-9a-f]{32}$/),
      drawnRecipe: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect([...catalogueOf().renditions.values()].at(-1)).toMatchObject({ kind: 'info', name: 'info', prewarm: true })
    expect(catalogueOf().pictures.get('webp')?.encoding).toEqual({ format: 'webp', quality: 80, effort: 2 })
  })

  it('have other recipes, each of them', () => {
    const recipes = Object.values(recipesOf({ formats: ['avif', 'webp'] }))
    expect(new Set(recipes)).toHaveLength(recipes.length)
  })

  it('come with each format that is negotiated', () => {
    expect(namesOf({ formats: [] })).toEqual(['large', 'medium', 'thumbnail', 'webp'])
    expect(namesOf({ formats: ['avif', 'webp'] })).toEqual([
      'large',
      'large.avif',
      'medium',
      'medium.avif',
      'medium.webp',
      'thumbnail',
      'thumbnail.avif',
      'thumbnail.webp',
      'webp',
    ])
  })

  it('grow by one entry of data', () => {
    const hero = { width: 1920, height: 800, fit: 'cover' } as const
    const { pictures, table } = catalogueOf({ variants: { ...variants, hero } })
    expect(pictures).toHaveLength(8)
    expect(pictures.get('hero.webp')?.box).toEqual(hero)
    expect(table.names['hero']).toEqual({ '': 'hero', webp: 'hero.webp' })
  })

  it('leave open the side that a variant leaves out', () => {
    const { pictures } = catalogueOf({ variants: { wide: { width: 800 }, high: { height: 800 } } })
    expect(pictures.get('wide')?.box).toEqual({ width: 800, height: 16_383, fit: 'inside' })
    expect(pictures.get('high')?.box).toEqual({ width: 16_383, height: 800, fit: 'inside' })
  })

  it('are one where size, fit, format, quality and effort are', () => {
    const size = { width: 800, height: 800 }
    expect(namesOf({ variants: { a: size, b: size } })).toEqual(['a', 'a.webp'])
    expect(namesOf({ variants: { a: size, b: { ...size, format: 'webp' } } })).toEqual(['a', 'b'])
    expect(namesOf({ variants: { a: size, b: { ...size, quality: { webp: 80 } } } })).toEqual(['a', 'a.webp'])
    expect(namesOf({ variants: { a: size, b: { ...size, quality: { webp: 81 } } } })).toEqual(['a', 'a.webp', 'b.webp'])
    expect(namesOf({ variants: { a: size, b: { ...size, fit: 'cover' } } })).toHaveLength(4)
  })

  it('are made in advance where any variant says so', () => {
    const size = { width: 800, height: 800 }
    const prewarmed = (config: Config) =>
      [...catalogueOf(config).pictures.values()].filter((one) => one.prewarm).map(({ name }) => name)
    expect(prewarmed({ variants: { a: { ...size, prewarm: false }, b: size } }), 'and are called so').toEqual([
      'b',
      'b.webp',
    ])
    expect(prewarmed({ variants: { a: size, b: { ...size, prewarm: false } } })).toEqual(['a', 'a.webp'])
    expect(prewarmed({ variants: { a: { ...size, prewarm: false }, b: { ...size, format: 'webp' } } })).toEqual(['b'])
    expect(prewarmed({ variants: { a: { ...size, prewarm: false } } })).toEqual([])
  })
})

describe('the ladder', () => {
  const widths = [960, 320, 2560]

  it('is of variants that are named by their widths and made when they are asked for', () => {
    const { pictures, table, widths: sorted } = catalogueOf({ widths, formats: ['avif', 'webp'] })
    expect(sorted).toEqual([320, 960, 2560])
    expect(table.names['w320']).toEqual({ '': 'w320', webp: 'w320.webp', avif: 'w320.avif' })
    expect(pictures.get('w2560.avif')).toMatchObject({
      box: { width: 2560, height: 16_383, fit: 'inside' },
      encoding: { format: 'avif', quality: 58, effort: 0 },
      watermark: null,
      prewarm: false,
    })
    expect(pictures).toHaveLength(9 + 9)
  })

  it('leaves its name to a variant that is the same', () => {
    const { pictures, table } = catalogueOf({ variants: { small: { width: 320 } }, widths: [320] })
    expect([...pictures.keys()]).toEqual(['small', 'small.webp'])
    expect(table.names['w320']).toEqual({ '': 'small', webp: 'small.webp' })
    expect(pictures.get('small')?.prewarm).toBe(true)
  })
})

describe('the info', () => {
  const infoOf = (config: Config) => catalogueOf(config).renditions.get('info')?.recipe
  it.each<[string, Config]>([
    ['a quality', { quality: { jpeg: 80 } }],
    ['another format', { formats: ['avif', 'webp'] }],
    ['a size that is added', { variants: { ...variants, a: { width: 9 } } }],
    ['what is pre-warmed', { variants: { ...variants, medium: { ...variants.medium, prewarm: false } } }],
    ['the name of a size', { variants: { other: variants.large } }],
  ])('follows %s', (_, config) => {
    expect(infoOf(config)).not.toBe(infoOf({}))
  })
  it('follows nothing that it does not tell of', () => {
    expect(infoOf({ cacheControl: { edgeSeconds: 1 } })).toBe(infoOf({}))
  })
})

describe('the negotiation table', () => {
  it('has every name that a viewer may write', () => {
    expect(catalogueOf().table).toEqual({
      formats: ['webp'],
      names: {
        thumbnail: { '': 'thumbnail', webp: 'thumbnail.webp' },
        'thumbnail.fallback': { '': 'thumbnail' },
        'thumbnail.webp': { '': 'thumbnail.webp' },
        medium: { '': 'medium', webp: 'medium.webp' },
        'medium.fallback': { '': 'medium' },
        'medium.webp': { '': 'medium.webp' },
        large: { '': 'large', webp: 'webp' },
        'large.fallback': { '': 'large' },
        'large.webp': { '': 'webp' },
        webp: { '': 'webp' },
        info: { '': 'info' },
      },
      prefixes: [''],
      hidden: false,
      longestName: 'thumbnail.webp'.length,
      legacy: null,
    })
  })

  it('names nothing but renditions, the longest of which it knows', () => {
    const config: Config = {
      variants: { ...variants, a: { width: 1200, height: 1200 }, 'a-long-name': { width: 9, format: 'avif' } },
      formats: ['webp', 'avif'],
    }
    const catalogue = catalogueOf(config)
    const { table, renditions } = catalogue
    const targets = Object.values(table.names).flatMap((names) => Object.values(names))
    expect(new Set(targets)).toEqual(new Set(renditions.keys()))
    expect(table.names['a']).toEqual({ '': 'large', webp: 'webp', avif: 'large.avif' })
    expect(table.names['a.avif']).toEqual({ '': 'large.avif' })
    expect(table.names['a.fallback']).toEqual({ '': 'large' })
    const stored = Object.keys(table.names).filter((name) => !name.endsWith('.fallback'))
    expect(table.longestName).toBe(Math.max(...stored.map((name) => name.length)))
    const [fits, exceeds] = [1023, 1024].map((bytes) => 'k'.repeat(bytes - table.longestName))
    expect([catalogue.isAddressable(fits!), catalogue.isAddressable(exceeds!)]).toEqual([true, false])
  })

  it('keeps the order of the formats', () =>
    expect(catalogueOf({ formats: ['webp', 'avif'] }).table.formats).toEqual(['webp', 'avif']))
})

describe('a recipe', () => {
  const all = ['large', 'medium', 'medium.webp', 'thumbnail', 'thumbnail.webp', 'webp']

  test.for<[what: string, config: Config, names: string[]]>([
    ['the JPEG quality', { quality: { jpeg: 86 } }, ['large', 'medium', 'thumbnail']],
    ['the WebP quality', { quality: { webp: 81 } }, ['medium.webp', 'thumbnail.webp', 'webp']],
    ['the WebP effort', { effort: { webp: 3 } }, ['medium.webp', 'thumbnail.webp', 'webp']],
    ['AVIF, which nothing is in', { quality: { avif: 60 }, effort: { avif: 1 } }, []],
    ['the AVIF that is added', { formats: ['avif', 'webp'] }, []],
    ['the frames of an animation', { limits: { frames: 10 } }, all],
    ['the pixels of an animation', { limits: { animationPixels: 10 } }, all],
    ['the other limits', { limits: { bytes: 10, pixels: 10 } }, []],
    ['prefixes and headers', { prefixes: ['a/'], cacheControl: { browserSeconds: 1 } }, []],
    [
      'pre-warming',
      { variants: { ...variants, medium: { ...variants.medium, prewarm: false } } },
      ['medium', 'medium.webp', 'thumbnail', 'thumbnail.webp'],
    ],
    [
      'one quality of one variant',
      { variants: { ...variants, medium: { ...variants.medium, quality: { jpeg: 70 } } } },
      ['medium'],
    ],
    ['a fit', { variants: { ...variants, medium: { ...variants.medium, fit: 'cover' } } }, all],
    ['the smallest size', { variants: { ...variants, thumbnail: { width: 100, height: 100, fit: 'cover' } } }, all],
    ['the format of `webp`', { variants: { ...variants, webp: { ...variants.webp, format: 'avif' } } }, ['webp']],
  ])('follows %s', ([, config, names]) => expect(changed({}, config)).toEqual(names))

  test.for<[what: string, variant: NonNullable<Config['variants']>[string], names: string[]]>([
    ['a larger size', { width: 2000, height: 2000 }, all],
    ['a smaller size', { width: 40, height: 40 }, []],
    ['a size between', { width: 800, height: 800 }, ['medium', 'medium.webp', 'thumbnail', 'thumbnail.webp']],
    ['a size that is there', { width: 600, height: 600, quality: { jpeg: 50 } }, []],
    ['a size that is longer one way', { width: 2000, height: 100 }, ['large', 'medium', 'medium.webp', 'webp']],
    ['a smaller size that covers', { width: 40, height: 40, fit: 'cover' }, ['large', 'medium', 'medium.webp', 'webp']],
  ])('where %s is added', ([, more, names]) => expect(changed({}, { variants: { ...variants, more } })).toEqual(names))

  it('does not follow what is not pre-warmed, nor does that follow anything but itself', () => {
    const side = fc.constantFrom(undefined, 1, 150, 600, 1000, 1200, 16_383)
    const fields = { width: side, height: side, fit: fc.constantFrom('inside' as const, 'cover' as const) }
    const variant = fc
      .record(fields)
      .filter(({ width, height, fit }) => (fit === 'inside' ? (width ?? height) : width && height) !== undefined)
    const named = (prefix: string, prewarm: boolean) =>
      fc
        .array(variant, { minLength: 1, maxLength: 4 })
        .map((all) => Object.fromEntries(all.map((one, index) => [`${prefix}${index}`, { ...one, prewarm }])))
    const widths = fc.uniqueArray(fc.constantFrom(16, 150, 600, 1200, 4000), { maxLength: 4 })
    fc.assert(
      fc.property(named('a', true), named('b', false), widths, (some, more, widths) => {
        const [before, after, alone] = [
          catalogueOf({ variants: some }),
          catalogueOf({ variants: { ...more, ...some }, widths }),
          catalogueOf({ variants: more, widths }),
        ]
        for (const [name, rendition] of before.renditions) expect(after.renditions.get(name)).toEqual(rendition)
        expect([after.boxes, after.decodeRecipe]).toEqual([before.boxes, before.decodeRecipe])
        for (const [name, { prewarm, recipe, boxes }] of after.pictures)
          if (!prewarm) expect(alone.pictures.get(name)).toMatchObject({ recipe, boxes })
      }),
    )
  })

  it('does not follow the order of the variants', () => {
    const config = fc.record({
      variants: fc.shuffledSubarray(
        Object.entries({ ...variants, wide: { width: 3000, height: 10 }, high: { height: 700 } }),
        { minLength: 6 },
      ),
      formats: fc.constantFrom<Config['formats'][]>(['avif', 'webp'], ['webp', 'avif']),
    })
    const recipesBySize = (config: Config) =>
      new Set(
        [...catalogueOf(config).pictures.values()].map(({ box, encoding, recipe }) =>
          JSON.stringify([box, encoding, recipe]),
        ),
      )
    fc.assert(
      fc.property(config, config, (a, b) => {
        const [one, other] = [a, b].map(({ variants, formats }) => ({
          variants: Object.fromEntries(variants),
          formats,
        }))
        expect(recipesBySize(one!)).toEqual(recipesBySize(other!))
      }),
    )
  })

  it('follows a variant that is added exactly where some original needs more of its pixels', () => {
    const side = fc.constantFrom(1, 10, 100, 1000, 16_383)
    const box: fc.Arbitrary<Box> = fc.record({ width: side, height: side, fit: fc.constantFrom('inside', 'cover') })
    fc.assert(
      fc.property(box, box, (box, more) => {
        const isChanged = changed({ variants: { box } }, { variants: { box, more } }).includes('box')
        expect(isChanged).toBe(originals.some((original) => scale(more, original) > scale(box, original)))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is public', () => {
  it('is everything by default', () => expect(catalogueOf().isPublic('any/key.jpg')).toBe(true))

  it('is what lies under a prefix', () => {
    const catalogue = catalogueOf({ prefixes: ['photos/', 'été/a/'] })
    const isPublic = (key: string) => catalogue.isPublic(key)
    expect(catalogue.table.prefixes).toEqual(['photos/', 'été/a/'])
    expect(['photos/a', 'photos/b/c', 'été/a/b'].every(isPublic)).toBe(true)
    expect(['', 'a', 'photos', 'photosa/b', 'Photos/a', 'été/b', 'x/photos/a'].some(isPublic)).toBe(false)
  })
})

describe('what is served', () => {
  const served = (config: Config, keys: readonly string[]) => keys.filter((key) => catalogueOf(config).serves(key))

  it('is public, can be asked for, and is not hidden', () => {
    const keys = [
      'photos/a',
      'b',
      'photos//a',
      'photos/a\\b',
      'photos/@eaDir/a',
      'photos/.a',
      `photos/${'a'.repeat(1020)}`,
    ]
    expect(served({ prefixes: ['photos/'] }, keys)).toEqual(['photos/a'])
    expect(served({ prefixes: ['photos/'], hidden: true }, keys)).toEqual(['photos/a', 'photos/@eaDir/a', 'photos/.a'])
  })

  it('changes no recipe', () => {
    const [before, after] = [catalogueOf(), catalogueOf({ hidden: true })]
    expect(after.renditions).toEqual(before.renditions)
    expect(after.decodeRecipe).toBe(before.decodeRecipe)
    expect(after.table).toEqual({ ...before.table, hidden: true })
  })
})

describe('the recipes of drawings', () => {
  const withFonts = (fonts: AddedFonts | undefined, config: Config = {}) =>
    createCatalogue(resolveConfig({ ...config, fonts }), ['svg'])
  const drawn = ({ renditions }: Catalogue) => [...renditions.values()].map(({ drawnRecipe }) => drawnRecipe)
  const plain = ({ renditions }: Catalogue) => [...renditions.values()].map(({ recipe }) => recipe)

  it('follow the fonts, which no other recipe does', () => {
    const [none, one, other] = [undefined, { hash: 'a' }, { hash: 'b' }].map((fonts) => withFonts(fonts))
    expect(new Set([none, one, other].map((each) => plain(each!).join(''))).size).toBe(1)
    for (const index of drawn(none!).keys())
      expect(new Set([none, one, other].map((each) => drawn(each!)[index])).size).toBe(3)
    expect(new Set([none, one, other].map((each) => each!.decodeRecipe)).size).toBe(3)
    expect(new Set([none, one, other].map((each) => configurationHash(each!))).size).toBe(3)
  })

  it('follow all that others follow', () => {
    const fonts = { hash: 'a' }
    const [before, after] = [withFonts(fonts), withFonts(fonts, { quality: { jpeg: 60, webp: 60 } })]
    for (const [index, recipe] of drawn(before).entries()) expect(recipe).not.toBe(drawn(after)[index])
    expect(new Set([...drawn(before), ...plain(before)])).toHaveLength(2 * drawn(before).length)
  })

  it('of a photo follow the fonts where a watermark has text, which is drawn with them', () => {
    const svg = (bytes: Uint8Array) => `data:image/svg+xml;base64,${Buffer.from(bytes).toString('base64')}`
    const text = Buffer.from('<svg><text>©</text></svg>')
    const follows = (image: string) => {
      const [a, b] = ['a', 'b'].map((hash) => plain(withFonts({ hash }, { watermark: { image } })))
      expect(a![0], 'the thumbnail is too small for one').toBe(b![0])
      return a!.filter((recipe, index) => recipe !== b![index]).length > 0
    }
    expect([text, gzipSync(text), Buffer.from(text.toString(), 'utf16le')].map((one) => follows(svg(one)))).toEqual([
      true,
      true,
      true,
    ])
    expect(follows(svg(Buffer.from('<svg><path/></svg>')))).toBe(false)
    expect(follows(`data:image/png;base64,${Buffer.from('text').toString('base64')}`)).toBe(false)
  })

  it('do not follow where the fonts lie', () => {
    expect(drawn(withFonts({ hash: 'a', folder: '/a' }))).toEqual(drawn(withFonts({ hash: 'a' })))
    expect(configurationHash(withFonts({ hash: 'a', folder: '/a' }))).toBe(configurationHash(withFonts({ hash: 'a' })))
  })
})

describe('the decode recipe', () => {
  const { decodeRecipe } = catalogueOf()

  it('follows limits and decoders', () => {
    expect(decodeRecipe).toMatch(/^[0-9a-f]{32}$/)
    expect(catalogueOf({ limits: { bytes: 1 } }).decodeRecipe).not.toBe(decodeRecipe)
    expect(catalogueOf({ limits: { pixels: 1 } }).decodeRecipe).not.toBe(decodeRecipe)
    expect(catalogueOf({}, ['jpeg', 'png', 'heic']).decodeRecipe).not.toBe(decodeRecipe)
  })

  it('follows nothing else', () => {
    expect(catalogueOf({ variants: { a: { width: 1 } }, quality: { jpeg: 1 }, prefixes: ['a/'] }).decodeRecipe).toBe(
      decodeRecipe,
    )
    expect(catalogueOf({}, ['png', 'jpeg']).decodeRecipe, 'in any order').toBe(decodeRecipe)
  })
})

type Size = Omit<Box, 'fit'>

/** Originals of every shape, from a line that lies to a line that stands. */
const originals: Size[] = [1, 3, 30, 300, 3000, 30_000, 300_000].flatMap((width) =>
  [1, 3, 30, 300, 3000, 30_000, 300_000].map((height) => ({ width, height })),
)

/** How much of an original's pixels a box needs. */
function scale(box: Box, original: Size): number {
  const scales = [box.width / original.width, box.height / original.height]
  return Math.min(1, box.fit === 'cover' ? Math.max(...scales) : Math.min(...scales))
}
