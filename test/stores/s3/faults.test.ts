import { describe, expect, test } from 'vitest'
import type { Store } from '../../../src/stores/store.ts'
import { useS3 } from '../../s3/use.ts'
import { keysOf, md5, object, put, read } from '../objects.ts'

const { open } = useS3()

/** Every way to ask a store something, with the key `boat.jpg` and the text `a boat` in it, and what it then answers. */
const OPERATIONS: [string, (store: Store) => Promise<unknown>, unknown][] = [
  ['head', async (store) => (await store.head('boat.jpg'))?.etag, md5('a boat')],
  ['get', (store) => read(store, 'boat.jpg'), 'a boat'],
  ['put', (store) => store.put('new.jpg', object('new'), 'absent'), md5('new')],
  ['replace', (store) => store.put('boat.jpg', object('new'), { etag: md5('a boat') }), md5('new')],
  ['delete', (store) => store.delete('boat.jpg', md5('a boat')), true],
  ['list', (store) => keysOf(store), ['boat.jpg']],
  ['answers', (store) => store.answers(), undefined],
]

async function openWithBoat() {
  const opened = await open()
  await put(opened.store, 'boat.jpg', 'a boat')
  const before = opened.server.exchanges.length
  return { ...opened, requests: () => opened.server.exchanges.length - before }
}

describe.each(OPERATIONS)('S3 being out of order: %s', (_name, operate, expected) => {
  test.each([
    ['500 InternalError', 500, 'InternalError', 3],
    ['503 ServiceUnavailable', 503, 'ServiceUnavailable', 1],
    ['503 SlowDown', 503, 'SlowDown', 1],
  ])('is tried again after %s', async (_what, status, code, times) => {
    const { server, store, requests } = await openWithBoat()
    server.fault({ times, fault: { kind: 'refuse', status, code } })
    expect(await operate(store)).toEqual(expected)
    expect(requests()).toBe(times + 1)
  })

  test('is tried four times and then fails', async () => {
    const { server, store, requests } = await openWithBoat()
    server.fault({ fault: { kind: 'refuse', status: 500, code: 'InternalError' } })
    await expect(operate(store)).rejects.toMatchObject({ name: 'S3Fault', status: 500 })
    expect(requests()).toBe(4)
  })

  test.each([
    [400, 'InvalidRequest'],
    [403, 'AccessDenied'],
    [405, 'MethodNotAllowed'],
  ])('fails at once when it is refused with %i %s', async (status, code) => {
    const { server, store, requests } = await openWithBoat()
    server.fault({ fault: { kind: 'refuse', status, code } })
    await expect(operate(store)).rejects.toMatchObject({ name: 'S3Fault', status })
    expect(requests()).toBe(1)
  })

  test('tells what happened, and not in which bucket or to which key', async () => {
    const { server, store, bucket } = await openWithBoat()
    server.fault({ fault: { kind: 'refuse', status: 403, code: 'AccessDenied' } })
    const error = await operate(store).catch((error: unknown) => error)
    expect(String(error)).toMatch(/^S3Fault: \w+: 403 (AccessDenied|Unknown), attempts 1, request TESTREQUEST$/)
    expect(String(error)).not.toContain(bucket)
  })

  test('waits for an answer that takes its time', async () => {
    const { server, store, requests } = await openWithBoat()
    const { promise, resolve } = Promise.withResolvers<void>()
    server.fault({ times: 1, fault: { kind: 'wait', before: 'answer', until: promise } })
    const answer = operate(store)
    await expect.poll(requests, { timeout: 20_000 }).toBe(1)
    resolve()
    expect(await answer).toEqual(expected)
    expect(requests()).toBe(1)
  })
})

describe('an answer that got lost', () => {
  test.each(OPERATIONS.filter(([name]) => ['head', 'get', 'list', 'answers'].includes(name)))(
    'is asked for again: %s',
    async (_name, operate, expected) => {
      const { server, store, requests } = await openWithBoat()
      server.fault({ times: 1, fault: { kind: 'lose-answer' } })
      expect(await operate(store)).toEqual(expected)
      expect(requests()).toBe(2)
    },
  )

  test('lets a new object look as if somebody else had put it', async () => {
    const { server, store } = await openWithBoat()
    server.fault({ method: 'PUT', times: 1, fault: { kind: 'lose-answer' } })
    expect(await store.put('new.jpg', object('new'), 'absent')).toBeNull()
    expect((await store.head('new.jpg'))!.etag).toBe(md5('new'))
  })

  test('lets a replacement look as if somebody else had made it', async () => {
    const { server, store } = await openWithBoat()
    server.fault({ method: 'PUT', times: 1, fault: { kind: 'lose-answer' } })
    expect(await store.put('boat.jpg', object('new'), { etag: md5('a boat') })).toBeNull()
    expect((await store.head('boat.jpg'))!.etag).toBe(md5('new'))
  })

  test('lets a deletion look as if somebody else had done it', async () => {
    const { server, store } = await openWithBoat()
    server.fault({ method: 'DELETE', times: 1, fault: { kind: 'lose-answer' } })
    expect(await store.delete('boat.jpg', md5('a boat'))).toBe(false)
    expect(await store.head('boat.jpg')).toBeNull()
  })
})

test('a write that another one gets into is refused, not failed', async () => {
  const { server, store, requests } = await openWithBoat()
  server.fault({ fault: { kind: 'refuse', status: 409, code: 'ConditionalRequestConflict' } })
  expect(await store.put('new.jpg', object('new'), 'absent')).toBeNull()
  expect(await store.put('boat.jpg', object('new'), { etag: md5('a boat') })).toBeNull()
  expect(await store.delete('boat.jpg', md5('a boat'))).toBe(false)
  expect(requests()).toBe(3)
})

test('a server that cannot be reached is a fault', async () => {
  const { server, store } = await openWithBoat()
  server.fault({ fault: { kind: 'lose-answer' } })
  for (const [, operate] of OPERATIONS.slice(0, 2)) {
    await expect(operate(store)).rejects.toMatchObject({ name: 'S3Fault', status: undefined })
  }
})
