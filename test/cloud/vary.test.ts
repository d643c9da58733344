import { expect, it } from 'vitest'
import { jpegOf, pngWithAlpha } from '../image/pictures.ts'
import type { Cloud } from './cloud.ts'
import type { ViewerAnswer } from './edge/distribution.ts'
import { createVaryingCache } from './varying-cache.ts'
import { useCloud } from './use.ts'
import { linkTo } from './viewer.ts'

const start = useCloud()
const [BOAT, RING, BROKEN] = ['photos/boat.jpg', 'photos/ring.png', 'photos/broken.jpg']

/** What browsers and programs of ten years have sent. */
const ACCEPTS = [
  undefined,
  '*/*',
  'image/webp,*/*',
  'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5',
  'image/jpeg',
  'image/webp;q=0.1,image/jpeg',
  'text/html',
] as const

const headersFor = (accept: string | undefined) => (accept === undefined ? {} : { accept })

/** A picture that is stored, one that is made for the request, one that is damaged, and one that is not there. */
async function collection(): Promise<Cloud> {
  const cloud = await start()
  await cloud.originals.put(BOAT, await jpegOf(800, 600))
  await cloud.originals.put(BROKEN, (await jpegOf(400, 300)).subarray(0, 2000))
  await cloud.settle()
  cloud.events.hold()
  await cloud.originals.put(RING, await pngWithAlpha(60), 'image/png')
  return cloud
}

const TARGETS = [
  ...['medium', 'large', 'thumbnail', 'webp', 'info', 'poster', 'medium.jpeg'].map((name) => linkTo(name, BOAT)),
  linkTo('medium', RING),
  linkTo('poster', RING),
  linkTo('medium', BROKEN),
  linkTo('medium', 'photos/none.jpg'),
  '/nosuchsize/photos/boat.jpg',
  '/medium/private/boat.jpg',
  '/medium/photos/../private/boat.jpg',
  `/medium/photos/${'x'.repeat(1100)}.jpg`,
]

it('whatever depends on Accept says so, from both origins, the edge and the cache', async () => {
  const cloud = await collection()
  const seen = new Set<string>()
  for (const target of TARGETS) {
    const answers: ViewerAnswer[] = []
    for (const method of ['GET', 'HEAD']) {
      for (const accept of ACCEPTS) answers.push(await cloud.get(target, headersFor(accept), method))
    }
    await cloud.settle()
    for (const accept of ACCEPTS) answers.push(await cloud.get(target, headersFor(accept)))
    for (const { from, status } of answers) seen.add(`${status} ${from}`)
    const own = answers.filter(({ from }) => from !== 'edge')
    expect(new Set(own.map(({ headers }) => headers.get('vary'))), target).toEqual(
      new Set(own.length > 0 ? ['Accept'] : []),
    )
    // The edge's own refusals are for everybody the same.
    const refusals = answers.filter(({ from }) => from === 'edge')
    expect(refusals.length, target).toBe(own.length > 0 ? 0 : answers.length)
    expect(
      new Set(refusals.map(({ status, headers }) => `${status} ${headers.get('vary')}`)).size,
      target,
    ).toBeLessThan(2)
  }
  expect([...seen].toSorted()).toEqual([
    '200 cache',
    '200 fallback',
    '200 primary',
    '400 edge',
    '404 cache',
    '404 edge',
    '404 fallback',
    '414 edge',
    '415 cache',
    '415 fallback',
  ])
})

it('so does an answer that nothing has changed, and one that the function could not give', async () => {
  const cloud = await collection()
  const { headers } = await cloud.get(linkTo('medium', BOAT))
  const unchanged = await cloud.get(linkTo('medium', BOAT), { 'if-none-match': headers.get('etag')! })
  expect([unchanged.status, unchanged.headers.get('vary')]).toEqual([304, 'Accept'])
  cloud.s3.fault({
    bucket: cloud.originals.name,
    method: 'GET',
    key: RING,
    fault: { kind: 'refuse', status: 403, code: 'AccessDenied' },
  })
  const failed = await cloud.get(linkTo('medium', RING))
  expect([failed.status, failed.headers.get('vary')]).toEqual([500, 'Accept'])
})

it('a cache that heeds it never gives anybody what another one accepts', async () => {
  const cloud = await collection()
  const truth = new Map<string, string>()
  for (const target of TARGETS)
    for (const accept of ACCEPTS) truth.set(`${accept} ${target}`, typeOf(await cloud.get(target, headersFor(accept))))
  await cloud.settle()
  // Whoever comes first fills the cache: each of them once.
  for (const first of ACCEPTS.keys()) {
    const cache = createVaryingCache((target, headers) => cloud.get(target, headers))
    for (const target of TARGETS) {
      for (let turn = 0; turn < ACCEPTS.length; turn += 1) {
        const accept = ACCEPTS[(first + turn) % ACCEPTS.length]
        const got = await cache.get(target, headersFor(accept))
        expect(typeOf(got), `${accept} ${target} after ${ACCEPTS[first]}`).toBe(truth.get(`${accept} ${target}`))
      }
    }
    expect(cache.hits()).toBeGreaterThan(0)
  }
})

/** The status, and by the first bytes what it is: the name of a type can be wrong. */
function typeOf({ status, headers, body }: ViewerAnswer): string {
  return [status, headers.get('content-type'), body.subarray(0, 4).toString('hex'), body.length].join(' ')
}
