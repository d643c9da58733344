import { describe, expect, test, vi } from 'vitest'
import { createS3Client, s3Store } from '../../src/stores/s3.ts'
import { environmentFor } from '../s3/server.ts'
import { useS3 } from '../s3/use.ts'
import { storeContract } from './contract.ts'
import { keysOf, md5, object, put, read } from './objects.ts'

const { open } = useS3()

storeContract('a bucket', async () => (await open()).store)
storeContract('a bucket under a prefix', async () => (await open({ prefix: 'a b/é+%/' })).store)

describe('a bucket', () => {
  test('lists keys that nobody can ask for', async () => {
    const { store } = await open()
    const keys = ['\u0001\u001f', '../up', './here', '/leading', 'a\nb', 'a//b', 'back\\slash', 'folder/', '\u007f']
    for (const key of keys) await put(store, key, key)
    expect(await Array.fromAsync(store.list())).toEqual(
      keys.map((key) => ({
        key,
        etag: md5(key),
        size: Buffer.byteLength(key),
        written: expect.stringMatching(/^2.*:\d\d\.000Z$/),
      })),
    )
    expect(await keysOf(store, { after: '\u0001\u001f' })).toEqual(keys.slice(1))
  })

  test('lists 2,500 keys that need to be encoded, from any of them on', async () => {
    const { store } = await open()
    const keys = Array.from({ length: 2500 }, (_, number) => `é &+%/${String(number).padStart(4, '0')}`)
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => put(store, key, '')))
    }
    expect(await keysOf(store)).toEqual(keys)
    expect(await keysOf(store, { prefix: 'é &+%/', after: keys[1234]! })).toEqual(keys.slice(1235))
  })

  test('lets exactly one of twenty win who find nothing there, and each time again', async () => {
    const { store } = await open()
    for (const key of ['1', '2', '3', '4', '5']) {
      const texts = Array.from({ length: 20 }, (_, number) => `writer ${number}`)
      const etags = await Promise.all(texts.map((text) => store.put(key, object(text), 'absent')))
      expect(etags.filter((etag) => etag !== null)).toEqual([md5((await read(store, key))!)])
    }
  })

  test('is not taken for empty where there is none', async () => {
    const { client } = await open()
    const store = s3Store({ client, bucket: 'no-such-bucket' })
    await expect(store.answers()).rejects.toMatchObject({ name: 'S3Fault', status: 404 })
    await expect(store.get('boat.jpg')).rejects.toMatchObject({ name: 'S3Fault', status: 404 })
    await expect(keysOf(store)).rejects.toMatchObject({ name: 'S3Fault', status: 404 })
    await expect(store.put('boat.jpg', object(''), { etag: md5('') })).rejects.toMatchObject({ status: 404 })
    await expect(store.delete('boat.jpg', md5(''))).rejects.toMatchObject({ status: 404 })
    // S3 gives no reason in an answer to HEAD. Whoever deletes because of it has to ask `answers` first.
    expect(await store.head('boat.jpg')).toBeNull()
  })

  test('says in every request whose it must be, where that is known', async () => {
    const { client, bucket } = await open()
    const owners: string[] = []
    client.middlewareStack.add(
      (next) => async (args) => {
        const headers: unknown = Reflect.get(args.request as object, 'headers') // oxlint-disable-line typescript/no-unsafe-type-assertion -- the SDK says `unknown`
        owners.push(String(Reflect.get(headers as object, 'x-amz-expected-bucket-owner'))) // oxlint-disable-line typescript/no-unsafe-type-assertion -- likewise
        return next(args)
      },
      { step: 'build', priority: 'low' },
    )
    const requests = async (owner?: string) => {
      owners.length = 0
      const store = s3Store({ client, bucket, ...(owner !== undefined && { owner }) })
      const etag = await store.put('boat.jpg', object('a boat'), 'absent')
      await read(store, 'boat.jpg')
      await store.head('boat.jpg')
      await keysOf(store)
      await store.delete('boat.jpg', etag!)
      await store.answers()
      return owners
    }
    expect(await requests('111122223333')).toEqual(Array.from({ length: 6 }, () => '111122223333'))
    expect(new Set(await requests())).toEqual(new Set(['undefined']))
  })

  test('keeps what is under one prefix from what is under another', async () => {
    const { client, bucket, store } = await open()
    const errors = s3Store({ client, bucket, prefix: 'errors/' })
    await put(store, 'errors', 'outside')
    await put(store, 'errorsX', 'outside')
    await put(errors, 'boat.jpg', 'inside')
    expect(await keysOf(errors)).toEqual(['boat.jpg'])
    expect(await keysOf(errors, { prefix: 'b', after: 'a' })).toEqual(['boat.jpg'])
    expect(await keysOf(errors, { after: 'boat.jpg' })).toEqual([])
    expect(await read(store, 'errors/boat.jpg')).toBe('inside')
    expect(await errors.head('X')).toBeNull()
  })

  test('is found where AWS_ENDPOINT_URL_S3 says, by its path', async () => {
    const { server, bucket, store } = await open()
    await put(store, 'boat.jpg', 'a boat')
    const { port } = new URL(server.endpoint)
    // By itself the SDK would look for <bucket>.localhost: it names buckets in the path only for a bare address.
    const environment = { ...environmentFor(server), AWS_ENDPOINT_URL_S3: `http://localhost:${port}` }
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    const client = createS3Client()
    expect(await read(s3Store({ client, bucket }), 'boat.jpg')).toBe('a boat')
    client.destroy()
    vi.unstubAllEnvs()
  })

  test('opens 50 connections at most, and uses them again', async () => {
    const { server, store } = await open()
    const before = server.exchanges.length
    // The SDK has connections of another kind for more than 2 MiB, a few of which are enough to exceed the bound.
    const [small, large] = [Buffer.alloc(10), Buffer.alloc(2_100_000)]
    const bodies = [...Array.from({ length: 55 }, () => small), ...Array.from({ length: 5 }, () => large)]
    await Promise.all(bodies.map((body, number) => store.put(`${number}`, object(body), 'absent')))
    await Promise.all(Array.from({ length: 200 }, (_, number) => store.head(`${number}`)))
    const exchanges = server.exchanges.slice(before)
    expect(exchanges).toHaveLength(260)
    expect(new Set(exchanges.map(({ clientPort }) => clientPort)).size).toBeLessThanOrEqual(50)
  })
})
