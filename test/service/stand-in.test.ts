import { expect, it } from 'vitest'
import { reconcile } from '../../src/core/reconcile.ts'
import { readFixtures } from '../pictures/fixtures.ts'
import { bytesOf, createWorld, upload } from '../world.ts'

const formats = ['avif', 'webp'] as const
const WIDEST = 1480

// What is stored in place of a size stands on this: docs/decisions/055.
it.for(readFixtures().filter(({ isScalable, width }) => !isScalable && width < WIDEST))(
  'all of $name has the same bytes, whatever it was decoded for',
  async ({ bytes }) => {
    const world = createWorld({
      widths: [1500],
      formats: [...formats],
      keepGainMap: true,
      variants: { all: { width: WIDEST }, crop: { width: 90, height: 90, fit: 'cover' } },
    })
    const { catalogue, settings, openPicture } = world
    await upload(world.originals, 'a', bytes)
    await reconcile(world, { key: 'a' })
    for (const format of ['', ...formats.map((one) => `.${one}`)]) {
      const rung = catalogue.pictures.get(`w1500${format}`)!
      const picture = await openPicture(bytes, settings.limits, rung.boxes)
      const made = await picture.render(rung)
      picture.close()
      expect(Buffer.compare(made.bytes, (await bytesOf(world.processed, `all${format}/a`))!), rung.name).toBe(0)
    }
  },
)
