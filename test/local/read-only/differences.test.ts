import { expect, it } from 'vitest'
import { resolveConfig } from '../../../src/config/config.ts'
import { createCatalogue } from '../../../src/config/catalogue.ts'
import { findDifferences } from '../../../src/local/read-only/differences.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import type { Store } from '../../../src/stores/store.ts'

const catalogueOf = (variants: object) => createCatalogue(resolveConfig({ variants, formats: [] }), [])
const small = { width: 100, height: 100 }
const here = catalogueOf({ small, medium: { width: 600, height: 600 }, later: { ...small, width: 90, prewarm: false } })

/** A bucket with all that a catalogue's pre-warmed renditions are of some originals. */
async function filled(catalogue = here, keys = ['a.jpg', 'b/c.jpg']): Promise<Store> {
  const store = memoryStore()
  for (const { name, recipe } of catalogue.renditions.values()) {
    if (name === 'later') continue
    for (const key of keys) await put(store, `${name}/${key}`, recipe)
  }
  return store
}

async function put(store: Store, path: string, recipe: string): Promise<void> {
  await store.put(path, { body: Buffer.from('x'), contentType: 'image/jpeg', metadata: { recipe } }, 'absent')
}

it('a bucket that was filled by the same configuration does not differ', async () => {
  expect(await findDifferences(await filled(), here)).toEqual({ unknown: [], missing: [], otherwise: [] })
})

it('sizes that only one of both has are told, and those that are made otherwise', async () => {
  const there = catalogueOf({ small, medium: { width: 500, height: 600 }, hero: { width: 2000, height: 900 } })
  const more = catalogueOf({ small, medium: { width: 600, height: 600 }, own: { width: 70, height: 70 } })
  expect(await findDifferences(await filled(there), more)).toEqual({
    unknown: ['hero'],
    missing: ['own'],
    otherwise: ['medium', 'small'], // the small one is made of other pixels beside other sizes
  })
})

it('what is there of a drawing is no difference, nor is what lies beside the renditions', async () => {
  const store = await filled()
  await put(store, 'medium/.first', here.pictures.get('medium')!.drawnRecipe)
  await put(store, 'index.html', '')
  await put(store, 'medium-', '')
  expect(await findDifferences(store, here)).toEqual({ unknown: [], missing: [], otherwise: [] })
})

it('nothing is missing where nothing is made yet', async () => {
  expect(await findDifferences(memoryStore(), here)).toEqual({ unknown: [], missing: [], otherwise: [] })
})

it('a name costs a listing and a head, however many objects bear it', async () => {
  const store = await filled(
    here,
    Array.from({ length: 500 }, (_, at) => `${at}.jpg`),
  )
  let listings = 0
  let seen = 0
  const counted = {
    head: (key: string) => store.head(key),
    async *list(options?: Parameters<Store['list']>[0]) {
      listings += 1
      for await (const one of store.list(options)) {
        seen += 1
        yield one
      }
    },
  }
  await findDifferences(counted, here)
  expect([listings, seen]).toEqual([4, 3]) // small, medium and info, and the end
})
