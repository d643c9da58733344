import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../src/config/config.ts'

const mark = { image: 'data:image/png;base64,iVBORw0KGgo=', width: '20%' } as const
const defaults: Config['variants'] = {
  thumbnail: { width: 150, height: 150, fit: 'cover' },
  medium: { width: 600, height: 600 },
  large: { width: 1200, height: 1200 },
  webp: { width: 1200, height: 1200, format: 'webp' },
}

const configs: Record<string, Config> = {
  'nothing said': {},
  'two formats': { formats: ['avif', 'webp'] },
  'no format': { formats: [] },
  'a size more': { variants: { ...defaults, hero: { width: 1920, height: 800, fit: 'cover' } } },
  'a size that is made on demand': { variants: { ...defaults, huge: { width: 6000, prewarm: false } } },
  'a position': { variants: { square: { width: 300, height: 300, fit: 'cover', position: 'attention' } } },
  'qualities and efforts': { quality: { jpeg: 60, webp: 70, avif: 50 }, effort: { webp: 4, avif: 2 } },
  'a watermark': { watermark: mark, variants: { ...defaults, plain: { width: 800, watermark: false } } },
  'gain maps': { keepGainMap: true },
  limits: { limits: { bytes: 1e7, pixels: 5e7, frames: 100, animationPixels: 1e7 }, prefixes: ['photos/'] },
}

// A recipe is a hash of JSON in the order of its fields: one that is renamed or moved would make every bucket in the
// world anew. Whoever means to change these says so in CHANGELOG.md, for it costs every user a rollout.
describe('no bucket is made anew unless that is meant', () => {
  it.each(Object.entries(configs))('with %s', (_, config) => {
    const { renditions, decodeRecipe } = createCatalogue(resolveConfig(config), ['jpeg', 'png'])
    const recipes = [...renditions.values()].map(({ name, recipe, prewarm }) => `${name} ${recipe} ${prewarm}`)
    expect({ decodeRecipe, recipes }).toMatchSnapshot()
  })
})
