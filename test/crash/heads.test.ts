import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { INDEX } from '../../src/local/settled/index-object.ts'
import { s3Store } from '../../src/stores/s3.ts'
import { jpegOf } from '../image/pictures.ts'
import { environmentFor, startS3 } from '../s3/server.ts'
import { bytesOf, keysOf } from '../world.ts'
import { eventually, start } from '../local/running.ts'

/** Each has seven renditions, so that a look takes nine heads, and the second look at its original one. */
const ORIGINALS = 40
const HEADS = 10
const PLACES = ['--originals', 's3://photos/in', '--processed', 's3://photos/made', '--errors', 's3://photos-failed']

const server = await startS3()
afterAll(() => server.close())
const picture = await jpegOf(60, 40)
const turned = await jpegOf(40, 60)
const { put, remove, stores, startup, once } = await opened()

/** Buckets with originals of which nothing was made yet. */
async function opened() {
  for (const bucket of ['photos', 'photos-failed']) await server.createBucket(bucket)
  const client = server.client()
  afterAll(() => client.destroy())
  const put = (Key: string, Body: Uint8Array, Metadata: Record<string, string> = {}, Bucket = 'photos') =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, Metadata }))
  const remove = (Key: string, Bucket = 'photos') => client.send(new DeleteObjectCommand({ Bucket, Key }))
  const store = (bucket: string, prefix: string) => s3Store({ client, bucket, prefix })
  const stores = { processed: store('photos', 'made/'), errors: store('photos-failed', '') }

  /** Starts the service; returns when all is caught up, with how many objects were headed and read for that. */
  async function startup() {
    const before = server.exchanges.length
    const service = await start(
      [...PLACES, '--poll', '60', '--port', '0', '--log', 'json'],
      undefined,
      environmentFor(server),
    )
    await eventually(
      async () => service.output(),
      (output) => output.includes('caught up'),
    )
    // What the start tries the server with is no object of anybody's.
    const isOurs = (key: string) => key === '' || key === INDEX || key.includes('sizewright-check-')
    const asked = server.exchanges.slice(before).filter(({ key }) => !isOurs(key))
    const heads = asked.filter(({ method }) => method === 'HEAD')
    const reads = asked.filter(({ method }) => method === 'GET')
    return { service, heads: heads.length, reads: reads.length, of: new Set(heads.map(({ key }) => key)) }
  }

  const once = async () => {
    const { service, ...counts } = await startup()
    expect(await service.stop()).toBe(0)
    return counts
  }

  const names = Array.from({ length: ORIGINALS - 1 }, (_, number) => `${number}.jpg`)
  for (const name of names) await put(`in/${name}`, picture)
  await put('in/broken.jpg', Buffer.from('no picture'))
  return { put, remove, stores, startup, once }
}

/** S3 tells times in seconds: what was written just now may be written again without its being seen. */
const grownOld = () => sleep(2500)

it('the start after one that found all as it should be asks for no object', async () => {
  await once() // makes everything
  await grownOld()
  expect(await once()).toMatchObject({ heads: ORIGINALS * HEADS, reads: 0 })
  expect(await once()).toMatchObject({ heads: 0, reads: 0 })
})

it('a start finds each kind of change, and looks at nothing else', async () => {
  await put('in/0.jpg', turned)
  await put('in/1.jpg', picture, { focus: '0.1,0.2' }) // the ETag stays
  await remove('in/2.jpg')
  await put('in/new.jpg', picture)
  await remove('made/medium/3.jpg')
  await put('made/medium/4.jpg', turned)
  await put('made/no-such-size/5.jpg', turned)
  await remove('in/broken.jpg')
  const { of } = await once()
  const looked = [...of].filter((key) => key.startsWith('in/')).map((key) => key.slice(3))
  expect(looked.toSorted()).toEqual(['0.jpg', '1.jpg', '2.jpg', '3.jpg', '4.jpg', 'broken.jpg', 'new.jpg'])
  const { processed, errors } = stores
  expect(await keysOf(errors)).toEqual([INDEX])
  const paths = await keysOf(processed)
  expect(paths).toHaveLength(39 * 7)
  expect(paths).not.toContain('no-such-size/5.jpg')
  const source = async (path: string) => (await processed.head(path))!.metadata['source']!
  const plain = await source('medium/5.jpg')
  for (const path of paths) {
    if (path.endsWith('/0.jpg')) expect(await source(path)).not.toContain(plain)
    if (path.endsWith('/1.jpg')) expect(await source(path)).toBe(`${plain} focus=0.1,0.2`)
  }
  for (const path of ['medium/3.jpg', 'medium/4.jpg']) {
    expect(await bytesOf(processed, path)).toEqual(await bytesOf(processed, 'medium/5.jpg'))
  }
})

it('two processes share the buckets and the index, also when that was deleted', async () => {
  await grownOld()
  await remove(INDEX, 'photos-failed')
  const both = await Promise.all([startup(), startup()])
  await put('in/newer.jpg', picture)
  await Promise.all(both.map(({ service }) => service.stop()))
  for (const { heads } of both) expect(heads).toBeGreaterThanOrEqual(39 * HEADS) // the other's are counted, too
  expect((await once()).of).toContain('in/newer.jpg')
  await grownOld()
  expect((await once()).heads).toBe(HEADS)
  expect((await once()).heads).toBe(0)
})
