import { expect, it } from 'vitest'
import { useBrowser } from '../gallery/browser.ts'
import { emptySite, showThenRead, type ShownAndRead } from '../gallery/show-then-read.ts'
import { jpegOf } from '../image/pictures.ts'
import type { Cloud } from './cloud.ts'
import { overHttp } from './over-http.ts'
import { useCloud } from './use.ts'

const start = useCloud()
const open = useBrowser('MAP *.example 127.0.0.1')
const BOAT = 'photos/boat.jpg'
const EVERYTHING: ShownAndRead = { isShown: true, isDrawn: true, isFetched: true, isFetchedAsAnything: true }

/** A browser with its cache before the edge: what a page gets, and the statuses of what came over the network for it. */
async function browse(cloud: Cloud, target: string) {
  const statuses: number[] = []
  let accept = ''
  const edge = await overHttp(cloud, (request, status) => {
    if (statuses.length === 0) accept = request.headers.accept ?? ''
    statuses.push(status)
  })
  const { page } = await open(`http://www.example:${await emptySite()}/`)
  const got = await showThenRead(page, `http://images.example:${edge.port}${target}`, () => accept)
  return { got, statuses }
}

it('a picture that a page has shown can be read by it, from the browser’s own copy', async () => {
  const cloud = await start()
  await cloud.originals.put(BOAT, await jpegOf(800, 600))
  await cloud.settle()
  // The last one is the JPEG, for who accepts anything.
  expect(await browse(cloud, `/medium/${BOAT}`)).toEqual({ got: EVERYTHING, statuses: [200, 200] })
  // Another `Accept`, but the same picture, which need not be sent again.
  expect(await browse(cloud, `/webp/${BOAT}`)).toEqual({ got: EVERYTHING, statuses: [200, 304] })
})

it('so can one that was made for the request', async () => {
  const cloud = await start()
  cloud.events.hold()
  await cloud.originals.put(BOAT, await jpegOf(800, 600))
  expect(await browse(cloud, `/poster/${BOAT}`)).toEqual({ got: EVERYTHING, statuses: [200, 200] })
})

it('every answer says so, also to who names no page, and once', async () => {
  const cloud = await start()
  await cloud.originals.put(BOAT, await jpegOf(80, 60))
  await cloud.settle()
  for (const method of ['GET', 'HEAD']) {
    for (const headers of [{}, { origin: 'https://www.example.com' }, {}]) {
      const { from, headers: said } = await cloud.get(`/medium/${BOAT}`, headers, method)
      expect([from, said.get('access-control-allow-origin'), said.get('vary')]).toEqual([
        expect.stringMatching(/primary|cache/),
        '*',
        'Accept',
      ])
    }
    cloud.cache.invalidate(['/*'])
  }
})
