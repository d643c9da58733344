import { describe, expect, it, vi } from 'vitest'
import { type AppOptions, createApp } from '../../src/core/app.ts'
import { createServe } from '../../src/core/serve.ts'
import type { App } from '../../src/lambda/response-streaming.ts'
import { jpegOf } from '../image/pictures.ts'
import { altered, createWorld, keysOf, roomy, upload, type World } from '../world.ts'
import { invoke } from './invoke.ts'
import { defineAwslambda, isStreaming } from './runtime.ts'
import { urlEvent } from './url-event.ts'

defineAwslambda()
const { answerFirst } = await import('../../src/lambda/response-streaming.ts')

function functionOf(create: (later: AppOptions['later']) => App, decoder?: { isStuck(): boolean }) {
  const faults: unknown[] = []
  const telemetry: Parameters<typeof answerFirst>[1] = {
    during: (_context, work) => work(),
    fault: (fault) => void faults.push(fault),
  }
  const handler = answerFirst(create, telemetry, decoder)
  return { handler, faults }
}

const appOf = (world: World) => (later: AppOptions['later']) =>
  createApp({ catalogue: world.catalogue, serve: createServe(world, roomy()), later, report: () => {} })

async function withBoat(): Promise<World> {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  return world
}

it('says that it streams', () => {
  expect(isStreaming(functionOf(() => ({ fetch: () => new Response() })).handler)).toBe(true)
})

it('ends a process whose decoder is stuck when its answer is out, and no other', async () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never) // oxlint-disable-line typescript/no-unsafe-type-assertion -- it would never return
  for (const isStuck of [false, true]) {
    const { answered, over } = invoke(
      functionOf(() => ({ fetch: () => new Response('soon', { status: 503 }) }), { isStuck: () => isStuck }).handler,
      urlEvent('/medium/boat.jpg'),
    )
    expect((await answered).body.toString()).toBe('soon')
    await over
    expect(exit).toHaveBeenCalledTimes(isStuck ? 1 : 0)
  }
  exit.mockRestore()
})

describe('a rendition', () => {
  it('is there whole before anything is stored, and stored when the invocation is over', async () => {
    const world = await withBoat()
    const mayStore = Promise.withResolvers<void>()
    const processed = altered(world.processed, {
      head: async (path) => {
        await mayStore.promise
        return world.processed.head(path)
      },
    })
    const { answered, over } = invoke(functionOf(appOf({ ...world, processed })).handler, urlEvent('/medium/boat.jpg'))
    const { statusCode, headers, body, contentType } = await answered
    expect(contentType).toBe('application/vnd.awslambda.http-integration-response')
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'image/jpeg',
      'public, max-age=60',
    ])
    expect(headers).not.toHaveProperty('content-length')
    expect(body.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    expect(await keysOf(world.processed)).toEqual([])
    mayStore.resolve()
    await over
    expect(await keysOf(world.processed)).toHaveLength(7)
  })

  it('is answered to HEAD without a body, and to conditions and ranges whole', async () => {
    const { handler } = functionOf(appOf(await withBoat()))
    const head = await invoke(handler, urlEvent('/medium/boat.jpg', { method: 'HEAD' })).answered
    expect([head.statusCode, head.headers['content-type'], head.body.length]).toEqual([200, 'image/jpeg', 0])
    const headers = { 'if-none-match': '*', range: 'bytes=0-1', 'x-odd': 'é' }
    const whole = await invoke(handler, urlEvent('/medium/boat.jpg', { headers, body: 'GET with a body' })).answered
    expect([whole.statusCode, whole.body.subarray(0, 3).toString('hex')]).toEqual([200, 'ffd8ff'])
  })

  it('of many megabytes arrives whole', async () => {
    const bytes = Buffer.alloc(15_000_000, 'picture')
    const { handler } = functionOf(() => ({ fetch: () => new Response(bytes) }))
    const { answered, over } = invoke(handler, urlEvent('/large/boat.jpg'))
    expect(Buffer.compare((await answered).body, bytes)).toBe(0)
    await over
  })
})

describe('what is asked for wrongly', () => {
  it.each(['TRACE', 'CONNECT', 'POST', 'BREW'])('%s is 405', async (method) => {
    const { handler } = functionOf(appOf(await withBoat()))
    const { statusCode, headers } = await invoke(handler, urlEvent('/medium/boat.jpg', { method })).answered
    expect([statusCode, headers['allow']]).toEqual([405, 'GET, HEAD'])
  })

  it.each([
    '/medium/%62oat.jpg',
    '/medium/x/../boat.jpg',
    '/medium/boat.jpg%2F',
    '/medium\\boat.jpg',
    '/medium/été.jpg',
    '',
  ])('another spelling, %s, is no path', async (path) => {
    const { handler } = functionOf(appOf(await withBoat()))
    expect((await invoke(handler, urlEvent(path)).answered).statusCode).toBe(400)
  })
})

describe('a fault', () => {
  it('that is no Error is an answer with its status, too', async () => {
    const { handler, faults } = functionOf(() => ({ fetch: () => Promise.reject('a string') }))
    const { answered, over } = invoke(handler, urlEvent('/medium/boat.jpg'))
    expect((await answered).statusCode).toBe(500)
    await over
    expect(faults).toEqual(['a string'])
  })

  it('in the work for later does not take the next request with it', async () => {
    const world = await withBoat()
    const processed = altered(world.processed, { put: () => Promise.reject(new Error('403')) })
    const { handler } = functionOf(appOf({ ...world, processed }))
    for (const path of ['/medium/boat.jpg', '/large/boat.jpg']) {
      const { answered, over } = invoke(handler, urlEvent(path))
      expect((await answered).statusCode).toBe(200)
      await over
    }
    expect(world.sent).toEqual([
      { message: { key: 'boat.jpg' }, delayMs: 0 },
      { message: { key: 'boat.jpg' }, delayMs: 0 },
    ])
  })
})
