import { expect, it } from 'vitest'
import { createApp } from '../../../src/core/app.ts'
import { reconcile } from '../../../src/core/reconcile.ts'
import { createServe } from '../../../src/core/serve.ts'
import { Archived } from '../../../src/errors.ts'
import { createOrigin } from '../../../src/local/http/cdn.ts'
import { jpegOf } from '../../image/pictures.ts'
import { altered, createWorld, roomy, upload } from '../../world.ts'

it('a rendition that somebody has moved to an archive is made for who asks', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  await reconcile(world, { key: 'boat.jpg' })
  const processed = altered(world.processed, {
    async get() {
      throw new Archived()
    },
  })
  const pending: Promise<void>[] = []
  const app = createApp({
    catalogue: world.catalogue,
    serve: createServe({ ...world, processed }, roomy()),
    later: (work) => pending.push(work()),
    report: (fault) => expect.fail(String(fault)),
  })
  const answer = await createOrigin(processed, app)('medium/boat.jpg')
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=60'])
  await Promise.all(pending)
  expect(world.sent).toHaveLength(1) // the sweep of the run before: nothing is amiss
})

it('what is stored under another name is not sent again to who has it', async () => {
  const world = createWorld({ widths: [640] })
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  await reconcile(world, { key: 'boat.jpg' })
  const app = createApp({
    catalogue: world.catalogue,
    serve: createServe(world, roomy()),
    later: (work) => void work(),
    report: (fault) => expect.fail(String(fault)),
  })
  const origin = createOrigin(world.processed, app)
  const answer = await origin('w640/boat.jpg')
  const etag = answer.headers.get('etag')!
  expect([answer.status, answer.headers.has('x-amz-meta-cache-tag')]).toEqual([200, false])
  expect((await origin('large/boat.jpg')).headers.get('etag')).toBe(etag)
  expect((await origin('w640/boat.jpg', { ifNoneMatch: etag })).status).toBe(304)
})
