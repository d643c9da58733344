import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Info } from '../../src/core/info.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { createLoader } from '../../src/loaders/loader.ts'
import { printPath } from '../../src/path.ts'
import { jpegOf } from '../image/pictures.ts'
import { bytesOf, createWorld, upload, type World } from '../world.ts'

const KEY = 'été 1+1 (2)%.jpg'
const images = createLoader({ baseUrl: '' })

test.for<[width: number, height: number, srcset: string[]]>([
  [1600, 1000, ['medium 600w', 'large 1200w']],
  [1000, 1600, ['medium 375w', 'large 750w']],
  [900, 500, ['medium 600w', 'large 900w']],
  [500, 300, ['medium 500w']],
])('of a picture of %d x %d pixels the page knows the real widths', async ([width, height, srcset]) => {
  const world = createWorld()
  await upload(world.originals, KEY, await jpegOf(width, height))
  await reconcile(world, { key: KEY })
  const info: Info = JSON.parse(Buffer.from(await stored(world, 'info')).toString())

  const written = images.srcset(KEY, { info })
  expect(written).toBe(
    srcset.map((entry) => entry.replace(' ', `/${encodeURIComponent(KEY)} `).replace(/^/, '/')).join(', '),
  )
  for (const entry of srcset) {
    const [name = '', real = ''] = entry.split(/ |w$/)
    expect((await sharp(await stored(world, name)).metadata()).width).toBe(Number(real))
  }
  const { src, ...attributes } = images.attributes(KEY, { info })
  const largest = await sharp(await stored(world, src.split('/')[1] ?? '')).metadata()
  expect(attributes).toMatchObject({ width: largest.width, height: largest.height })
})

async function stored(world: World, name: string): Promise<Uint8Array> {
  const bytes = await bytesOf(world.processed, printPath(name, KEY))
  if (bytes === null) throw new Error(`${name} is missing`)
  return bytes
}
