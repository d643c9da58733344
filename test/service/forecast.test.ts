import { afterAll, beforeAll, expect, it } from 'vitest'
import { resolveConfig } from '../../src/config/config.ts'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { folderCollection } from '../../src/doctor/folder.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import type { Report } from '../../src/doctor/report.ts'
import type { Collection } from '../../src/doctor/collection.ts'
import { inspect } from '../../src/image/inspect.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { listWork } from '../../src/core/rollout.ts'
import { createServe } from '../../src/core/serve.ts'
import { createS3Client, s3Store } from '../../src/stores/s3.ts'
import type { Store } from '../../src/stores/store.ts'
import { CREDENTIALS, REGION, type S3Server, startS3 } from '../s3/server.ts'
import { createWorld, roomy, upload, type World } from '../world.ts'
import { makeMess } from '../doctor/mess.ts'
import { inBucket, inFolder } from '../doctor/collections.ts'

let server: S3Server
beforeAll(async () => void (server = await startS3()))
afterAll(() => server.close())

const config = {
  variants: {
    small: { width: 100, height: 100, fit: 'cover' as const },
    large: { width: 900, height: 900 },
    rare: { width: 20, prewarm: false },
  },
  limits: { bytes: 400_000, pixels: 4_000_000, frames: 2 },
  prefixes: ['photos/'],
}

async function look(collection: Collection, sample = Infinity): Promise<Report> {
  const settings = resolveConfig(config)
  const catalogue = createCatalogue(settings, decoders)
  const ports = { originals: collection.store, openPicture, inspect, decodersMs: () => 0, catalogue, settings }
  const stop = new AbortController().signal
  const { report, fault } = await diagnose(collection, ports, { sample, stop, progress: () => {} })
  expect(fault).toBeNull()
  return report
}

/** What a rollout and its sweeps do. */
async function rollOut(world: World): Promise<void> {
  for (const key of (await listWork(world)).keys) await reconcile(world, { key, rollout: true })
  for (const { message } of world.sent.slice()) await reconcile(world, message)
}

async function totalOf(store: Store): Promise<{ objects: number; bytes: number }> {
  const total = { objects: 0, bytes: 0 }
  for await (const { size } of store.list()) {
    total.objects += 1
    total.bytes += size
  }
  return total
}

it('of all pictures is what the service really stores', async () => {
  const mess = await makeMess()
  const { forecast } = await look(await folderCollection(await inFolder(mess), '/nowhere'))
  const world = createWorld(config)
  for (const [key, bytes] of mess) await upload(world.originals, key, bytes, 'application/octet-stream')

  await rollOut(world)
  const beforehand = await totalOf(world.processed)
  const exactly = (value: number) => ({ value, plusMinus: 0 })
  expect(forecast!.beforehand).toEqual({ objects: exactly(beforehand.objects), bytes: exactly(beforehand.bytes) })
  expect(forecast!.copies.bytes).toEqual(exactly((await totalOf(world.errors)).bytes))

  const serve = createServe(world, roomy())
  for (const key of (await listWork(world)).keys) {
    if (!world.catalogue.isAddressable(key)) continue // the HTTP face lets none through
    for (const name of ['rare', 'rare.webp']) {
      const served = await serve(world.catalogue.renditions.get(name)!, key).catch(() => null)
      await served?.finish()
    }
  }
  const all = await totalOf(world.processed)
  expect(forecast!.onDemand.objects).toEqual(exactly(all.objects - beforehand.objects))
  expect(forecast!.onDemand.bytes).toEqual(exactly(all.bytes - beforehand.bytes))

  const renditions = [...world.catalogue.renditions.keys()]
  expect(renditions).toEqual(['small', 'large', 'small.webp', 'large.webp', 'rare', 'rare.webp', 'info'])
  const pictures = 8
  expect([beforehand.objects, all.objects]).toEqual([5 * pictures, 7 * pictures])
})

it('counts the requests that a rollout really makes', async () => {
  await inBucket(server, 'originals', '', await makeMess())
  await server.createBucket('processed')
  await server.createBucket('errors')
  const client = createS3Client({ endpoint: server.endpoint, region: REGION, credentials: CREDENTIALS })
  const open = (bucket: string) => s3Store({ client, bucket })
  const stores = { originals: open('originals'), processed: open('processed'), errors: open('errors') }
  const { forecast } = await look({
    title: 's3://originals',
    store: stores.originals,
    atOnce: 4,
    list: () => objectsOf(stores.originals),
    close: () => {},
  })

  const before = server.exchanges.length
  await rollOut(createWorld(config, stores))
  const made = server.exchanges.slice(before)
  const isList = ({ query }: S3Server['exchanges'][number]) => query.has('list-type')
  const count = (...methods: string[]) => made.filter((one) => methods.includes(one.method) && !isList(one)).length
  expect(forecast!.requests).toEqual({
    puts: { value: count('PUT'), plusMinus: 0 },
    gets: { value: count('GET', 'HEAD'), plusMinus: 0 },
    lists: made.filter(isList).length,
  })
  client.destroy()
})

async function* objectsOf(store: Store) {
  for await (const { key, size } of store.list()) yield { kind: 'object' as const, key, size }
}

it('weighs a page by what its pictures were and are', async () => {
  const world = createWorld(config)
  const mess = await makeMess()
  const keys = ['photos/été 1+1 (2)%.jpg', 'photos/small.jpg']
  for (const key of keys) await upload(world.originals, key, mess.get(key)!)
  await rollOut(world)
  const folder = await inFolder(new Map(keys.map((key) => [key, mess.get(key)!])))
  const { page } = (await look(await folderCollection(folder, '/nowhere'))).forecast!

  const stored = async (name: string) => {
    let bytes = 0
    for await (const { key, size } of world.processed.list()) if (key.startsWith(`${name}/`)) bytes += size
    return { value: 10 * bytes, plusMinus: 0 } // 20 pictures, of two kinds
  }
  expect(page.pictures).toBe(20)
  expect(page.originals.value).toBe(10 * keys.reduce((sum, key) => sum + mess.get(key)!.length, 0))
  expect(page.sizes.slice(0, 4)).toEqual([
    { variant: 'small', format: 'fallback', bytes: await stored('small') },
    { variant: 'small', format: 'webp', bytes: await stored('small.webp') },
    { variant: 'large', format: 'fallback', bytes: await stored('large') },
    { variant: 'large', format: 'webp', bytes: await stored('large.webp') },
  ])
})
