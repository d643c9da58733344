import { expect, it, onTestFinished } from 'vitest'
import { createServe } from '../../../src/core/serve.ts'
import { createSemaphore } from '../../../src/core/semaphore.ts'
import { reconcile } from '../../../src/core/reconcile.ts'
import { describeOriginal } from '../../../src/local/gallery/describe.ts'
import { jpegOf } from '../../image/pictures.ts'
import { allClosed, createWorld, upload } from '../../world.ts'

it('a width of the ladder is shown once somebody has asked for it, and not made for being shown', async () => {
  onTestFinished(allClosed)
  const world = createWorld({
    variants: { medium: { width: 600 }, poster: { width: 90, prewarm: false } },
    widths: [200, 320],
  })
  await upload(world.originals, 'boat.jpg', await jpegOf(400, 300))
  await reconcile(world, { key: 'boat.jpg' })
  const names = async () => (await describeOriginal(world, 'boat.jpg'))!.sizes.map(({ name }) => name)
  expect((await names()).toSorted()).toEqual(['medium', 'poster'])
  const serve = createServe(world, createSemaphore(1, 1))
  const served = await serve(world.catalogue.renditions.get('w320')!, 'boat.jpg')
  await served.finish()
  expect((await names()).toSorted()).toEqual(['medium', 'poster', 'w320'])
})
