import { expect, it, onTestFinished } from 'vitest'
import { reconcile } from '../../../src/core/reconcile.ts'
import { describeOriginal } from '../../../src/local/gallery/describe.ts'
import { savedLine } from '../../../src/local/gallery/views/saved-line.ts'
import { firstPair, sidesOf } from '../../../src/local/gallery/views/sides.ts'
import { jpegOf } from '../../image/pictures.ts'
import { allClosed, createWorld, upload } from '../../world.ts'

async function described(config: Parameters<typeof createWorld>[0], isMade = true) {
  onTestFinished(allClosed)
  const world = createWorld(config)
  await upload(world.originals, 'boat.jpg', await jpegOf(400, 300))
  if (isMade) await reconcile(world, { key: 'boat.jpg' })
  return (await describeOriginal(world, 'boat.jpg'))!
}

const stored = (bytes: number) => ({ contentType: '', width: 1, height: 1, bytes, etag: '', isOtherwise: false })
const size = (name: string, ...bytes: number[]) => ({
  name,
  box: { width: 600, height: 600, fit: 'inside' as const },
  renditions: bytes.map((one) => ({ name, format: 'fallback' as const, stored: one === 0 ? null : stored(one) })),
})
const original = { bytes: 4_200_000, etag: '', isArchived: false }
const line = (...sizes: ReturnType<typeof size>[]) => savedLine({ original, sizes })?.replaceAll('\u00a0', ' ')

it('says what a picture weighs, from what is stored', () => {
  expect(line(size('large', 300_000, 120_000), size('medium', 80_000, 61_000, 0))).toBe(
    '4.2 MB in; 4 files of 561 kB made; as medium it is 61.0 kB instead of 4.2 MB.',
  )
  expect(line(size('poster', 900))).toBe('4.2 MB in; 1 file of 900 B made; as poster it is 900 B instead of 4.2 MB.')
  expect(line(size('medium', 0), size('large', 0))).toBeUndefined()
})

it('begins the comparison with the largest size that shows the whole picture: its fallback, and its smallest file', async () => {
  const variants = {
    small: { width: 90 },
    banner: { width: 400, height: 100, fit: 'cover' },
    large: { width: 300, height: 300 },
  } as const
  const picture = await described({ variants, formats: ['avif', 'webp'] })
  const [left, right] = firstPair(picture)!
  const larges = sidesOf(picture).find(([side]) => side?.size === 'large')!
  expect(left).toMatchObject({ name: 'large', format: 'JPEG', shape: 'whole' })
  expect(right.bytes).toBe(Math.min(...larges.filter((one) => one.name !== 'large').map(({ bytes }) => bytes)))
  const { banner } = { banner: { width: 90, height: 60, fit: 'cover' } as const }
  expect(firstPair(await described({ variants: { banner }, formats: [] }))?.map(({ name }) => name)).toEqual([
    'banner',
    'banner',
  ])
  expect(firstPair(await described({}, false))).toBeNull()
  const asLarge = { medium: { width: 600, height: 600 }, large: { width: 1200, height: 1200 } }
  expect(firstPair(await described({ variants: asLarge }))?.[0].name).toBe('large') // which has more of a larger original
})

it('tells renditions of one size and format apart by their names', async () => {
  const variants = { large: { width: 300 }, jpeg: { width: 300, format: 'jpeg' } } as const
  const [sides] = sidesOf(await described({ variants, formats: [] }))
  expect(new Set(sides!.map(({ format }) => format)).size).toBe(sides!.length)
})
