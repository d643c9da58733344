import { describe, expect, it } from 'vitest'
import { sharp } from '../../src/image/sharp.ts'
import { useCloud } from '../cloud/use.ts'
import { jpegOf } from '../image/pictures.ts'
import { urlEvent } from '../lambda/url-event.ts'
import { answerIn, streamedBy, useRuntime } from './running.ts'

const openCloud = useCloud()
const run = useRuntime()
const BOAT = 'photos/boat.jpg'

async function start() {
  const cloud = await openCloud()
  cloud.events.hold()
  await cloud.originals.put(BOAT, await jpegOf(800, 600))
  const serve = await run(cloud.stack().serve)
  const ask = async (path: string, changes?: Parameters<typeof urlEvent>[1]) => {
    const invocation = serve.invoke(urlEvent(path, changes))
    const answer = answerIn(await streamedBy(invocation))
    await invocation.over
    return answer
  }
  return { cloud, serve, ask }
}

describe('an answer', () => {
  it('is a prelude, eight zero bytes and the picture, in a request that streams', async () => {
    const { serve } = await start()
    const invocation = serve.invoke(urlEvent(`/medium/${BOAT}`))
    const streamed = await streamedBy(invocation)
    expect(streamed.headers).toMatchObject({
      'lambda-runtime-function-response-mode': 'streaming',
      'transfer-encoding': 'chunked',
      'content-type': 'application/vnd.awslambda.http-integration-response',
    })
    expect(streamed.trailers).toEqual({})
    const { statusCode, headers, body } = answerIn(streamed)
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'public, max-age=60',
      'x-amz-meta-cache-tag': expect.stringMatching(/^o-[0-9a-f]{40}$/),
    })
    expect(Object.keys(headers)).not.toContain('content-length')
    const { width, height, format } = await sharp(body).metadata()
    expect([width, height, format]).toEqual([600, 450, 'jpeg'])
    await invocation.over
  })

  it('is out before anything is stored, and the next event is taken when all of it is', async () => {
    const { cloud, serve } = await start()
    const mayWrite = Promise.withResolvers<void>()
    cloud.s3.fault({
      method: 'PUT',
      bucket: cloud.processed.name,
      fault: { kind: 'wait', before: 'work', until: mayWrite.promise },
    })
    const invocation = serve.invoke(urlEvent(`/medium/${BOAT}`))
    const { statusCode, body } = answerIn(await streamedBy(invocation))
    expect([statusCode, await cloud.processed.keys(), serve.isBusy()]).toEqual([200, [], true])
    mayWrite.resolve()
    await invocation.over
    expect(await cloud.processed.keys()).toHaveLength(7)
    const stored = await cloud.processed.see(`medium/${BOAT}`)
    expect(Buffer.compare(Buffer.from(stored?.bytes ?? []), body)).toBe(0)
  })

  it('of many megabytes arrives whole', async () => {
    const { cloud, ask } = await start()
    const noise = await sharp({
      create: {
        width: 3600,
        height: 3600,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 90 },
      },
    })
      .jpeg({ quality: 95 })
      .toBuffer()
    await cloud.originals.put('photos/noise.jpg', noise)
    const { statusCode, body } = await ask('/huge/photos/noise.jpg')
    expect([statusCode, body.length > 6 * 2 ** 20]).toEqual([200, true])
    expect((await sharp(body).stats()).channels).toHaveLength(3)
  })
})

describe('what has no body, or hardly any', () => {
  it('HEAD has a prelude and the zero bytes', async () => {
    const { ask } = await start()
    const { statusCode, headers, body } = await ask(`/medium/${BOAT}`, { method: 'HEAD' })
    expect([statusCode, headers['content-type'], body.length]).toEqual([200, 'image/jpeg', 0])
  })

  it('HEAD of what is not there has, too', async () => {
    const { ask } = await start()
    const { statusCode, body } = await ask('/medium/photos/none.jpg', { method: 'HEAD' })
    expect([statusCode, body.length]).toEqual([404, 0])
  })

  it('a condition that came along is answered whole, for what is made on the spot has no ETag', async () => {
    const { ask } = await start()
    const { statusCode, headers, body } = await ask(`/medium/${BOAT}`, { headers: { 'if-none-match': '*' } })
    expect([statusCode, headers['etag'], body.subarray(0, 3).toString('hex')]).toEqual([200, undefined, 'ffd8ff'])
  })

  it.each([
    ['/medium/photos/none.jpg', 'GET', 404, 'max-age=10'],
    ['/medium/photos/damaged.jpg', 'GET', 415, 'max-age=60'],
    ['/medium/photos/%62oat.jpg', 'GET', 400, undefined],
    [`/medium/${BOAT}`, 'TRACE', 405, undefined],
  ])('%s by %s is %i, in a sentence', async (path, method, status, cacheControl) => {
    const { cloud, ask } = await start()
    await cloud.originals.put('photos/damaged.jpg', (await jpegOf(400, 300)).subarray(0, 2000))
    const { statusCode, headers, body } = await ask(path, { method })
    expect(statusCode).toBe(status)
    if (cacheControl !== undefined) expect(headers['cache-control']).toBe(cacheControl)
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(body.toString()).toMatch(/^[^\n]{5,120}\n?$/)
    expect(body.toString()).not.toContain(cloud.originals.name)
  })
})

describe('an event that is no request', () => {
  it('fails with what went wrong in the trailers, and the same process answers the next one', async () => {
    const { serve, ask } = await start()
    const failed = serve.invoke(null)
    const { headers, trailers, bytes } = await streamedBy(failed)
    expect(headers['content-type']).toBe('application/octet-stream') // which a function URL makes a 502 of
    expect(bytes.length).toBe(0)
    expect(trailers['lambda-runtime-function-error-type']).toBe('TypeError')
    const body = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString()
    expect(JSON.parse(body)).toMatchObject({ errorType: 'TypeError', errorMessage: expect.any(String) })
    await expect(failed.over).rejects.toThrow('TypeError')
    expect((await ask(`/medium/${BOAT}`)).statusCode).toBe(200)
    expect(serve.isDead()).toBe(false)
  })
})
