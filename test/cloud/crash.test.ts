import { describe, expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually } from '../local/running.ts'
import type { Cloud } from './cloud.ts'
import { useCloud } from './use.ts'
import { gist } from './viewer.ts'

const start = useCloud()
const BOAT = 'photos/boat.jpg'

/** Returns when such a request has come since. */
async function comes(cloud: Cloud, method: string, bucket: string, since: number, key?: string): Promise<void> {
  const isIt = (one: { method: string; bucket: string; key: string }) =>
    one.method === method && one.bucket === bucket && (key === undefined || one.key === key)
  await eventually(
    async () => cloud.s3.exchanges.slice(since).some(isIt),
    (hasCome) => hasCome,
  )
}

describe('a crash', () => {
  it('of serve between its writes and its look at the original is mended by the sweep', async () => {
    const cloud = await start()
    const mayWrite = Promise.withResolvers<void>()
    const never = Promise.withResolvers<void>()
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    cloud.events.release(() => [])
    cloud.s3.fault({
      method: 'PUT',
      bucket: cloud.processed.name,
      times: 1,
      fault: { kind: 'wait', before: 'work', until: mayWrite.promise },
    })
    expect((await cloud.get(`/medium/${BOAT}`)).status).toBe(200)
    // While it is about to write, the original goes, and whoever follows that finds nothing stored.
    await comes(cloud, 'PUT', cloud.processed.name, 0)
    await cloud.originals.remove(BOAT)
    await cloud.stack().source.drain()
    const since = cloud.s3.exchanges.length
    cloud.s3.fault({
      method: 'HEAD',
      bucket: cloud.originals.name,
      fault: { kind: 'wait', before: 'work', until: never.promise },
    })
    mayWrite.resolve()
    await comes(cloud, 'HEAD', cloud.originals.name, since)
    cloud.stack().serve.crash()
    cloud.s3.clearFaults()
    await cloud.settle()
    expect(await cloud.processed.keys()).toHaveLength(7)
    await cloud.advance(60_000)
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toMatchObject({ status: 200, from: 'primary' })
    await cloud.advance(180_000)
    expect(await cloud.processed.keys()).toEqual([])
    expect((await cloud.get(`/medium/${BOAT}`)).status).toBe(404)
    never.resolve()
  })

  it('of reconcile between its writes and its purge is mended by the sweep', async () => {
    const cloud = await start()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.advance(240_000)
    const old = await cloud.get(`/thumbnail/${BOAT}`)
    const never = Promise.withResolvers<void>()
    const last = `webp/${BOAT}`
    cloud.s3.fault({ method: 'PUT', key: last, fault: { kind: 'wait', before: 'answer', until: never.promise } })
    const since = cloud.s3.exchanges.length
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    const draining = cloud.stack().source.drain()
    await comes(cloud, 'PUT', cloud.processed.name, since, last)
    cloud.stack().reconcile.crash()
    cloud.s3.clearFaults()
    await draining
    expect(cloud.invalidations).toEqual([])
    expect((await cloud.get(`/thumbnail/${BOAT}`)).from).toBe('cache')
    await cloud.advance(240_000)
    expect(cloud.invalidations).toHaveLength(1)
    const now = await cloud.get(`/thumbnail/${BOAT}`)
    expect(now.from).toBe('primary')
    expect(Buffer.compare(now.body, old.body)).not.toBe(0)
    never.resolve()
  })

  it('of serve before it answers is an error that is kept for ten seconds, and no longer', async () => {
    const cloud = await start()
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    const never = Promise.withResolvers<void>()
    cloud.s3.fault({
      method: 'GET',
      bucket: cloud.originals.name,
      fault: { kind: 'wait', before: 'work', until: never.promise },
    })
    const answering = cloud.get(`/medium/${BOAT}`)
    await comes(cloud, 'GET', cloud.originals.name, 0)
    cloud.stack().serve.crash()
    cloud.s3.clearFaults()
    expect(gist(await answering)).toMatchObject({ status: 502, from: 'fallback' })
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toMatchObject({ status: 502, from: 'cache' })
    await cloud.advance(10_000)
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toMatchObject({ status: 200, from: 'fallback' })
    await cloud.settle()
    never.resolve()
  })
})
