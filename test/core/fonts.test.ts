import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { listWork } from '../../src/core/rollout.ts'
import { createServe } from '../../src/core/serve.ts'
import { readErrorEntry } from '../../src/core/stored.ts'
import { escapeKey } from '../../src/path.ts'
import type { Store } from '../../src/stores/store.ts'
import { allClosed, altered, createWorld, roomy, keysOf, upload } from '../world.ts'
import { jpegOf } from '../image/pictures.ts'

afterEach(allClosed)

const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="20">A</text></svg>'
const UNREADABLE = DRAWING.replace('>A<', '>漢<')
/** Little work: what is made is no matter here. */
const SMALL = { variants: { medium: { width: 20 }, small: { width: 10 } }, formats: [] } satisfies Config

/** A store whose listing tells the metadata, as that of folders does. */
const telling = (store: Store) =>
  altered(store, {
    async *list(options) {
      for await (const listed of store.list(options)) {
        yield { ...listed, metadata: (await store.head(listed.key))!.metadata }
      }
    },
  })

const pictures = {
  'photo.jpg': await jpegOf(40, 40),
  'drawing.svg': Buffer.from(DRAWING),
  'named-as-a-drawing.svg': await jpegOf(30, 30),
  'named-as-a-photo.jpg': Buffer.from(DRAWING),
}
const isDrawing = (path: string) => path.endsWith('/drawing.svg') || path.endsWith('/named-as-a-photo.jpg')

const fonts = fc.constantFrom(undefined, { hash: 'a' }, { hash: 'b' })
const quality = fc.constantFrom(85, 60)
const configs = fc.array(fc.record({ fonts, quality }), { minLength: 2, maxLength: 5 })

it('other fonts make drawings anew, and nothing else, whoever made them', async () => {
  await fc.assert(
    fc.asyncProperty(configs, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), async (all, isAskedFor) => {
      let world = createWorld(SMALL)
      let before: (typeof all)[number] | null = null
      for (const [key, bytes] of Object.entries(pictures)) await upload(world.originals, key, bytes, 'image/any')
      for (const config of all) {
        world = createWorld({ ...SMALL, fonts: config.fonts, quality: { jpeg: config.quality } }, world)
        const done = new Set<string>()
        for (const [index, key] of Object.keys(pictures).entries()) {
          if (isAskedFor[index]) {
            const served = await createServe(world, roomy())(world.catalogue.renditions.get('medium')!, key)
            await served.finish()
          }
          for (const path of (await reconcile(world, { key })).rendered) done.add(`${path}/${key}`)
          expect((await reconcile(world, { key })).settled, 'it is as it should be now').not.toBeNull()
        }
        if (before !== null && before.quality === config.quality) {
          const isSame = before.fonts?.hash === config.fonts?.hash
          expect([...done].filter((path) => !isDrawing(path))).toEqual([])
          expect([...done].filter(isDrawing)).toHaveLength(isSame ? 0 : 2 * world.catalogue.renditions.size)
        }
        before = config
      }
    }),
    { numRuns: 5 },
  )
})

it('a drawing that was refused for want of a font is tried again with others, and is then not read again', async () => {
  const world = createWorld(SMALL)
  await upload(world.originals, 'a.svg', Buffer.from(UNREADABLE), 'image/svg+xml')
  expect((await reconcile(world, { key: 'a.svg' })).refused).toBe('no-font')
  expect(readErrorEntry((await world.errors.head(escapeKey('a.svg')))!)).toMatchObject({
    reason: 'no-font',
    detail: 'the drawing has text in Han, for which there is no font: name a folder with one as fonts',
  })
  expect((await reconcile(world, { key: 'a.svg' })).refused).toBeNull() // it is known
  const later = createWorld({ ...SMALL, fonts: { hash: 'a' } }, world)
  expect((await reconcile(later, { key: 'a.svg' })).refused).toBe('no-font') // by the fonts of this process still
  expect((await reconcile(later, { key: 'a.svg' })).refused).toBeNull()
  expect(await keysOf(later.processed)).toEqual([])
})

it('a listing tells that both are settled', async () => {
  const world = createWorld({ ...SMALL, fonts: { hash: 'a' } })
  for (const [key, bytes] of Object.entries(pictures)) {
    await upload(world.originals, key, bytes, 'image/any')
    await reconcile(world, { key })
  }
  const stores = { originals: telling(world.originals), processed: telling(world.processed) }
  expect([...(await listWork(createWorld({ ...SMALL, fonts: { hash: 'a' } }, stores))).settled].toSorted()).toEqual(
    Object.keys(pictures).toSorted(),
  )
  expect([...(await listWork(createWorld(SMALL, stores))).settled].toSorted()).toEqual([
    'named-as-a-drawing.svg',
    'photo.jpg',
  ])
})
