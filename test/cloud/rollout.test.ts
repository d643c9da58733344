import { createHash } from 'node:crypto'
import { expect, inject, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import type { Cloud } from './cloud.ts'
import { outdated } from './outdated.ts'
import { useCloud } from './use.ts'
import { fromPrimary, gist, linkTo } from './viewer.ts'

const start = useCloud()
const KEYS = ['photos/boat.jpg', 'photos/été+1.jpg', 'my pictures/harbour.jpg']
const SWEEP = 240_000

/** The bytes of all that is stored. */
async function everything(cloud: Cloud): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const path of await cloud.processed.keys()) {
    all[path] = createHash('sha256')
      .update((await cloud.processed.see(path))?.bytes ?? '')
      .digest('hex')
  }
  return all
}

/** Three pictures that have been there for a while, in every size that anybody has asked for. */
async function collection(): Promise<Cloud> {
  const cloud = await start()
  for (const key of KEYS) await cloud.originals.put(key, await jpegOf(700, 500))
  await cloud.settle()
  for (const key of KEYS) for (const name of ['poster', 'medium']) await cloud.get(linkTo(name, key))
  await cloud.advance(SWEEP)
  return cloud
}

it('leaves nothing old, neither in the bucket nor at the edge, and removes a size that was dropped', async () => {
  const cloud = await collection()
  expect(await cloud.processed.keys('poster/')).toHaveLength(KEYS.length)
  const before = await cloud.get(linkTo('medium', KEYS[0]!))
  await cloud.redeploy(inject('assemblies').changed)
  await cloud.settle()
  expect((await cloud.get(linkTo('poster', KEYS[0]!))).from).toBe('edge')
  expect((await cloud.get(linkTo('medium', KEYS[0]!))).from).toBe('cache')
  expect(await outdated(cloud)).not.toEqual([])

  const rollout = cloud.rollOut()
  await cloud.advance(SWEEP)
  expect(await outdated(cloud)).toEqual([])
  expect(await cloud.processed.keys('poster/')).toEqual([])
  expect(await cloud.processed.keys('banner/')).toHaveLength(KEYS.length)
  expect(cloud.cache.entries()).toEqual([])
  await cloud.advance(SWEEP)
  await rollout.done
  expect(cloud.invalidations.map(({ items }) => items)).toEqual([['/*'], ['/*']])
  const after = await cloud.get(linkTo('medium', KEYS[0]!))
  expect(gist(after)).toEqual(fromPrimary('image/jpeg'))
  expect(Buffer.compare(after.body, before.body)).not.toBe(0)
  expect(cloud.stack().queue.bodies()).toEqual([])
})

it('rolled back, everything is byte for byte as it was, and whole in between', async () => {
  const cloud = await collection()
  const before = await everything(cloud)
  await cloud.redeploy(inject('assemblies').changed)
  const there = cloud.rollOut()
  await cloud.advance(2 * SWEEP)
  await there.done
  expect(await everything(cloud)).not.toEqual(before)

  await cloud.redeploy(inject('assemblies').first)
  await cloud.settle()
  expect(gist(await cloud.get(linkTo('medium', KEYS[0]!)))).toEqual(fromPrimary('image/jpeg')) // the newer one, until the rollout
  expect((await cloud.get(linkTo('banner', KEYS[0]!))).from).toBe('edge')
  for (const key of KEYS) expect((await cloud.get(linkTo('poster', key))).status).toBe(200)
  const back = cloud.rollOut()
  await cloud.advance(2 * SWEEP)
  await back.done
  expect(await everything(cloud)).toEqual(before)
  expect(await outdated(cloud)).toEqual([])
  expect(cloud.stack().queue.bodies()).toEqual([])
})

it('rolled back before the newer was rolled out, finds nothing to do', async () => {
  const cloud = await collection()
  const before = await everything(cloud)
  await cloud.redeploy(inject('assemblies').changed)
  await cloud.settle()
  await cloud.redeploy(inject('assemblies').first)
  const written = cloud.s3.exchanges.length
  const back = cloud.rollOut()
  await cloud.advance(2 * SWEEP)
  await back.done
  const since = cloud.s3.exchanges.slice(written)
  expect(
    since.filter(({ method, bucket }) => method !== 'GET' && method !== 'HEAD' && bucket === cloud.processed.name),
  ).toEqual([])
  expect(await everything(cloud)).toEqual(before)
})

it('takes up originals that were there before anybody told of them, and drops what has none any more', async () => {
  const cloud = await start()
  cloud.events.hold()
  await cloud.originals.put(KEYS[0]!, await jpegOf(80, 60))
  await cloud.originals.put('private/boat.jpg', await jpegOf(80, 60))
  await cloud.processed.put('medium/photos/gone.jpg', Buffer.from('left over'))
  await cloud.processed.put('notes.txt', Buffer.from('left over'))
  await cloud.errors.put('photos/gone.jpg', Buffer.from('left over'))
  cloud.events.release(() => [])
  const rollout = cloud.rollOut()
  await cloud.advance(2 * SWEEP)
  await rollout.done
  expect((await cloud.processed.keys()).map((path) => path.slice(path.indexOf('/') + 1))).toEqual(
    Array.from({ length: 7 }, () => KEYS[0]),
  )
  expect(await cloud.errors.keys()).toEqual([])
})

it('of which a part fails leaves that to the queue, and gets it done', async () => {
  const cloud = await collection()
  await cloud.redeploy(inject('assemblies').changed)
  cloud.s3.fault({
    method: 'GET',
    key: KEYS[0]!,
    bucket: cloud.originals.name,
    fault: { kind: 'refuse', status: 403, code: 'AccessDenied' },
  })
  cloud.rollOut()
  await cloud.advance(SWEEP + 3_600_000)
  expect(await outdated(cloud)).not.toEqual([])
  cloud.s3.clearFaults()
  await cloud.advance(3_600_000)
  expect(await outdated(cloud)).toEqual([])
})

it('that is stopped empties the edges all the same', async () => {
  const cloud = await collection()
  await cloud.redeploy(inject('assemblies').changed)
  const rollout = cloud.rollOut()
  await cloud.advance(SWEEP / 2)
  rollout.stop()
  await cloud.settle()
  expect(rollout.isOver()).toBe(true)
  await cloud.advance(SWEEP)
  expect(cloud.invalidations.map(({ items }) => items)).toEqual([['/*'], ['/*']])
  expect(cloud.cache.entries()).toEqual([])
})
