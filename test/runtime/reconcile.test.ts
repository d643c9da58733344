import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cacheTag } from '../../src/core/stored.ts'
import { resultOf } from '../cloud/lambda/function.ts'
import { eventOf } from '../cloud/lambda/source.ts'
import { useCloud } from '../cloud/use.ts'
import { jpegOf } from '../image/pictures.ts'
import { eventually } from '../local/running.ts'
import { useRuntime } from './running.ts'

const openCloud = useCloud()
const run = useRuntime()
const BOAT = 'photos/boat.jpg'
const LOCKED = 'photos/locked.jpg'

async function start() {
  const cloud = await openCloud()
  cloud.events.hold()
  const { queue, reconcile: described } = cloud.stack()
  const reconcile = await run(described)
  /** Gives it a batch of messages with these bodies, and returns their ids and which of them have failed. */
  const take = async (...bodies: string[]) => {
    for (const body of bodies) queue.send(body)
    const batch = queue.receive(10)
    const result = await resultOf(reconcile.invoke(eventOf(queue, batch)))
    return { result, idOf: (body: string) => batch.find((one) => one.body === body)?.messageId }
  }
  const failed = (...ids: (string | undefined)[]) => ({
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  })
  return { cloud, reconcile, take, failed }
}

describe('a batch', () => {
  it('fails by the ids of those that failed, and each is in the log with its reason', async () => {
    const { cloud, reconcile, take, failed } = await start()
    for (const key of [BOAT, LOCKED]) await cloud.originals.put(key, await jpegOf(80, 60))
    const fault = { kind: 'refuse', status: 403, code: 'AccessDenied' } as const
    cloud.s3.fault({ bucket: cloud.originals.name, key: LOCKED, fault })
    const [good, locked] = [BOAT, LOCKED].map((key) => JSON.stringify({ key }))
    const { result, idOf } = await take(good!, 'poison', locked!)
    expect(result).toEqual(failed(idOf('poison'), idOf(locked!)))
    expect(await cloud.processed.keys()).toHaveLength(7)

    const errors = reconcile.logs
      .map((line): Record<string, unknown> => JSON.parse(line)) // and nothing else is printed
      .filter(({ level }) => level === 'ERROR')
    const common = {
      service: 'sizewright-reconcile',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      message: expect.any(String),
    }
    expect(errors).toHaveLength(2)
    expect(errors).toContainEqual(expect.objectContaining({ ...common, messageId: idOf('poison') }))
    expect(errors).toContainEqual(
      expect.objectContaining({ ...common, key: LOCKED, error: expect.objectContaining({ name: 'S3Fault' }) }),
    )
  })

  it('of which all goes well fails by nothing, and what it replaces is purged once', async () => {
    const { cloud, take, failed } = await start()
    const body = JSON.stringify({ key: BOAT })
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    expect((await take(body)).result).toEqual(failed())
    expect(cloud.invalidations).toEqual([])
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    expect((await take(body)).result).toEqual(failed())
    expect(cloud.invalidations.map(({ items }) => items)).toEqual([[`#${cacheTag(BOAT)}`]])
  })

  it('of a rollout is answered with what was done', async () => {
    const { cloud, reconcile } = await start()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    const rollout = reconcile.invoke({ BatchInput: { rollout: 'originals' }, Items: [{ Key: BOAT }] })
    expect(await resultOf(rollout)).toMatchObject({ keys: 1, rendered: 7, removed: 0, refused: 0 })
  })
})

describe('an event that is none of its own', () => {
  it('is answered with an error, and the same process takes the next one', async () => {
    const { cloud, reconcile, take, failed } = await start()
    const { over } = reconcile.invoke({ hello: 'world' })
    const error = await over.then(String, ({ message }: Error): unknown => JSON.parse(message))
    expect(error).toMatchObject({
      errorType: 'Error',
      errorMessage: 'it is invoked by its queue or by a rollout, with nothing else',
    })
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    expect((await take(JSON.stringify({ key: BOAT }))).result).toEqual(failed())
    expect(reconcile.isDead()).toBe(false)
  })
})

/** Processes that a process has started and that are still there. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
}

function isThere(pid: string): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('SIGTERM', () => {
  it('ends it between two events, and its decoders with it', async () => {
    const { cloud, reconcile, take } = await start()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await take(JSON.stringify({ key: BOAT }))
    const decoders = childrenOf(reconcile.pid)
    expect(decoders).not.toEqual([])
    process.kill(reconcile.pid, 'SIGTERM')
    process.kill(reconcile.pid, 'SIGCONT') // it is frozen between two events
    expect(await reconcile.ended).toBe('SIGTERM')
    const left = await eventually(
      async () => decoders.filter(isThere),
      (pids) => pids.length === 0,
    )
    expect(left).toEqual([])
  })
})
