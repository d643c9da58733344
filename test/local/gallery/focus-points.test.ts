import { expect, it, onTestFinished } from 'vitest'
import { reconcile } from '../../../src/core/reconcile.ts'
import { describeOriginal } from '../../../src/local/gallery/describe.ts'
import { focusPoints } from '../../../src/local/gallery/focus/focus-points.ts'
import { createSameOrigin } from '../../../src/local/gallery/same-origin.ts'
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

it.each([
  [{}],
  [{ 'Sizewright-Page': '1', Origin: 'https://evil.example' }],
  [{ 'Sizewright-Page': '1', 'Sec-Fetch-Site': 'same-site' }],
  [{ 'Sizewright-Page': '1', Host: 'evil.example' }],
])('a point is set by the page itself alone, wherever the service listens: %j', async (headers) => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(80, 60))
  const sameOrigin = createSameOrigin((host) => host === 'pictures.lan')
  const app = focusPoints({ ports: world, userMetadata: world.originals, sameOrigin, mayChange: true })
  const ask = async (method: string, sent: Record<string, string>) => {
    const all = { Host: 'pictures.lan', 'If-None-Match': '*', ...sent }
    return (await app.request('http://pictures.lan/_gallery/focus?key=boat.jpg&at=0,0', { method, headers: all }))
      .status
  }
  expect([await ask('PUT', headers), await ask('DELETE', headers)]).toEqual([403, 403])
  expect(await keysOf(world.originals)).toEqual(['boat.jpg'])
  expect(await ask('PUT', { 'Sizewright-Page': '1', Origin: 'http://pictures.lan' })).toBe(200)
  expect(await keysOf(world.originals)).toEqual(['boat.jpg', 'boat.jpg.meta.json'])
})
