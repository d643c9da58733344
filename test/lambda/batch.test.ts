import type { SQSRecord } from 'aws-lambda'
import { afterEach, describe, expect, it } from 'vitest'
import type { Ports } from '../../src/core/ports.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { cacheTag } from '../../src/core/stored.ts'
import { Archived } from '../../src/errors.ts'
import { type Delivery, reconcileBatch } from '../../src/lambda/batch.ts'
import { rollOut, type RolloutBatch } from '../../src/lambda/rollout-batch.ts'
import { takeSqsBatch } from '../../src/lambda/sqs-batch.ts'
import type { Defer } from '../../src/lambda/sqs.ts'
import { jpegOf } from '../image/pictures.ts'
import { allClosed, altered, createWorld, keysOf, remove, upload, type World } from '../world.ts'

afterEach(allClosed)

/** The function without its wiring. */
function start(ports: Ports) {
  const counts: Record<string, number> = {}
  const faults: string[] = []
  const archived: string[] = []
  const deferred: Record<string, number> = {}
  const telemetry = {
    count: (what: string, times = 1) => void (counts[what] = (counts[what] ?? 0) + times),
    fault: (fault: unknown) => void faults.push(String(fault)),
    archived: (keys: readonly string[]) => void archived.push(...keys),
  }
  const run = (deliveries: readonly Delivery[]) =>
    reconcileBatch(ports, telemetry, deliveries, performance.now() + 105_000)
  const defer: Defer = async ({ messageId }, delay) => void (deferred[messageId] = delay)
  return {
    counts,
    faults,
    archived,
    deferred,
    take: async (...Records: SQSRecord[]) =>
      (await takeSqsBatch({ Records }, { reconcileBatch: run, telemetry, defer })).batchItemFailures.map(
        ({ itemIdentifier }) => itemIdentifier,
      ),
    rollOut: (rollout: RolloutBatch['BatchInput']['rollout'], ...keys: string[]) =>
      rollOut(ports, telemetry, run, { BatchInput: { rollout }, Items: keys.map((Key) => ({ Key })) }),
  }
}

function record(messageId: string, body: unknown, receives = 1): SQSRecord {
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '1795608000000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1795608000001',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:queue',
    awsRegion: 'eu-west-1',
  }
}

const s3 = (...keys: string[]) => ({
  Records: keys.map((key) => ({ eventVersion: '2.1', eventSource: 'aws:s3', s3: { object: { key } } })),
})

async function stored(...keys: string[]): Promise<World> {
  const world = createWorld()
  for (const key of keys) {
    await upload(world.originals, key, await jpegOf(40, 40))
    await reconcile(world, { key })
  }
  world.sent.length = 0
  return world
}

async function overwrite(world: World, ...keys: string[]): Promise<void> {
  for (const key of keys) await upload(world.originals, key, await jpegOf(50, 50))
}

describe('a batch of the queue', () => {
  it('is done whole, with one purge for all that was replaced', async () => {
    const world = await stored('a.jpg', 'b.jpg', 'c.jpg')
    await overwrite(world, 'a.jpg', 'b.jpg', 'c.jpg')
    const calls: (readonly string[])[] = []
    const { take, counts } = start({ ...world, purge: async (tags) => void calls.push(tags) })
    expect(await take(record('1', s3('a.jpg', 'b.jpg')), record('2', s3('c.jpg')))).toEqual([])
    expect(calls.map((tags) => tags.toSorted())).toEqual([['a.jpg', 'b.jpg', 'c.jpg'].map(cacheTag).toSorted()])
    expect(counts).toEqual({ Purges: 3, Removed: 0 })
  })

  it('fails the one message whose key fails, and defers it', async () => {
    const world = await stored('a.jpg', 'b.jpg')
    await overwrite(world, 'a.jpg', 'b.jpg')
    const originals = altered(world.originals, {
      get: async (key) => {
        if (key === 'b.jpg') throw new Error('503')
        return world.originals.get(key)
      },
    })
    const { take, deferred, faults } = start({ ...world, originals })
    expect(await take(record('1', s3('a.jpg')), record('2', s3('b.jpg'), 3))).toEqual(['2'])
    expect(world.purged).toEqual([cacheTag('a.jpg')])
    expect(deferred['2']).toBeGreaterThanOrEqual(20)
    expect(deferred['2']).toBeLessThanOrEqual(40)
    expect(faults).toEqual(['Error: 503'])
  })

  it('whose purge fails fails those that it was for, and nobody else', async () => {
    const world = await stored('a.jpg', 'b.jpg')
    await overwrite(world, 'a.jpg')
    const { take } = start({ ...world, purge: () => Promise.reject(new Error('TooManyInvalidationsInProgress')) })
    expect(await take(record('1', s3('a.jpg')), record('2', s3('b.jpg')))).toEqual(['1'])
  })

  it('purges what an earlier delivery may have left', async () => {
    const world = await stored('a.jpg', 'b.jpg')
    expect(await start(world).take(record('1', s3('a.jpg'), 2), record('2', s3('b.jpg'), 1))).toEqual([])
    expect(world.purged).toEqual([cacheTag('a.jpg')])
  })

  it('whose messages come again has one purge for them, too', async () => {
    const world = await stored('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg')
    await overwrite(world, 'd.jpg')
    const calls: (readonly string[])[] = []
    const { take } = start({ ...world, purge: async (tags) => void calls.push(tags) })
    const again = ['a.jpg', 'b.jpg', 'c.jpg'].map((key) => record(key, s3(key), 2))
    expect(await take(...again, record('d.jpg', s3('d.jpg')))).toEqual([])
    expect(calls).toEqual([[cacheTag('d.jpg')], ['a.jpg', 'b.jpg', 'c.jpg'].map(cacheTag)])
  })

  it('runs a key once, however often it is in it', async () => {
    const world = createWorld()
    await overwrite(world, 'a.jpg')
    let gets = 0
    const originals = altered(world.originals, {
      get: async (key) => {
        gets += 1
        return world.originals.get(key)
      },
    })
    const { take } = start({ ...world, originals })
    expect(await take(record('1', s3('a.jpg', 'a.jpg')), record('2', { key: 'a.jpg', sweep: true }))).toEqual([])
    expect(gets).toBe(1)
    expect(world.sent).toHaveLength(1)
  })

  it('hands back a malformed message at once, and does the rest', async () => {
    const world = createWorld()
    await overwrite(world, 'a.jpg')
    const { take, deferred, faults } = start(world)
    expect(await take(record('1', 'poison', 4), record('2', s3('a.jpg')))).toEqual(['1'])
    expect(await keysOf(world.processed)).toHaveLength(7)
    expect(deferred).toEqual({ '1': 0 })
    expect(faults).toHaveLength(1)
  })

  it('counts what was removed and refused', async () => {
    const world = await stored('a.jpg')
    await remove(world.originals, 'a.jpg')
    await upload(world.originals, 'b.jpg', Buffer.from('no picture'))
    const { take, counts } = start(world)
    await take(record('1', s3('a.jpg', 'b.jpg')))
    expect(counts).toEqual({ Removed: 7, Refused: 1, Purges: 1 })
  })

  it('never has more than two originals in hand', async () => {
    const world = createWorld()
    const keys = Array.from({ length: 8 }, (_, index) => `${index}.jpg`)
    await overwrite(world, ...keys)
    let now = 0
    let most = 0
    const originals = altered(world.originals, {
      get: async (key) => {
        most = Math.max(most, (now += 1))
        return world.originals.get(key)
      },
    })
    const queue = { send: async () => {} }
    const processed = altered(world.processed, {
      put: async (path, ...rest) => {
        if (path.startsWith('webp/')) now -= 1 // the last but one
        return world.processed.put(path, ...rest)
      },
    })
    await start({ ...world, originals, processed, queue }).take(record('1', s3(...keys)))
    expect(await keysOf(world.processed)).toHaveLength(56)
    expect(most).toBe(2)
  })
})

describe('a batch of a rollout', () => {
  it('reconciles originals by their raw keys', async () => {
    const world = createWorld()
    await overwrite(world, 'my+boat 100%.jpg')
    expect(await start(world).rollOut('originals', 'my+boat 100%.jpg')).toEqual({
      keys: 1,
      rendered: 7,
      removed: 0,
      refused: 0,
      archived: 0,
    })
  })

  it('does not fail for originals that are archived, and says how many wait', async () => {
    const world = createWorld({ variants: { small: { width: 20 } } }, await stored('a.jpg', 'b.jpg'))
    const originals = altered(world.originals, {
      get: async (key) => {
        if (key === 'a.jpg') throw new Archived()
        return world.originals.get(key)
      },
    })
    const { rollOut, take, archived, faults } = start({ ...world, originals })
    expect(await rollOut('originals', 'a.jpg', 'b.jpg')).toMatchObject({ keys: 2, archived: 1 })
    expect(await take(record('1', s3('a.jpg')))).toEqual([])
    expect([archived, faults]).toEqual([['a.jpg', 'a.jpg'], []])
  })

  it('takes each key once from the paths of the processed ones, and deletes strays', async () => {
    const world = await stored('été.jpg')
    await remove(world.originals, 'été.jpg')
    for (const stray of ['poster/boat.jpg', 'notes.txt', 'large/a%20b.jpg']) {
      await upload(world.processed, stray, Buffer.from('x'))
    }
    const paths = await keysOf(world.processed)
    expect(await start(world).rollOut('processed', ...paths)).toEqual({
      keys: 1,
      rendered: 0,
      removed: 10,
      refused: 0,
      archived: 0,
    })
    expect(await keysOf(world.processed)).toEqual([])
  })

  it('reconciles error entries by their unescaped keys', async () => {
    const world = createWorld({ limits: { bytes: 100 } })
    await overwrite(world, 'été.jpg')
    await reconcile(world, { key: 'été.jpg' })
    const raised = createWorld({}, world)
    expect(await start(raised).rollOut('errors', ...(await keysOf(world.errors)))).toMatchObject({ rendered: 7 })
    expect(await keysOf(raised.errors)).toEqual([])
  })

  it('takes no hidden original up, and deletes what is stored of one, with its error entry', async () => {
    const world = createWorld({ hidden: true })
    await overwrite(world, '.trash/a.jpg')
    await reconcile(world, { key: '.trash/a.jpg' })
    for (const path of ['.trash/b.jpg', 'a//b.jpg']) await upload(world.errors, path, Buffer.from('x'))
    const now = start(createWorld({}, world))
    expect(await now.rollOut('originals', '.trash/a.jpg', 'photos/')).toMatchObject({ keys: 0 })
    const paths = await keysOf(world.processed)
    expect(await now.rollOut('processed', ...paths)).toEqual({
      keys: 1,
      rendered: 0,
      removed: 7,
      refused: 0,
      archived: 0,
    })
    expect(await now.rollOut('errors', '.trash/b.jpg', 'a//b.jpg')).toMatchObject({ keys: 1, removed: 1 })
    expect([...(await keysOf(world.processed)), ...(await keysOf(world.errors))]).toEqual([])
  })

  it('tries all of it, and then fails where something failed', async () => {
    const world = createWorld()
    await overwrite(world, 'a.jpg', 'b.jpg')
    const originals = altered(world.originals, {
      get: async (key) => {
        if (key === 'a.jpg') throw new Error('403')
        return world.originals.get(key)
      },
    })
    const { rollOut, faults } = start({ ...world, originals })
    await expect(rollOut('originals', 'a.jpg', 'b.jpg')).rejects.toThrow('1 of 2 failed')
    expect(faults).toEqual(['Error: 403'])
    expect(await keysOf(world.processed)).toHaveLength(7)
  })
})
