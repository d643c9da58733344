import { expect, it, onTestFinished } from 'vitest'
import { reconcile } from '../../../src/core/reconcile.ts'
import { describeOriginal } from '../../../src/local/gallery/describe.ts'
import { focusPoints } from '../../../src/local/gallery/focus/focus-points.ts'
import { canSetFocus, focusNote } from '../../../src/local/gallery/views/focus-section.ts'
import { jpegOf } from '../../image/pictures.ts'
import { allClosed, createWorld, keysOf, upload } from '../../world.ts'

it('where the point is metadata of the object itself, it is told how to set it, and nothing is written', async () => {
  onTestFinished(allClosed)
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(400, 300))
  await reconcile(world, { key: 'boat.jpg' })
  world.sent.length = 0
  const described = (await describeOriginal(world, 'boat.jpg', null))!
  expect(canSetFocus(described, true)).toBe(false)
  expect(focusNote(described, true)).toBe('In a bucket it is set with the object: --metadata focus=0.3,0.7')
  expect(focusNote(described, false)).toBeNull() // who can change nothing is not told how
  const sameOrigin = { refusalOf: () => null }
  const app = focusPoints({ ports: world, userMetadata: null, sameOrigin, mayChange: true })
  const headers = { 'If-None-Match': '*' }
  const answer = await app.request('/_gallery/focus?key=boat.jpg&at=0,0', { method: 'PUT', headers })
  expect([answer.status, await answer.json()]).toEqual([501, { message: expect.stringContaining('x-amz-meta-focus') }])
  expect(await keysOf(world.originals)).toEqual(['boat.jpg'])
  expect(world.sent).toEqual([])
})
