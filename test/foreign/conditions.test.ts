import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { md5 } from '../stores/objects.ts'
import { useForeignBucket } from './server.ts'

const { client, bucket } = useForeignBucket()
const [RIGHT, WRONG] = [`"${md5('old')}"`, `"${md5('other')}"`]

let count = 0

/** A key under which `old` is stored, or nothing. */
async function place(stored: 'old' | null): Promise<{ Bucket: string; Key: string }> {
  count += 1
  const at = { Bucket: bucket, Key: `condition ${count}` }
  if (stored !== null) await client.send(new PutObjectCommand({ ...at, Body: stored }))
  return at
}

async function statusOf(request: Promise<{ $metadata: { httpStatusCode?: number } }>): Promise<number | undefined> {
  const answer = await request.catch((error: unknown) => {
    if (error instanceof S3ServiceException) return error
    throw error
  })
  return answer.$metadata.httpStatusCode
}

const put = (at: { Bucket: string; Key: string }, condition: object) =>
  statusOf(client.send(new PutObjectCommand({ ...at, Body: 'new', ...condition })))
const remove = (at: { Bucket: string; Key: string }, IfMatch: string) =>
  statusOf(client.send(new DeleteObjectCommand({ ...at, IfMatch })))
/** The ETag of what is stored now. */
const now = async (at: { Bucket: string; Key: string }) =>
  client.send(new HeadObjectCommand(at)).then(
    ({ ETag }) => ETag,
    () => null,
  )

it('PUT with If-None-Match: *, where nothing is, writes', async () => {
  const at = await place(null)
  expect([await put(at, { IfNoneMatch: '*' }), await now(at)]).toEqual([200, `"${md5('new')}"`])
})

it('PUT with If-None-Match: *, where something is, is refused with 412', async () => {
  const at = await place('old')
  expect([await put(at, { IfNoneMatch: '*' }), await now(at)]).toEqual([412, RIGHT])
})

it('PUT with the right If-Match replaces', async () => {
  const at = await place('old')
  expect([await put(at, { IfMatch: RIGHT }), await now(at)]).toEqual([200, `"${md5('new')}"`])
})

it('PUT with another If-Match is refused with 412', async () => {
  const at = await place('old')
  expect([await put(at, { IfMatch: WRONG }), await now(at)]).toEqual([412, RIGHT])
})

it('PUT with If-Match, where nothing is, is refused with 404 or 412', async () => {
  const at = await place(null)
  expect([await put(at, { IfMatch: RIGHT }), await now(at)]).toEqual([expect.toBeOneOf([404, 412]), null])
})

it('DELETE with the right If-Match deletes', async () => {
  const at = await place('old')
  expect([await remove(at, RIGHT), await now(at)]).toEqual([expect.toBeOneOf([200, 204]), null])
})

it('DELETE with another If-Match is refused with 412', async () => {
  const at = await place('old')
  expect([await remove(at, WRONG), await now(at)]).toEqual([412, RIGHT])
})

it('DELETE with If-Match, where nothing is, is refused with 404 or 412', async () => {
  const at = await place(null)
  expect(await remove(at, RIGHT)).toBeOneOf([404, 412])
})

describe('of ten at once', () => {
  const ten = Array.from({ length: 10 }, (_, number) => `writer ${number}`)
  const race = async (at: { Bucket: string; Key: string }, condition: object) => {
    const sent = ten.map((Body) => statusOf(client.send(new PutObjectCommand({ ...at, Body, ...condition }))))
    return (await Promise.all(sent)).map((status) => (status === 200 ? 'written' : 'refused')).sort()
  }
  const one = ten.map((_, number) => (number < 9 ? 'refused' : 'written'))

  it('one with If-None-Match: * writes', async () => {
    for (const _ of ten) expect(await race(await place(null), { IfNoneMatch: '*' })).toEqual(one)
  })

  it('one with the right If-Match replaces', async () => {
    for (const _ of ten) expect(await race(await place('old'), { IfMatch: RIGHT })).toEqual(one)
  })
})

it('of one that replaces and one that deletes the same object at once, one is refused', async () => {
  const outcomes: string[] = []
  for (let round = 0; round < 100; round += 1) {
    const at = await place('old')
    const statuses = await Promise.all([put(at, { IfMatch: RIGHT }), remove(at, RIGHT)])
    outcomes.push(statuses.map((status) => (status === 200 || status === 204 ? 'done' : 'refused')).join(', '))
  }
  expect(outcomes.filter((outcome) => outcome === 'done, done')).toEqual([])
})
