import { describe, expect, it } from 'vitest'
import { cacheTag } from '../../src/core/stored.ts'
import { jpegOf } from '../image/pictures.ts'
import type { Cloud } from './cloud.ts'
import { alarm, resourcesOf } from './template/resources.ts'
import { useCloud } from './use.ts'
import { fromPrimary, gist } from './viewer.ts'

const start = useCloud()
const BOAT = 'photos/boat.jpg'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function stored(): Promise<Cloud> {
  const cloud = await start()
  await cloud.originals.put(BOAT, await jpegOf(80, 60))
  await cloud.advance(240_000)
  return cloud
}

/** The original's ETag is the source of every rendition. */
async function sources(cloud: Cloud): Promise<(string | undefined)[]> {
  const seen = await Promise.all((await cloud.processed.keys()).map((key) => cloud.processed.see(key)))
  return [...new Set(seen.map((object) => object?.metadata['source']))]
}

async function expectAllCurrent(cloud: Cloud): Promise<void> {
  expect(await sources(cloud)).toEqual([(await cloud.originals.see(BOAT))?.etag])
  expect(await cloud.processed.keys()).toHaveLength(7)
}

/** As a changed policy does it: the bucket itself still answers, and can be listed. */
function loseReading(cloud: Cloud): void {
  for (const method of ['HEAD', 'GET']) {
    const fault = { kind: 'refuse', status: 403, code: 'AccessDenied' } as const
    cloud.s3.fault({ bucket: cloud.originals.name, method, key: /./, fault })
  }
}

describe('a corrupt upload', () => {
  it('goes to the errors, is not tried again, and is told of', async () => {
    const cloud = await start()
    const bytes = (await jpegOf(400, 300)).subarray(0, 2000)
    await cloud.originals.put(BOAT, bytes)
    await cloud.settle()
    expect(await cloud.errors.keys()).toEqual([BOAT])
    const copy = await cloud.errors.see(BOAT)
    expect(copy?.metadata['reason']).toBe('damaged')
    expect(Buffer.compare(copy?.bytes ?? Buffer.alloc(0), bytes)).toBe(0)
    const reads = () =>
      cloud.s3.exchanges.filter(
        ({ method, bucket, headers }) => method === 'GET' && bucket === cloud.originals.name && headers.authorization,
      ).length
    expect(reads()).toBe(1)
    const answer = await cloud.get(`/medium/${BOAT}`)
    expect([answer.status, answer.body.toString()]).toEqual([415, 'the picture is damaged and cannot be decoded\n'])
    expect(reads()).toBe(2) // it is opened, to see whether it is there and still the one that the entry tells of
    await cloud.advance(HOUR)
    expect(reads()).toBe(2)
    expect(cloud.stack().queue.bodies()).toEqual([])
    expect(cloud.stack().deadLetters.bodies()).toEqual([])
  })

  it('leaves the errors when a good one takes its key', async () => {
    const cloud = await start()
    await cloud.originals.put(BOAT, Buffer.from('no picture'))
    await cloud.settle()
    expect((await cloud.get(`/medium/${BOAT}`)).status).toBe(415)
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.advance(MINUTE)
    expect(await cloud.errors.keys()).toEqual([])
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toEqual(fromPrimary('image/jpeg'))
  })
})

describe('S3', () => {
  it('that slows down for a while is asked again, and nothing is lost', async () => {
    const cloud = await start()
    cloud.s3.fault({ bucket: cloud.processed.name, fault: { kind: 'refuse', status: 503, code: 'SlowDown' } })
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    cloud.events.release()
    await cloud.settle()
    expect(cloud.stack().queue.bodies()).not.toEqual([])
    cloud.s3.clearFaults()
    expect(await cloud.processed.keys()).toEqual([])
    await cloud.advance(MINUTE)
    await expectAllCurrent(cloud)
    expect(cloud.stack().deadLetters.bodies()).toEqual([])
  })

  it('that lets nobody read for an hour costs nothing but that hour: nothing is deleted, nothing is lost', async () => {
    const cloud = await stored()
    const before = await sources(cloud)
    loseReading(cloud)
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    await cloud.advance(HOUR)
    expect(await sources(cloud)).toEqual(before)
    expect(await cloud.processed.keys()).toHaveLength(7)
    expect((await cloud.get(`/medium/${BOAT}`)).status).toBe(200)
    cloud.s3.clearFaults()
    await cloud.advance(15 * MINUTE)
    await expectAllCurrent(cloud)
    expect(cloud.stack().deadLetters.bodies()).toEqual([])
  })

  it('that lets nobody read for hours: what became a dead letter is taken up again by itself', async () => {
    const cloud = await stored()
    loseReading(cloud)
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    await cloud.advance(5 * HOUR)
    expect(cloud.stack().deadLetters.bodies()).toHaveLength(1)
    cloud.s3.clearFaults()
    await cloud.advance(12 * HOUR)
    await expectAllCurrent(cloud)
    expect(cloud.stack().deadLetters.bodies()).toEqual([])
  })

  it('whose bucket of originals is gone: its pictures stay', async () => {
    const cloud = await stored()
    cloud.s3.fault({ bucket: cloud.originals.name, fault: { kind: 'refuse', status: 404, code: 'NoSuchBucket' } })
    cloud.stack().queue.send(JSON.stringify({ key: BOAT }))
    await cloud.settle()
    expect(await cloud.processed.keys()).toHaveLength(7)
    cloud.s3.clearFaults()
  })
})

describe('the queue', () => {
  it('puts a message that nobody understands among the dead letters, and the alarm goes off', async () => {
    const cloud = await start()
    const { queue, deadLetters, template, resolve } = cloud.stack()
    queue.send('poison')
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.settle()
    await expectAllCurrent(cloud)
    expect(deadLetters.bodies()).toEqual(['poison'])
    const watching = resourcesOf(template, resolve, 'AWS::CloudWatch::Alarm', alarm).filter(
      ({ properties: { Namespace, MetricName, Dimensions } }) =>
        Namespace === 'AWS/SQS' &&
        MetricName === 'ApproximateNumberOfMessagesVisible' &&
        Dimensions.some(({ Name, Value }) => Name === 'QueueName' && Value === deadLetters.name),
    )
    expect(watching).toHaveLength(1)
    const { ComparisonOperator, Threshold } = watching[0]!.properties
    expect(ComparisonOperator).toBe('GreaterThanThreshold')
    expect(deadLetters.countVisible()).toBeGreaterThan(Threshold)
  })

  it('may deliver twice and in any order', async () => {
    const cloud = await start()
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.originals.remove(BOAT)
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    cloud.events.release((held) => [...held, ...held].toReversed())
    await cloud.settle()
    await expectAllCurrent(cloud)
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(70, 60))
    await cloud.originals.remove(BOAT)
    cloud.events.release((held) => held.toReversed())
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual([])
  })

  it('takes back what could not be purged, and it is purged then', async () => {
    const cloud = await stored()
    const old = await cloud.get(`/medium/${BOAT}`)
    cloud.refuseInvalidations(2)
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    await cloud.settle()
    expect(cloud.invalidations).toEqual([])
    expect((await cloud.get(`/medium/${BOAT}`)).from).toBe('cache')
    await cloud.advance(MINUTE)
    expect(cloud.invalidations.map(({ items }) => items)).toEqual([[`#${cacheTag(BOAT)}`]])
    expect(Buffer.compare((await cloud.get(`/medium/${BOAT}`)).body, old.body)).not.toBe(0)
  })
})

describe('a bucket that the distribution cannot read', () => {
  it('is made up for by the function, which tells of it', async () => {
    const cloud = await stored()
    const { serve } = cloud.stack()
    cloud.s3.fault({
      bucket: cloud.processed.name,
      method: 'GET',
      fault: { kind: 'refuse', status: 500, code: 'InternalError' },
    })
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toMatchObject({ status: 200, from: 'fallback' })
    await cloud.settle()
    expect(metricsOf(serve.logs)).toContainEqual(expect.objectContaining({ ServedAlthoughStored: 1 }))
  })
})

function metricsOf(lines: readonly string[]): Record<string, unknown>[] {
  return lines.filter((line) => line.includes('"_aws"')).map((line): Record<string, unknown> => JSON.parse(line))
}
